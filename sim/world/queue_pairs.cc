#include "sim/world/queue_pairs.h"

#include <functional>

namespace vmcheck::world {
namespace {

// Where the pages of queues begin, and how far one queue's are from another's.
constexpr std::uint64_t kFirstPage = 0x50;
constexpr std::uint64_t kFar = std::uint64_t{1} << 32;
constexpr std::uint64_t kStride = 0x10;

}  // namespace

QueueArea* QueueMemory::find(Queue queue) {
  if (queue.number == 0 || queue.number > kQueues) return nullptr;
  QueueArea& area = areas[queue.number - 1U];
  return area.pages != 0 ? &area : nullptr;
}

Queue QueueMemory::alloc(std::uint8_t pages, bool far) {
  for (std::uint8_t i = 0; i < kQueues; ++i) {
    if (areas[i].pages != 0) continue;
    areas[i] = {};
    areas[i].pages = pages;
    areas[i].far = far ? 1 : 0;
    return {static_cast<std::uint8_t>(i + 1)};
  }
  return {};
}

Queue QueueMemory::owner(const void* address) const {
  const auto* byte = static_cast<const std::byte*>(address);
  for (std::uint8_t i = 0; i < kQueues; ++i) {
    const std::byte* first = areas[i].header.data();
    const bool inside =
        !std::less<>{}(byte, first) && std::less<>{}(byte, first + kQueueHeaderBytes);
    if (inside && areas[i].pages != 0) return {static_cast<std::uint8_t>(i + 1)};
  }
  return {};
}

std::uint64_t QueueMemory::page_number(Queue queue, std::uint64_t page) const {
  const QueueArea& area = areas[queue.number - 1U];
  return kFirstPage + queue.number * kStride + page + (area.far != 0 ? kFar : 0);
}

Queue QueueMemory::at(std::uint64_t page_number) const {
  for (std::uint8_t i = 1; i <= kQueues; ++i) {
    if (areas[i - 1U].pages != 0 && this->page_number({i}, 0) == page_number) return {i};
  }
  return {};
}

}  // namespace vmcheck::world
