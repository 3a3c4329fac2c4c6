#include "sim/world/message.h"

#include "sim/world/bytes.h"

namespace vmcheck::world {
namespace {

constexpr std::uint32_t kHost = 2;
constexpr std::uint32_t kHostResource = 7;
constexpr std::uint32_t kPeerDetach = 4;
constexpr std::uint32_t kUnknownEvent = 9;
constexpr std::size_t kHeader = 24;

void put_header(Rendered& rendered, std::uint32_t context, std::uint32_t resource,
                bool from_hypervisor, std::uint64_t payload_size) {
  put_number<std::uint32_t>(rendered.bytes, 0, context);
  put_number<std::uint32_t>(rendered.bytes, 4, resource);
  put_number<std::uint32_t>(rendered.bytes, 8, from_hypervisor ? 0 : kHost);
  put_number<std::uint32_t>(rendered.bytes, 12, from_hypervisor ? 0 : kHostResource);
  put_number<std::uint64_t>(rendered.bytes, 16, payload_size);
}

// An event's datagram, with `payload` bytes behind its header.
Rendered event(std::uint32_t context, std::uint32_t id, std::uint32_t number, std::size_t payload) {
  Rendered rendered{};
  rendered.size = kHeader + payload;
  put_header(rendered, context, 0, true, payload);
  put_number<std::uint32_t>(rendered.bytes, kHeader, id);
  put_number<std::uint32_t>(rendered.bytes, kHeader + 8, number);
  return rendered;
}

Rendered datagram(std::uint32_t context, std::uint32_t resource, std::uint32_t number,
                  std::uint64_t payload_size) {
  Rendered rendered{};
  rendered.size = kHeader + 8;
  put_header(rendered, context, resource, false, payload_size);
  put_number<std::uint64_t>(rendered.bytes, kHeader, number);
  return rendered;
}

}  // namespace

Rendered render(const Message& message, std::uint32_t number, std::uint32_t context) {
  switch (message.kind) {
    case Message::Kind::none:
      break;
    case Message::Kind::datagram:
      return datagram(context, message.resource, number, 8);
    case Message::Kind::peer_detach:
      return event(context, kPeerDetach, number, 24);
    case Message::Kind::short_detach:
      return event(context, kPeerDetach, number, 12);
    case Message::Kind::unknown_event:
      return event(context, kUnknownEvent, number, 24);
    case Message::Kind::far_too_long:
      return datagram(context, message.resource, number, (std::uint64_t{1} << 32) + 8);
    case Message::Kind::endless:
      return datagram(context, message.resource, number, UINT64_MAX - kHeader + 1);
  }
  return {};
}

std::optional<std::uint32_t> number_of(std::span<const std::uint8_t> datagram) {
  if (datagram.size() != kHeader + 8) return std::nullopt;
  const auto number = number_at<std::uint64_t>(datagram, kHeader);
  if (number >= kMessages) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

}  // namespace vmcheck::world
