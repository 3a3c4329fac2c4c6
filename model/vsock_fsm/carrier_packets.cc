// What goes from one machine to another: packets, and the ends of pairs.
#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

using Life = Socket::Life;

// Packets of types from this on older machines do not know.
constexpr unsigned int kNewerTypes = VMCI_PACKET_REQUEST2;

// The socket that a packet is for: one that is connected with its sender, else one that is bound.
std::optional<std::uint32_t> find_socket(const Network& network, const vmci_packet& packet,
                                         std::uint32_t machine) {
  std::optional<std::uint32_t> bound;
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    const Socket& socket = network.sockets[i];
    const vmci_connection& connection = *socket.connection;
    if (socket.life != Life::open || socket.machine != machine ||
        connection.local_port != packet.dst_port) {
      continue;
    }
    const bool is_peer = connection.remote_context == packet.src_context &&
                         connection.remote_port == packet.src_port;
    if (is_peer) return i;
    const bool is_bound = connection.state == VMCI_CONNECTION_LISTEN ||
                          connection.state == VMCI_CONNECTION_SYN_SENT ||
                          connection.remote_context == VMCI_ID_INVALID;
    if (is_bound && socket.parent == 0 && !bound) bound = i;
  }
  return bound;
}

}  // namespace

// False if it cannot be sent. What goes to a stranger nobody needs to see.
bool Carrier::send(const vmci_packet& packet) {
  const Message message = message_of(packet);
  observer_.note([&] {
    return fmt::format("  {} from {}:{} to {}:{}", packet_name(packet.type), message.src_context,
                       message.src_port, message.dst_context, message.dst_port);
  });
  const auto& contexts = network_.contexts;
  if (std::find(contexts.begin(), contexts.end(), message.dst_context) == contexts.end()) {
    return true;
  }
  if (network_.message_count >= bounds_.under_way ||
      strikes(FaultClass::unsent, network_.faults.unsent)) {
    return false;
  }
  post(message);
  return true;
}

void Carrier::answer(const vmci_packet& packet, unsigned int type) {
  vmci_packet answer{};
  connections_.answer(&packet, type, &answer);
  send(answer);
}

void Carrier::post(const Message& message) {
  auto& all = network_.messages;
  all.at(network_.message_count++) = message;
  if (bounds_.order != Order::any) return;
  std::sort(all.begin(), all.begin() + network_.message_count);
}

void Carrier::deliver(const Message& message) {
  const auto& contexts = network_.contexts;
  const auto found = std::find(contexts.begin(), contexts.end(), message.dst_context);
  if (found == contexts.end()) return;
  const auto machine = static_cast<std::uint32_t>(found - contexts.begin());
  if (message.type == Message::kDetachment) {
    tell_of_detachment(message, machine);
  } else {
    receive(packet_of(message), machine);
  }
}

void Carrier::tell_of_detachment(const Message& message, std::uint32_t machine) {
  observer_.note([&] { return fmt::format("pair {} is left", message.name.resource); });
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    const Socket& socket = network_.sockets[i];
    if (socket.life == Life::none || socket.machine != machine || socket.subscribed == 0) continue;
    apply(i, VMCI_ON_PEER_DETACHED, message.name);
  }
}

void Carrier::receive(const vmci_packet& packet, std::uint32_t machine) {
  observer_.note([&] {
    return fmt::format("{} from {}:{} arrives at port {} of machine {}", packet_name(packet.type),
                       packet.src_context, packet.src_port, packet.dst_port, machine);
  });
  if ((bounds_.older >> machine & 1) != 0 && packet.type >= kNewerTypes) {
    answer(packet, VMCI_PACKET_INVALID);
    return;
  }
  const std::optional<std::uint32_t> number = find_socket(network_, packet, machine);
  if (!number) {
    if (packet.type != VMCI_PACKET_RST) answer(packet, VMCI_PACKET_RST);
    return;
  }
  vmci_connection_event event = event_of(VMCI_ON_PACKET);
  event.packet = packet;
  event.ready = network_.readable(*number);
  apply(*number, event);
}

void Carrier::kill(std::uint32_t machine) {
  auto& sockets = network_.sockets;
  const auto is_of = [&](std::uint32_t number) {
    return sockets[number].life != Life::none && sockets[number].machine == machine;
  };
  for (Pair& pair : network_.pairs) {
    for (std::uint32_t end = 0; end < 2; ++end) {
      if (pair.users[end] == 0 || !is_of(pair.users[end] - 1U)) continue;
      reach(property::kKilled, pair.users[1 - end] != 0);
      leave(pair, end);
    }
  }
  for (Request& request : network_.requests) {
    if (request.phase != Request::Phase::none && is_of(request.socket)) request = {};
  }
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    if (is_of(i)) sockets[i] = {};
  }
  ++network_.contexts[machine];
}

void Carrier::sever(std::uint32_t machine) {
  for (Pair& pair : network_.pairs) {
    if (!pair.name || pair.severed != 0) continue;
    for (std::uint32_t end = 0; end < 2; ++end) {
      const std::uint8_t user = pair.users[end];
      const std::uint8_t other = pair.users[1 - end];
      if (user == 0 || network_.sockets[user - 1U].machine != machine) continue;
      pair.severed = static_cast<std::uint8_t>(machine + 1);
      pair.attached = 1;
      if (other == 0) continue;
      Message message{};
      message.type = Message::kDetachment;
      message.dst_context = network_.contexts[network_.sockets[other - 1U].machine];
      message.name = pair.name;
      post(message);
    }
  }
}

}  // namespace vmcheck::vsock
