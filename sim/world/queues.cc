// Queue pairs, as the driver and its clients use their memory.
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

constexpr int kNoMem = -3;

// Ways in which memory is not to be had: there is none, or it lies far off.
constexpr std::uint32_t kNone = 1;
constexpr std::uint32_t kFarOff = 2;

}  // namespace

int Platform::alloc_queue(std::uint32_t machine, std::uint64_t pages, Queue& queue) {
  demand_unlocked("asks for memory");
  std::uint8_t& left = machines_[machine].faults.memory;
  std::uint32_t how = 0;
  if (left > 0) {
    how = chooser_.choose_fault(3, static_cast<std::uint32_t>(FaultClass::memory));
    if (how != 0) --left;
  }
  return how == kNone ? kNoMem : take_queue(pages, how == kFarOff, queue);
}

int Platform::alloc_queue_without_device(std::uint32_t machine, std::uint64_t pages, Queue& queue) {
  demand_unlocked("asks for memory");
  const bool may_fail = machine < machines_.size();
  if (may_fail && strikes(machines_[machine].faults.memory, FaultClass::memory, chooser_)) {
    return kNoMem;
  }
  return take_queue(pages, false, queue);
}

int Platform::take_queue(std::uint64_t pages, bool far_off, Queue& queue) {
  const bool fits = pages <= 1 + kQueueBytes / kQueuePageBytes;
  if (fits) queue = pairs_->memory().alloc(static_cast<std::uint8_t>(pages), far_off);
  return fits && queue.number != 0 ? 0 : kNoMem;
}

void Platform::free_queue(std::uint64_t pages, Queue queue) {
  demand_unlocked("gives memory back");
  QueueArea* area = demand_queue(queue);
  if (area == nullptr) return;
  const bool accessed = pairs_->knows(queue) || area->pins != 0;
  observer_.always(property::kLifetimes, area->pages == pages && !accessed, [] {
    return std::string("a queue is freed in part, or while somebody else may access it");
  });
  *area = {};
}

QueueArea* Platform::demand_queue(Queue queue) {
  QueueArea* area = pairs_->memory().find(queue);
  observer_.always(property::kLifetimes, area != nullptr,
                   [] { return std::string("memory of a queue is used that is not there"); });
  return area;
}

std::uint64_t Platform::queue_page_number(Queue queue, std::uint64_t page) {
  return demand_queue(queue) == nullptr ? 0 : pairs_->memory().page_number(queue, page);
}

void* Platform::queue_header(Queue queue) {
  QueueArea* area = demand_queue(queue);
  return area == nullptr ? lost_.data() : area->header.data();
}

void Platform::touch_queue_header(const void* word) {
  demand_queue(pairs_->memory().owner(word));
}

// The bytes of a page; none if they are not there.
std::span<std::uint8_t> Platform::queue_bytes(QueuePage page, std::uint64_t offset,
                                              std::uint64_t length) {
  QueueArea* area = demand_queue(page.queue);
  const bool inside = area != nullptr && page.page + 1U < area->pages && length > 0 &&
                      offset <= kQueuePageBytes && length <= kQueuePageBytes - offset;
  observer_.always(property::kInPage, inside, [&] {
    return fmt::format("{} bytes at {} of page {} of a queue", length, offset,
                       static_cast<unsigned>(page.page));
  });
  if (!inside) return {};
  return std::span(area->bytes).subspan(page.page * kQueuePageBytes + offset, length);
}

std::span<std::uint8_t> Platform::alloc_message(std::uint32_t machine, std::uint64_t size) {
  demand_unlocked("asks for memory");
  if (size > message_.size()) return {};
  if (strikes(machines_[machine].faults.memory, FaultClass::memory, chooser_)) return {};
  observer_.always(property::kLifetimes, !message_taken_,
                   [] { return std::string("memory of a message is not given back"); });
  message_taken_ = true;
  message_.fill(0xa5);
  return std::span(message_).first(size);
}

void Platform::free_message(const void* message) {
  demand_unlocked("gives memory back");
  observer_.always(property::kLifetimes, message_taken_ && message == message_.data(), [] {
    return std::string("memory of a message is given back that was not taken");
  });
  message_taken_ = false;
}

void Platform::peer_changed(std::uint32_t machine, std::uint32_t client, std::uint32_t event) {
  if (may_call(client)) clients_.peer_changed(machine, client, event);
}

}  // namespace vmcheck::world
