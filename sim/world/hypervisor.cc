#include "sim/world/hypervisor.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/bytes.h"
#include "sim/world/memory.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

// Results, and the hypervisor's resources.
constexpr std::int32_t kSuccess = 0;
constexpr std::int32_t kInvalidArgs = -2;
constexpr std::int32_t kNoAccess = -7;
constexpr std::int32_t kDuplicateEntry = -9;
constexpr std::int32_t kUnreachable = -10;
constexpr std::int32_t kNoResources = -19;
constexpr std::int32_t kNotFound = -21;

constexpr std::uint32_t kResourcesQuery = 0;
constexpr std::uint32_t kGetContextId = 1;
constexpr std::uint32_t kSetNotifyBitmap = 2;
constexpr std::uint32_t kDoorbellLink = 3;
constexpr std::uint32_t kDoorbellUnlink = 4;
constexpr std::uint32_t kDoorbellNotify = 5;
constexpr std::uint32_t kQueuePairAlloc = 10;
constexpr std::uint32_t kQueuePairDetach = 11;

// The header's size, and offsets in messages.
constexpr std::size_t kHeader = 24;
constexpr std::size_t kDestination = 0;
constexpr std::size_t kSource = 8;
constexpr std::size_t kPayloadSize = 16;
constexpr std::size_t kHandle = 24;
constexpr std::size_t kNotifyIndex = 32;
constexpr std::size_t kPageCount = 56;
constexpr std::size_t kPageNumbers = 64;

// A capability: page numbers may have more than 32 bits.
constexpr std::uint8_t kPpn64 = 16;

// How many bytes a page number has in a list of them.
std::size_t number_bytes(bool far_pages) {
  return far_pages ? 8 : 4;
}

bool is_about_pair(std::uint32_t resource) {
  return resource == kQueuePairAlloc || resource == kQueuePairDetach;
}

// How long a message about a queue pair is that has these bytes; 0: it is none.
std::size_t pair_message_bytes(std::span<const std::uint8_t> bytes, std::uint32_t resource,
                               bool far_pages) {
  if (resource == kQueuePairDetach) return 32;
  if (bytes.size() < kPageNumbers) return 0;
  const auto pages = number_at<std::uint64_t>(bytes, kPageCount);
  return pages > bytes.size() ? 0 : kPageNumbers + pages * number_bytes(far_pages);
}

// How long a message to another resource of the hypervisor is; 0: there is no such resource.
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

// Whether it is a datagram as programs send them here: a tag, as long as it says.
bool is_datagram(std::span<const std::uint8_t> bytes) {
  return tag_of(bytes) && number_at<std::uint32_t>(bytes, kDestination) != kHypervisor &&
         number_at<std::uint64_t>(bytes, kPayloadSize) == bytes.size() - kHeader;
}

// Whether a message to the hypervisor is one, to the last byte of its header: sent by nobody in
// particular, as long as it says. Without `far_pages` a page number has 32 bits, and then 32 zeros.
bool is_message(std::span<const std::uint8_t> bytes, bool far_pages, bool has_pairs) {
  if (bytes.size() < kHeader) return false;
  const auto resource = number_at<std::uint32_t>(bytes, kDestination + 4);
  const std::size_t expected = has_pairs && is_about_pair(resource)
                                   ? pair_message_bytes(bytes, resource, far_pages)
                                   : message_bytes(resource);
  return number_at<std::uint32_t>(bytes, kDestination) == kHypervisor &&
         number_at<std::uint64_t>(bytes, kSource) == UINT64_MAX && bytes.size() == expected &&
         number_at<std::uint64_t>(bytes, kPayloadSize) == bytes.size() - kHeader &&
         (resource != kSetNotifyBitmap || far_pages ||
          number_at<std::uint32_t>(bytes, kHandle + 4) == 0);
}

// Whether two contexts may not have to do with each other: one is restricted, the other not
// trusted.
bool are_denied(std::uint8_t one, std::uint8_t other) {
  return ((one & kRestricted) != 0 && (other & kTrusted) == 0) ||
         ((other & kRestricted) != 0 && (one & kTrusted) == 0);
}

}  // namespace

void Hypervisor::receive(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                         run::Chooser& chooser, state::Observer& observer) {
  Device& device = machines_[machine].device;
  const bool datagram = is_datagram(bytes);
  // A device that has forgotten does not know, either, what its driver may send.
  const bool far_pages = (device.used & kPpn64) != 0 || device.forgot != 0;
  const bool good = datagram || is_message(bytes, far_pages, pairs_ != nullptr);
  observer.always(property::kMessages, good, [&] {
    return fmt::format("the hypervisor was sent {} bytes that are none of its messages",
                       bytes.size());
  });
  if (!good) {
    device.result = kInvalidArgs;
  } else {
    device.result = datagram ? carry(machine, bytes, chooser) : answer(machine, bytes, chooser);
  }
}

void Hypervisor::reset(std::uint32_t machine) {
  machines_[machine].device.reset();
  machines_[machine].context.reset();
  if (pairs_ != nullptr) pairs_->reset(machine);
}

void Hypervisor::forget(std::uint32_t machine) {
  reset(machine);
  machines_[machine].device.forgot = 1;
}

std::int32_t Hypervisor::answer(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                                run::Chooser& chooser) {
  Hardware& hardware = machines_[machine];
  const std::uint32_t context = hardware.context.id;
  const auto to = number_at<std::uint32_t>(bytes, kDestination + 4);
  if (to == kGetContextId) return static_cast<std::int32_t>(context);
  if (to == kResourcesQuery) {
    return number_at<std::uint64_t>(bytes, kHandle) == 1 &&
                   number_at<std::uint32_t>(bytes, 32) == kGetContextId
               ? 1
               : 0;
  }
  if (to == kSetNotifyBitmap)
    return set_notify_page(hardware, number_at<std::uint64_t>(bytes, kHandle), chooser);
  if (is_about_pair(to)) return answer_about_pair(machine, bytes, chooser);
  const auto handle_context = number_at<std::uint32_t>(bytes, kHandle);
  const auto handle_resource = number_at<std::uint32_t>(bytes, kHandle + 4);
  if (to == kDoorbellNotify) return notify(machine, handle_context, handle_resource);
  if (handle_context != context) return kNoAccess;
  if (to == kDoorbellUnlink) return unlink(hardware, handle_resource, chooser);
  return link(hardware, handle_resource, number_at<std::uint64_t>(bytes, kNotifyIndex), chooser);
}

std::int32_t Hypervisor::answer_about_pair(std::uint32_t machine,
                                           std::span<const std::uint8_t> bytes,
                                           run::Chooser& chooser) {
  Hardware& hardware = machines_[machine];
  if (strikes(hardware.faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  if (number_at<std::uint32_t>(bytes, kDestination + 4) == kQueuePairAlloc) {
    return pairs_->alloc(machine, bytes, number_bytes((hardware.device.used & kPpn64) != 0));
  }
  return pairs_->detach(machine, number_at<std::uint32_t>(bytes, kHandle),
                        number_at<std::uint32_t>(bytes, kHandle + 4));
}

std::int32_t Hypervisor::link(Hardware& hardware, std::uint32_t resource,
                              std::uint64_t notify_index, run::Chooser& chooser) {
  std::array<Link, kLinks>& links = hardware.context.links;
  if (notify_index >= kNotifyBytes) return kInvalidArgs;
  if (hardware.context.find_link(resource) != nullptr) return kDuplicateEntry;
  const auto free =
      std::find_if(links.begin(), links.end(), [](const Link& link) { return link.linked == 0; });
  if (free == links.end() || strikes(hardware.faults.hypercalls, FaultClass::hypercalls, chooser)) {
    return kNoResources;
  }
  *free = {resource, static_cast<std::uint16_t>(notify_index), 1};
  return kSuccess;
}

std::int32_t Hypervisor::unlink(Hardware& hardware, std::uint32_t resource, run::Chooser& chooser) {
  Link* link = hardware.context.find_link(resource);
  if (link == nullptr) return kNotFound;
  if (strikes(hardware.faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  *link = {};
  return kSuccess;
}

std::int32_t Hypervisor::set_notify_page(Hardware& hardware, std::uint64_t number,
                                         run::Chooser& chooser) {
  const bool far = (hardware.device.used & kPpn64) != 0;
  if (number != (far ? kFarNotifyPageNumber : kNotifyPageNumber)) return kInvalidArgs;
  if (strikes(hardware.faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  hardware.device.notifies = 1;
  return kSuccess;
}

// Finds the machine of a context, if another may have to do with it.
std::int32_t Hypervisor::find(std::uint32_t machine, std::uint32_t context,
                              std::uint32_t& other) const {
  const Context& from = machines_[machine].context;
  if (context != from.id && (from.rules & kBetweenMachines) == 0) return kUnreachable;
  for (std::uint32_t i = 0; i < machines_.size(); ++i) {
    const Context& to = machines_[i].context;
    if (to.host != from.host || to.id != context || to.life == Life::killed) continue;
    other = i;
    return are_denied(from.privileges, to.privileges) ? kNoAccess : kSuccess;
  }
  return kUnreachable;
}

// The host takes what a machine that is not restricted sends in its own name.
std::int32_t Hypervisor::carry(std::uint32_t machine, std::span<const std::uint8_t> bytes,
                               run::Chooser& chooser) {
  Hardware& from = machines_[machine];
  const auto context = number_at<std::uint32_t>(bytes, kDestination);
  if (number_at<std::uint32_t>(bytes, kSource) != from.context.id) return kNoAccess;
  std::uint32_t other = 0;
  if (context != kHost) {
    const std::int32_t found = find(machine, context, other);
    if (found != kSuccess) return found;
  } else if (are_denied(from.context.privileges, 0)) {
    return kNoAccess;
  }
  if (context == kHost) ++from.context.datagrams;
  if (strikes(from.faults.hypercalls, FaultClass::hypercalls, chooser)) return kNoResources;
  if (context == kHost) return kSuccess;
  Message message{};
  message.kind = Message::Kind::datagram;
  message.resource = number_at<std::uint32_t>(bytes, kDestination + 4);
  message.source = number_at<std::uint32_t>(bytes, kSource + 4);
  message.tag = *tag_of(bytes);
  message.from = static_cast<std::uint8_t>(from.context.id);
  message.to = static_cast<std::uint8_t>(context);
  if (!machines_[other].context.queue(message)) return kNoResources;
  machines_[other].device.interrupt(kDatagramCause);
  return kSuccess;
}

std::int32_t Hypervisor::notify(std::uint32_t machine, std::uint32_t context,
                                std::uint32_t resource) {
  if (context == kHost) {
    if (are_denied(machines_[machine].context.privileges, 0)) return kNoAccess;
    return resource == kHostResource ? kSuccess : kNotFound;
  }
  std::uint32_t other = 0;
  const std::int32_t found = find(machine, context, other);
  if (found != kSuccess) return found;
  const Link* link = machines_[other].context.find_link(resource);
  if (link == nullptr) return kNotFound;
  ring(other, *link);
  return kSuccess;
}

void Hypervisor::ring(std::uint32_t machine, const Link& link) {
  Hardware& hardware = machines_[machine];
  hardware.device.notify(link.notify_index, hardware.processor.has(Page::kNotify));
}

std::optional<std::uint32_t> Hypervisor::send(std::uint32_t machine, Message::Kind kind,
                                              std::uint32_t resource) {
  Context& context = machines_[machine].context;
  if (context.life == Life::killed) return std::nullopt;
  Message message{};
  message.kind = kind;
  message.resource = resource;
  message.tag = context.sent;
  message.to = static_cast<std::uint8_t>(context.id);
  if (!is_event(kind)) {
    message.from = kHost;
    message.source = kHostResource;
  }
  const std::optional<std::uint32_t> slot = context.queue(message);
  if (slot) machines_[machine].device.interrupt(kDatagramCause);
  return slot;
}

std::optional<std::uint32_t> Hypervisor::tell(std::uint32_t machine, Message::Kind kind,
                                              std::uint32_t context, std::uint32_t resource,
                                              std::uint8_t peer) {
  Message message{};
  message.kind = kind;
  message.resource = resource;
  message.source = context;
  message.tag = peer;
  message.to = static_cast<std::uint8_t>(machines_[machine].context.id);
  const std::optional<std::uint32_t> slot = machines_[machine].context.queue(message);
  if (slot) machines_[machine].device.interrupt(kDatagramCause);
  return slot;
}

void Hypervisor::migrate(std::uint32_t machine, std::uint32_t id) {
  machines_[machine].context.id = id;
  send(machine, Message::Kind::context_update, id);
}

}  // namespace vmcheck::world
