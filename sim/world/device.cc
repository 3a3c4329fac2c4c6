#include "sim/world/device.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/world/bytes.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

// Registers, by their offset in bytes.
constexpr std::uint32_t kStatus = 0x00;
constexpr std::uint32_t kControl = 0x04;
constexpr std::uint32_t kIcr = 0x08;
constexpr std::uint32_t kImr = 0x0c;
constexpr std::uint32_t kCapabilities = 0x18;
constexpr std::uint32_t kResultLow = 0x1c;
constexpr std::uint32_t kDataOutHigh = 0x28;
constexpr std::uint32_t kDataInHigh = 0x30;
constexpr std::uint32_t kGuestPageShift = 0x34;
constexpr std::uint32_t kNothing = 0xffffffff;

constexpr std::uint32_t kReset = 1;
constexpr std::uint32_t kInterruptEnable = 2;
constexpr std::uint32_t kInterruptDisable = 4;

// Results, and the hypervisor's resources.
constexpr std::int32_t kSuccess = 0;
constexpr std::int32_t kInvalidArgs = -2;
constexpr std::int32_t kNoAccess = -7;
constexpr std::int32_t kDuplicateEntry = -9;
constexpr std::int32_t kNoResources = -19;
constexpr std::int32_t kNotFound = -21;

constexpr std::uint32_t kResourcesQuery = 0;
constexpr std::uint32_t kGetContextId = 1;
constexpr std::uint32_t kSetNotifyBitmap = 2;
constexpr std::uint32_t kDoorbellLink = 3;
constexpr std::uint32_t kDoorbellUnlink = 4;
constexpr std::uint32_t kDoorbellNotify = 5;

constexpr std::uint32_t kHost = 2;

// The header's size, and offsets in messages.
constexpr std::size_t kHeader = 24;
constexpr std::size_t kDestination = 0;
constexpr std::size_t kSource = 8;
constexpr std::size_t kPayloadSize = 16;
constexpr std::size_t kHandle = 24;
constexpr std::size_t kNotifyIndex = 32;

// How long a message to a resource of the hypervisor is; 0: there is no such resource.
std::size_t message_bytes(std::uint32_t resource) {
  switch (resource) {
    case kGetContextId:
      return 24;
    case kResourcesQuery:  // about one resource
      return 36;
    case kDoorbellLink:
      return 40;
    case kSetNotifyBitmap:
    case kDoorbellUnlink:
    case kDoorbellNotify:
      return 32;
    default:
      return 0;
  }
}

// Whether it is a datagram to the host: as long as it says.
bool is_datagram(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= kHeader && number_at<std::uint32_t>(bytes, kDestination) == kHost &&
         number_at<std::uint64_t>(bytes, kPayloadSize) == bytes.size() - kHeader;
}

// Whether a message to the hypervisor is one, to the last byte of its header: sent by nobody in
// particular, as long as it says.
bool is_message(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHeader) return false;
  const auto resource = number_at<std::uint32_t>(bytes, kDestination + 4);
  return number_at<std::uint32_t>(bytes, kDestination) == 0 &&
         number_at<std::uint64_t>(bytes, kSource) == UINT64_MAX &&
         bytes.size() == message_bytes(resource) &&
         number_at<std::uint64_t>(bytes, kPayloadSize) == bytes.size() - kHeader;
}

}  // namespace

bool strikes(std::uint8_t& left, FaultClass what, run::Chooser& chooser) {
  if (left == 0 || chooser.choose_fault(2, static_cast<std::uint32_t>(what)) == 0) return false;
  --left;
  return true;
}

std::vector<std::string> fault_classes(const Faults& faults) {
  const auto name = [](std::uint8_t most, const char* text) {
    return std::string(most > 0 ? text : "");
  };
  return {name(faults.hypercalls, "hypercalls"), name(faults.interrupts, "interrupts"),
          name(faults.memory, "memory"), name(faults.removal, "removal")};
}

std::uint32_t Device::acknowledge() {
  const std::uint32_t acknowledged = causes;
  causes = 0;
  return acknowledged;
}

std::uint32_t Device::read_register(std::uint32_t offset) {
  if (gone != 0) return kNothing;
  switch (offset) {
    case kStatus:
      return interrupts_on;
    case kIcr:
      return acknowledge();
    case kImr:
      return mask;
    case kCapabilities:
      return offered;
    case kResultLow:
      return static_cast<std::uint32_t>(result);
    default:
      return kNothing;
  }
}

void Device::write_register(std::uint32_t offset, std::uint32_t value) {
  if (gone != 0) return;
  if (offset == kImr) mask = static_cast<std::uint8_t>(value);
  if (offset == kGuestPageShift && value == kPageShift) told |= 1;
  if (offset == kDataInHigh && value == Platform::address({0, Page::kIn}) >> 32) told |= 2;
  if (offset == kDataOutHigh && value == Platform::address({0, Page::kOut}) >> 32) told |= 4;
  if (offset == kCapabilities) used = static_cast<std::uint8_t>(value);
  if (offset == kControl && (value & kReset) != 0) reset();
  if (offset == kControl && (value & kInterruptEnable) != 0) interrupts_on = 1;
  if (offset == kControl && (value & kInterruptDisable) != 0) interrupts_on = 0;
}

void Device::reset() {
  causes = 0;
  mask = 0;
  interrupts_on = 0;
  used = 0;
  notifies = 0;
  told = 0;
  asked = 0;
  links = {};
  for (Message& message : messages) message.where = Message::Where::taken;
}

void Device::receive(std::span<const std::uint8_t> bytes, run::Chooser& chooser,
                     state::Observer& observer) {
  if (gone != 0) return;
  const bool to_host = is_datagram(bytes);
  const bool good = to_host || is_message(bytes);
  observer.always(property::kMessages, good, [&] {
    return fmt::format("the hypervisor was sent {} bytes that are none of its messages",
                       bytes.size());
  });
  if (to_host) {
    ++datagrams;
    result = strikes(faults.hypercalls, FaultClass::hypercalls, chooser) ? kNoResources : kSuccess;
  } else {
    result = good ? answer(bytes, chooser) : kInvalidArgs;
  }
}

std::int32_t Device::answer(std::span<const std::uint8_t> bytes, run::Chooser& chooser) {
  const auto to = number_at<std::uint32_t>(bytes, kDestination + 4);
  if (to == kGetContextId) return static_cast<std::int32_t>(context);
  if (to == kResourcesQuery) {
    return number_at<std::uint64_t>(bytes, kHandle) == 1 &&
                   number_at<std::uint32_t>(bytes, 32) == kGetContextId
               ? 1
               : 0;
  }
  if (to == kSetNotifyBitmap)
    return set_notify_page(number_at<std::uint64_t>(bytes, kHandle), chooser);
  const auto handle_context = number_at<std::uint32_t>(bytes, kHandle);
  const auto handle_resource = number_at<std::uint32_t>(bytes, kHandle + 4);
  if (to == kDoorbellNotify) return notify(handle_context, handle_resource);
  if (handle_context != context) return kNoAccess;
  if (to == kDoorbellUnlink) return unlink(handle_resource, chooser);
  return link(handle_resource, number_at<std::uint64_t>(bytes, kNotifyIndex), chooser);
}

Link* Device::find_link(std::uint32_t resource) {
  const auto found = std::find_if(links.begin(), links.end(), [&](const Link& link) {
    return link.linked != 0 && link.resource == resource;
  });
  return found == links.end() ? nullptr : &*found;
}

std::int32_t Device::link(std::uint32_t resource, std::uint64_t notify_index,
                          run::Chooser& chooser) {
  if (notify_index >= kNotifyBytes) return kInvalidArgs;
  if (find_link(resource) != nullptr) return kDuplicateEntry;
  const auto free =
      std::find_if(links.begin(), links.end(), [](const Link& link) { return link.linked == 0; });
  if (free == links.end() || strikes(faults.hypercalls, FaultClass::hypercalls, chooser))
    return kNoResources;
  *free = {resource, static_cast<std::uint16_t>(notify_index), 1};
  return kSuccess;
}

std::int32_t Device::unlink(std::uint32_t resource, run::Chooser& chooser) {
  Link* link = find_link(resource);
  if (link == nullptr) return kNotFound;
  if (strikes(faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  *link = {};
  return kSuccess;
}

std::int32_t Device::set_notify_page(std::uint64_t number, run::Chooser& chooser) {
  if (number != kNotifyPageNumber) return kInvalidArgs;
  if (strikes(faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  notifies = 1;
  return kSuccess;
}

std::int32_t Device::notify(std::uint32_t doorbell_context, std::uint32_t resource) {
  if (doorbell_context != context) return kNotFound;
  const Link* link = find_link(resource);
  if (link == nullptr) return kNotFound;
  ring(*link, true);
  return kSuccess;
}

bool Device::send(Message::Kind kind, std::uint32_t resource) {
  const auto free = std::find_if(messages.begin(), messages.end(), [](const Message& message) {
    return message.kind == Message::Kind::none;
  });
  if (free == messages.end()) return false;
  *free = {resource, kind, Message::Where::queued, 0, 0};
  interrupt(kDatagramCause);
  return true;
}

std::optional<std::uint32_t> Device::next_message() const {
  for (std::uint32_t i = 0; i < kMessages; ++i) {
    if (messages[i].where == Message::Where::queued) return i;
  }
  return std::nullopt;
}

// A message begins where a multiple of 8 bytes was given, and its header is not cut.
void Device::give(std::span<std::uint8_t> bytes) {
  std::fill(bytes.begin(), bytes.end(), 0xff);
  if (gone != 0) return;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::optional<std::uint32_t> next = giving != 0 ? giving - 1U : next_message();
    if (!next || (giving == 0 && bytes.size() - at < kHeader)) return;
    const Rendered rendered = render(messages[*next], *next, context);
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

bool Device::knows(std::uint8_t number) const {
  if (gone != 0) return false;
  return number == Page::kNotify ? notifies != 0 : told != 0;
}

void Device::ring(const Link& link, bool allocated) {
  if (notifies == 0 || gone != 0) return;
  if (allocated) {
    notify_page[link.notify_index] |= 1;
  } else {
    wrote_freed = 1;
  }
  interrupt(kNotificationCause);
}

// With one vector there is a message when the first cause comes: those behind it are seen with it.
void Device::interrupt(std::uint8_t cause) {
  if (gone != 0) return;
  const bool first = causes == 0;
  const bool shared = vectors == Vectors::shared;
  if (shared) causes |= cause;
  if (interrupts_on == 0 || (mask & cause) == 0) return;
  if (!shared) pending |= cause;
  if (shared && first) pending |= 1;
}

bool Device::take_interrupt(std::uint8_t vector) {
  const bool taken = (pending & vector) != 0;
  pending = static_cast<std::uint8_t>(pending & ~vector);
  return taken;
}

}  // namespace vmcheck::world
