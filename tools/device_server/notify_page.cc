#include "tools/device_server/notify_page.h"

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "sim/world/bytes.h"
#include "sim/world/memory.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;
using world::put_number;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kLowHalf = 0xffffffff;

// A capability: page numbers may have more than 32 bits.
constexpr std::uint8_t kPpn64 = 16;

// Messages to the hypervisor: resources of context 0, and what stands behind their headers.
constexpr std::uint64_t kSetNotifyBitmap = std::uint64_t{2} << 32;
constexpr std::uint64_t kDoorbellLink = std::uint64_t{3} << 32;
constexpr std::size_t kPageNumber = 24;
constexpr std::size_t kPageMessageBytes = 32;
constexpr std::size_t kNotifyIndex = 32;
constexpr std::size_t kLinkMessageBytes = 40;

}  // namespace

std::vector<std::uint8_t> NotifyPage::translate(std::span<const std::uint8_t> datagram) {
  std::vector<std::uint8_t> bytes(datagram.begin(), datagram.end());
  asked_.reset();
  const std::uint64_t to = bytes.size() < 8 ? 0 : number_at<std::uint64_t>(bytes, 0);
  if (to == kSetNotifyBitmap && bytes.size() == kPageMessageBytes) {
    asked_ = number_at<std::uint64_t>(bytes, kPageNumber) * kPageBytes;
    put_number<std::uint64_t>(bytes, kPageNumber,
                              world_page(number_at<std::uint64_t>(bytes, kPageNumber)));
  }
  if (to == kDoorbellLink && bytes.size() == kLinkMessageBytes)
    put_number(bytes, kNotifyIndex, world_index(number_at<std::uint64_t>(bytes, kNotifyIndex)));
  return bytes;
}

// A number that is too long for the driver's capabilities stays so.
std::uint64_t NotifyPage::world_page(std::uint64_t number) const {
  if (memory_.bytes(number * kPageBytes, kPageBytes).empty()) return number & ~kLowHalf;
  return (hardware_.device.used & kPpn64) != 0 ? world::kFarNotifyPageNumber
                                               : world::kNotifyPageNumber;
}

bool NotifyPage::in_use(std::uint32_t world_index) const {
  return std::ranges::any_of(hardware_.context.links, [&](const world::Link& link) {
    return link.linked != 0 && link.notify_index == world_index;
  });
}

// Doorbells that share an index share one of the world's.
std::uint64_t NotifyPage::world_index(std::uint64_t index) {
  if (index >= kPageBytes) return world::kNotifyBytes;
  std::uint32_t free = world::kNotifyBytes;
  for (std::uint32_t i = 0; i < world::kNotifyBytes; ++i) {
    if (!in_use(i)) {
      free = i;
    } else if (index_of_[i] == index) {
      return i;
    }
  }
  if (free < world::kNotifyBytes) index_of_[free] = index;
  return free;
}

void NotifyPage::accept() {
  if (asked_) page_ = asked_;
}

void NotifyPage::pass_on() {
  if (!page_) return;
  for (std::uint32_t i = 0; i < world::kNotifyBytes; ++i) {
    const std::span<std::uint8_t> byte = memory_.bytes(*page_ + index_of_[i], 1);
    if (hardware_.device.notify_page[i] != 0 && !byte.empty())
      std::atomic_ref(byte[0]).fetch_or(hardware_.device.notify_page[i]);
    hardware_.device.notify_page[i] = 0;
  }
}

}  // namespace vmcheck::device_server
