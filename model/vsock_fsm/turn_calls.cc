// What the owners of sockets do.
#include <fmt/format.h>

#include <algorithm>

#include "model/vsock_fsm/properties.h"
#include "model/vsock_fsm/turn.h"

namespace vmcheck::vsock {

using Life = Socket::Life;

run::Options Turn::callers() const {
  return run::options_of(network_.sockets, [](const Socket& socket) {
    return socket.life == Life::open && socket.parent == 0 && socket.calls != 0;
  });
}

bool Turn::call() {
  const auto chosen = choose(kSockets, [&] { return callers(); });
  if (!chosen) return false;
  const std::uint32_t number = *chosen;
  const Socket& socket = network_.sockets[number];
  const bool begins = number < bounds_.roles.size() && socket.is_own != 0;
  const std::uint8_t may = begins ? bounds_.roles[number].may : bounds_.child_may;
  const bool closes = choose(2) == 0;
  if (closes) {
    if ((may & kClose) == 0) return false;
    observer_.note([&] { return fmt::format("socket {} is closed", number); });
    carrier_.close(number);
    return true;
  }
  if (socket.connection->state == VMCI_CONNECTION_LISTEN) return call_of_listener(number);
  if (begins && (socket.connection->flags & VMCI_CONNECTION_ONCE) == 0) {
    return connect(number, bounds_.roles[number]);
  }
  return call_of_connected(number, may);
}

bool Turn::connect(std::uint32_t number, const Role& role) {
  Socket& socket = network_.sockets[number];
  if (socket.connection->state != VMCI_CONNECTION_CLOSE) return false;
  const Role& server = bounds_.roles[role.server];
  const bool strange = server.machine >= kMachines;
  --socket.calls;
  ++socket.attempts;
  vmci_connection_event event = event_of(VMCI_ON_CONNECT);
  event.handle.context = network_.contexts[socket.machine];
  event.handle.resource = ++network_.attempts;
  event.context = strange ? kStrangerContext : network_.contexts[server.machine];
  event.port = server.port;
  socket.waiter = name_of(event.handle);
  observer_.note([&] { return fmt::format("socket {} connects", number); });
  const int result = carrier_.apply(number, event);
  observer_.always(property::kResult, result == VMCI_EINPROGRESS, [&] {
    return fmt::format("connect() of socket {} gives {} at once", number, result);
  });
  return true;
}

bool Turn::call_of_listener(std::uint32_t number) {
  const auto child = std::find_if(
      network_.sockets.begin(), network_.sockets.end(),
      [&](const Socket& socket) { return socket.is_child_of(number) && socket.is_ready != 0; });
  if (child == network_.sockets.end()) return false;
  --network_.sockets[number].calls;
  observer_.note([&] { return fmt::format("socket {} accepts", number); });
  const int result = carrier_.apply(number, event_of(VMCI_ON_ACCEPT));
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("accept() gives {}", result); });
  child->parent = 0;
  child->is_ready = 0;
  child->calls = bounds_.child_calls;
  return true;
}

bool Turn::call_of_connected(std::uint32_t number, std::uint8_t may) {
  if (choose(2) == 0) return (may & kShutDown) != 0 && shut_down(number);
  return (may & kTransfer) != 0 && transfer(number);
}

bool Turn::shut_down(std::uint32_t number) {
  Socket& socket = network_.sockets[number];
  vmci_connection_event event = event_of(VMCI_ON_SHUTDOWN);
  event.mode = choose(VMCI_SHUTDOWN_BOTH) + 1;
  event.ready = network_.readable(number);
  if ((socket.connection->shutdown & event.mode) == event.mode) return false;
  --socket.calls;
  socket.reading = 0;
  observer_.note([&] { return fmt::format("socket {} shuts down {}", number, event.mode); });
  const int result = carrier_.apply(number, event);
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("shutdown() gives {}", result); });
  return true;
}

// Writes a byte, reads one or waits for one.
bool Turn::transfer(std::uint32_t number) {
  Socket& socket = network_.sockets[number];
  const vmci_connection& connection = *socket.connection;
  if (connection.state != VMCI_CONNECTION_ESTABLISHED || network_.find_pair_of(number) == nullptr) {
    return false;
  }
  Pair& pair = *network_.find_pair(name_of(connection.handle));
  const std::uint32_t end = pair.end_of(number);
  if (choose(2) == 0) {
    const unsigned int closed = (connection.shutdown & VMCI_SHUTDOWN_SEND) |
                                (connection.peer_shutdown & VMCI_SHUTDOWN_RECEIVE);
    if (closed != 0 || network_.bytes == 0 || pair.bytes[end] == pair.size) return false;
    --network_.bytes;
    ++pair.bytes[end];
    if (pair.users[1 - end] != 0) network_.sockets[pair.users[1 - end] - 1U].reading = 0;
    observer_.note([&] { return fmt::format("socket {} writes", number); });
    return true;
  }
  if (pair.bytes[1 - end] != 0) {
    --pair.bytes[1 - end];
    observer_.note([&] { return fmt::format("socket {} reads", number); });
    return true;
  }
  const bool more = (connection.peer_shutdown & VMCI_SHUTDOWN_SEND) == 0 &&
                    (connection.shutdown & VMCI_SHUTDOWN_RECEIVE) == 0;
  if (!more || socket.reading != 0) return false;
  socket.reading = 1;
  observer_.note([&] { return fmt::format("socket {} waits for bytes", number); });
  return true;
}

}  // namespace vmcheck::vsock
