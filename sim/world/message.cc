#include "sim/world/message.h"

#include <algorithm>

#include "sim/world/bytes.h"

namespace vmcheck::world {
namespace {

constexpr std::uint32_t kContextUpdate = 0;
constexpr std::uint32_t kPairsResumed = 2;
constexpr std::uint32_t kPeerAttach = 3;
constexpr std::uint32_t kPeerDetach = 4;
constexpr std::uint32_t kUnknownEvent = 9;
constexpr std::size_t kHeader = 24;

void put_header(Rendered& rendered, const Message& message, std::uint32_t resource,
                std::uint64_t payload_size) {
  put_number<std::uint32_t>(rendered.bytes, 0, message.to);
  put_number<std::uint32_t>(rendered.bytes, 4, resource);
  put_number<std::uint32_t>(rendered.bytes, 8, message.from);
  put_number<std::uint32_t>(rendered.bytes, 12, message.source);
  put_number<std::uint64_t>(rendered.bytes, 16, payload_size);
}

// An event's datagram, with `payload` bytes behind its header: its id, and what it is about. None
// of them is left zero by chance.
Rendered event(const Message& message, std::uint32_t id, std::uint32_t about, std::size_t payload) {
  Rendered rendered{};
  rendered.size = kHeader + payload;
  put_header(rendered, message, 0, payload);
  std::fill_n(rendered.bytes.begin() + kHeader, payload, 0x5a);
  put_number<std::uint32_t>(rendered.bytes, kHeader, id);
  put_number<std::uint32_t>(rendered.bytes, kHeader + 8, about);
  return rendered;
}

// The same about a queue pair.
Rendered pair_event(Message message, std::uint32_t id) {
  const std::uint32_t context = message.source;
  message.source = 0;
  Rendered rendered = event(message, id, context, 24);
  put_number<std::uint32_t>(rendered.bytes, kHeader + 12, message.resource);
  put_number<std::uint32_t>(rendered.bytes, kHeader + 16, message.tag);
  return rendered;
}

// A datagram with `payload` bytes behind its header, which says that there are `payload_size`.
Rendered datagram(const Message& message, std::size_t payload, std::uint64_t payload_size) {
  Rendered rendered{};
  rendered.size = kHeader + payload;
  put_header(rendered, message, message.resource, payload_size);
  put_number<std::uint64_t>(rendered.bytes, kHeader, message.tag);
  return rendered;
}

}  // namespace

Rendered render(const Message& message) {
  switch (message.kind) {
    case Message::Kind::none:
      break;
    case Message::Kind::datagram:
      return datagram(message, kTagBytes, kTagBytes);
    case Message::Kind::peer_detach:
      return event(message, kPeerDetach, message.tag, 24);
    case Message::Kind::short_detach:
      return event(message, kPeerDetach, message.tag, 16);
    case Message::Kind::unknown_event:
      return event(message, kUnknownEvent, message.tag, 24);
    case Message::Kind::far_too_long:
      return datagram(message, kTagBytes, (std::uint64_t{1} << 32) + kTagBytes);
    case Message::Kind::endless:
      return datagram(message, kTagBytes, UINT64_MAX - kHeader + 1);
    case Message::Kind::context_update:
      return event(message, kContextUpdate, message.resource, 16);
    case Message::Kind::cut_datagram:
      return datagram(message, kTagBytes / 2, kTagBytes / 2);
    case Message::Kind::pair_attached:
      return pair_event(message, kPeerAttach);
    case Message::Kind::pair_detached:
      return pair_event(message, kPeerDetach);
    case Message::Kind::pairs_resumed:
      return event(message, kPairsResumed, 0, 8);
  }
  return {};
}

std::optional<std::uint8_t> tag_of(std::span<const std::uint8_t> datagram) {
  if (datagram.size() != kHeader + kTagBytes) return std::nullopt;
  const auto tag = number_at<std::uint64_t>(datagram, kHeader);
  if (tag > UINT8_MAX) return std::nullopt;
  return static_cast<std::uint8_t>(tag);
}

std::optional<Message> message_of(std::span<const std::uint8_t> datagram) {
  const std::optional<std::uint8_t> tag = tag_of(datagram);
  if (!tag) return std::nullopt;
  Message message{};
  message.kind = Message::Kind::datagram;
  message.to = static_cast<std::uint8_t>(number_at<std::uint32_t>(datagram, 0));
  message.resource = number_at<std::uint32_t>(datagram, 4);
  message.from = static_cast<std::uint8_t>(number_at<std::uint32_t>(datagram, 8));
  message.source = number_at<std::uint32_t>(datagram, 12);
  message.tag = *tag;
  if (!std::ranges::equal(render(message).span(), datagram)) return std::nullopt;
  return message;
}

}  // namespace vmcheck::world
