#include "model/vsock_fsm/network.h"

#include <algorithm>
#include <cstring>

namespace vmcheck::vsock {

std::uint8_t byte_of(vmci_u64 word) {
  return word < kInvalid ? static_cast<std::uint8_t>(word) : kInvalid;
}

vmci_u32 word_of(std::uint8_t byte) {
  return byte == kInvalid ? VMCI_ID_INVALID : byte;
}

Name name_of(vmci_handle handle) {
  return {byte_of(handle.context), byte_of(handle.resource)};
}

vmci_handle handle_of(Name name) {
  return {word_of(name.context), word_of(name.resource)};
}

void Socket::store(const vmci_connection& next) {
  static_assert(sizeof(vmci_connection) - kConnectionBytes < alignof(vmci_connection),
                "padding at the end alone");
  std::memcpy(&*connection, &next, kConnectionBytes);
}

Message message_of(const vmci_packet& packet) {
  Message message{};
  message.type = byte_of(packet.type);
  message.src_context = byte_of(packet.src_context);
  message.src_port = byte_of(packet.src_port);
  message.dst_context = byte_of(packet.dst_context);
  message.dst_port = byte_of(packet.dst_port);
  message.protocols = byte_of(packet.protocols);
  message.value = byte_of(packet.type == VMCI_PACKET_SHUTDOWN ? packet.mode : packet.size);
  message.name = name_of(packet.handle);
  return message;
}

vmci_packet packet_of(const Message& message) {
  vmci_packet packet{};
  packet.type = message.type;
  packet.src_context = message.src_context;
  packet.src_port = message.src_port;
  packet.dst_context = message.dst_context;
  packet.dst_port = message.dst_port;
  if (vmci_packet_has_protocols(packet.type)) packet.protocols = message.protocols;
  if (vmci_packet_has_size(packet.type)) packet.size = message.value;
  if (packet.type == VMCI_PACKET_SHUTDOWN) packet.mode = message.value;
  if (vmci_packet_has_handle(packet.type)) packet.handle = handle_of(message.name);
  return packet;
}

Pair* Network::find_pair(Name name) {
  const auto found =
      std::find_if(pairs.begin(), pairs.end(), [&](const Pair& pair) { return pair.name == name; });
  return found == pairs.end() ? nullptr : &*found;
}

const Pair* Network::find_pair_of(std::uint32_t socket) const {
  const Name name = name_of(sockets[socket].connection->handle);
  for (const Pair& pair : pairs) {
    if (pair.name == name && pair.is_used_by(socket)) return &pair;
  }
  return nullptr;
}

std::uint8_t Network::readable(std::uint32_t socket) const {
  const Pair* pair = find_pair_of(socket);
  return pair == nullptr ? std::uint8_t{0} : pair->bytes[1 - pair->end_of(socket)];
}

bool Network::owes(std::uint32_t socket) const {
  return std::any_of(requests.begin(), requests.end(), [&](const Request& request) {
    return request.phase != Request::Phase::none && request.socket == socket;
  });
}

std::uint32_t Network::pending_of(std::uint32_t listener) const {
  return static_cast<std::uint32_t>(
      std::count_if(sockets.begin(), sockets.end(), [&](const Socket& socket) {
        return socket.is_child_of(listener) &&
               socket.connection->state == VMCI_CONNECTION_SYN_RECEIVED;
      }));
}

std::uint32_t Network::ready_of(std::uint32_t listener) const {
  return static_cast<std::uint32_t>(std::count_if(
      sockets.begin(), sockets.end(),
      [&](const Socket& socket) { return socket.is_child_of(listener) && socket.is_ready != 0; }));
}

}  // namespace vmcheck::vsock
