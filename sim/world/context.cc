#include "sim/world/context.h"

#include <algorithm>

#include "sim/world/events.h"

namespace vmcheck::world {
namespace {

constexpr std::size_t kHeader = 24;

// Whether one was sent before the other: kMostBehind sees to it that this is not in doubt.
bool is_older(const Message& one, const Message& other) {
  return static_cast<std::int8_t>(one.sequence - other.sequence) < 0;
}

}  // namespace

// Whether bytes that both have are rather those of the one.
bool Context::is_rather(const Message& one, const Message& other) {
  if (one.is_over() != other.is_over()) return other.is_over();
  return is_older(one, other);
}

bool Context::is_rest(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> whole,
                      std::size_t skipped) {
  return whole.size() >= skipped && std::ranges::equal(bytes, whole.subspan(skipped));
}

// In the first slot that fits.
std::optional<std::uint32_t> Context::put(const Message& message) {
  Message* slot = nullptr;
  for (Message& other : messages) {
    if (other.kind == Message::Kind::none) {
      slot = &other;
      break;
    }
    if (other.is_over() && (slot == nullptr || is_older(other, *slot))) slot = &other;
  }
  if (slot == nullptr) return std::nullopt;
  *slot = message;
  return static_cast<std::uint32_t>(slot - messages.data());
}

std::optional<std::uint32_t> Context::queue(Message message) {
  if (!has_room()) return std::nullopt;
  message.where = Message::Where::queued;
  message.kept = Message::kNotKept;
  message.sequence = sent;
  const std::optional<std::uint32_t> slot = put(message);
  if (!slot) return std::nullopt;
  ++sent;
  count_event();
  return slot;
}

std::optional<std::uint32_t> Context::take_in(std::span<const std::uint8_t> datagram) {
  std::optional<Message> message = message_of(datagram);
  if (!message) return std::nullopt;
  message->where = Message::Where::handled;
  message->sequence = sent;
  return put(*message);
}

bool Context::has_room(std::uint32_t more) const {
  std::uint32_t free = 0;
  for (const Message& message : messages) {
    const bool is_free = message.kind == Message::Kind::none || message.is_over();
    if (!is_free && static_cast<std::uint8_t>(sent - message.sequence) >= kMostBehind) return false;
    free += is_free ? 1 : 0;
  }
  return free >= more;
}

std::optional<std::uint32_t> Context::next_message() const {
  std::optional<std::uint32_t> next;
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    if (messages[i].where != Message::Where::queued) continue;
    const bool older = next && is_older(messages[i], messages[*next]);
    if (!next || older != ((rules & kNewestFirst) != 0)) next = i;
  }
  return next;
}

// A message begins where a multiple of 8 bytes was given, and its header is not cut.
void Context::give(std::span<std::uint8_t> bytes) {
  std::fill(bytes.begin(), bytes.end(), 0xff);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::optional<std::uint32_t> next = giving != 0 ? giving - 1U : next_message();
    if (!next || (giving == 0 && bytes.size() - at < kHeader)) return;
    const Rendered rendered = render(messages[*next]);
    const std::size_t whole = (rendered.size + 7) & ~std::size_t{7};
    const std::size_t count = std::min(whole - given, bytes.size() - at);
    std::copy_n(rendered.bytes.begin() + given, count,
                bytes.begin() + static_cast<std::ptrdiff_t>(at));
    at += count;
    messages[*next].where = Message::Where::taken;
    const bool done = given + count == whole;
    giving = done ? 0 : static_cast<std::uint8_t>(*next + 1);
    given = done ? 0 : static_cast<std::uint8_t>(given + count);
  }
}

Link* Context::find_link(std::uint32_t resource) {
  const auto found = std::find_if(links.begin(), links.end(), [&](const Link& link) {
    return link.linked != 0 && link.resource == resource;
  });
  return found == links.end() ? nullptr : &*found;
}

void Context::handled() {
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    if (messages[i].where == Message::Where::taken && giving != i + 1)
      messages[i].where = Message::Where::handled;
  }
}

void Context::reset() {
  links = {};
  giving = 0;
  given = 0;
  for (Message& message : messages) {
    if (message.where == Message::Where::queued) message.where = Message::Where::handled;
  }
}

}  // namespace vmcheck::world
