// What copies of whole objects leave behind in a machine's sockets: nothing, so that equal ones are
// equal bytes.
#pragma once

#include <cstddef>
#include <cstring>

#include "model/vsock_fsm/stack/core.h"

namespace vmcheck::device {

// Zeroes what is behind the members of an object.
template <typename T>
void clear_behind(T& object, std::size_t used) {
  std::memset(reinterpret_cast<std::byte*>(&object) + used, 0, sizeof object - used);
}

inline void clear_padding(vmci_stack& stack) {
  for (vmci_stack_socket& socket : stack.sockets) {
    clear_behind(socket.connection, offsetof(vmci_connection, peer_shutdown) + 1);
    clear_behind(socket.notify, offsetof(vmci_notify, flags) + 1);
    clear_behind(socket.options, offsetof(vmci_options, is_trusted) + 1);
  }
}

}  // namespace vmcheck::device
