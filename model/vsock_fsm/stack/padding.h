// Bytes of the stack's structures that no member has.
#pragma once

#include <cstddef>
#include <cstring>

#include "model/qpair/broker/pair_padding.h"
#include "model/vsock_fsm/stack/core.h"

namespace vmcheck::device::sockets {

// Zeroes what a copy of a whole object may have left behind its members.
template <typename T>
void clear_behind(T& object, std::size_t used) {
  std::memset(reinterpret_cast<std::byte*>(&object) + used, 0, sizeof object - used);
}

// The same of all that steps copy as a whole.
inline void clear_padding(vmci_stack& stack) {
  for (vmci_stack_socket& socket : stack.sockets) {
    clear_behind(socket.connection, offsetof(vmci_connection, peer_shutdown) + 1);
    clear_behind(socket.end, offsetof(vmci_local_end, state) + 1);
    clear_behind(socket.notify, offsetof(vmci_notify, flags) + 1);
    clear_behind(socket.options, offsetof(vmci_options, is_trusted) + 1);
  }
}

inline void clear_padding(vmci_notice& notice) {
  device::clear_padding(notice.carriage.host.pair.outcome.pair);
}

inline void clear_padding(vmci_turn& turn) {
  device::clear_padding(turn.carriage.host.pair.outcome.pair);
  clear_padding(turn.notice);
}

inline void clear_padding(vmci_host& host) {
  for (vmci_broker_pair& entry : host.broker.pairs) device::clear_padding(entry.pair);
}

}  // namespace vmcheck::device::sockets
