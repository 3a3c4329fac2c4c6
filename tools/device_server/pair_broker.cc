#include "tools/device_server/pair_broker.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "sim/world/bytes.h"
#include "sim/world/message.h"

namespace vmcheck::device_server {
namespace {

using world::number_at;

constexpr std::int32_t kSuccess = 0;
constexpr std::int32_t kInvalidArgs = -2;
constexpr std::int32_t kNoAccess = -7;
constexpr std::int32_t kNoResources = -19;
constexpr std::int32_t kNotFound = -21;
constexpr std::int32_t kAlreadyExists = -22;

// In the message that asks for a pair.
constexpr std::size_t kHandle = 24;
constexpr std::size_t kPeer = 32;
constexpr std::size_t kFlags = 36;
constexpr std::size_t kProduceSize = 40;
constexpr std::size_t kConsumeSize = 48;
constexpr std::size_t kPageNumbers = 64;
constexpr std::uint32_t kAttachOnly = 1;
constexpr std::uint32_t kAnyPeer = 0xffffffff;

// In a queue's header: where its owner writes next in the ring that it fills, and where it reads
// next in the one that it drains.
constexpr std::uint64_t kProducerTail = 8;
constexpr std::uint64_t kConsumerHead = 16;

constexpr std::uint64_t kPageBytes = 4096;

std::uint64_t page_count(std::uint64_t size) {
  return 1 + (size + kPageBytes - 1) / kPageBytes;
}

std::uint64_t next(std::uint64_t index, std::uint64_t size) {
  return index + 1 == size ? 0 : index + 1;
}

// All that can be said of a request without the pairs that there are.
std::int32_t check(std::span<const std::uint8_t> message, std::uint32_t own) {
  const auto flags = number_at<std::uint32_t>(message, kFlags);
  const auto produce = number_at<std::uint64_t>(message, kProduceSize);
  const auto consume = number_at<std::uint64_t>(message, kConsumeSize);
  if ((flags & kAttachOnly) != 0) return kNotFound;
  if (flags != 0 || (produce == 0 && consume == 0)) return kInvalidArgs;
  if (number_at<std::uint32_t>(message, kHandle) != own) return kNoAccess;
  if (produce > PairBroker::kMostBytes || consume > PairBroker::kMostBytes - produce)
    return kNoResources;
  return kSuccess;
}

}  // namespace

std::span<std::uint8_t> PairBroker::at(const Queue& queue, std::uint64_t page, std::uint64_t offset,
                                       std::uint64_t length) const {
  return memory_.bytes(queue.pages[page] * kPageBytes + offset, length);
}

bool PairBroker::is_there(std::uint64_t page) const {
  return page <= UINT64_MAX / kPageBytes && !memory_.bytes(page * kPageBytes, kPageBytes).empty();
}

bool PairBroker::is_in_use(std::uint64_t page) const {
  const auto has = [&](const Queue& queue) { return std::ranges::count(queue.pages, page) != 0; };
  return std::ranges::any_of(
      pairs_, [&](const Pair& pair) { return has(pair.produce) || has(pair.consume); });
}

bool PairBroker::take_pages(std::span<const std::uint8_t> numbers, std::size_t number_bytes,
                            Pair& pair) const {
  const std::uint64_t produced = page_count(pair.produce.size);
  if (numbers.size() != (produced + page_count(pair.consume.size)) * number_bytes) return false;
  std::vector<std::uint64_t> all;
  for (std::size_t at = 0; at < numbers.size(); at += number_bytes) {
    all.push_back(number_bytes == sizeof(std::uint64_t) ? number_at<std::uint64_t>(numbers, at)
                                                        : number_at<std::uint32_t>(numbers, at));
    if (!is_there(all.back()) || is_in_use(all.back())) return false;
  }
  pair.produce.pages.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(produced));
  pair.consume.pages.assign(all.begin() + static_cast<std::ptrdiff_t>(produced), all.end());
  std::ranges::sort(all);
  return std::ranges::adjacent_find(all) == all.end();
}

std::int32_t PairBroker::alloc(std::uint32_t, std::span<const std::uint8_t> message,
                               std::size_t number_bytes) {
  const std::int32_t result = check(message, hardware_.context.id);
  if (result != kSuccess) return result;
  Pair pair{.handle = number_at<Handle>(message, kHandle),
            .peer = number_at<std::uint32_t>(message, kPeer),
            .produce = {{}, number_at<std::uint64_t>(message, kProduceSize)},
            .consume = {{}, number_at<std::uint64_t>(message, kConsumeSize)},
            .state = Peer::absent,
            .tail = 0,
            .head = 0};
  if (std::ranges::count(pairs_, pair.handle, &Pair::handle) != 0) return kAlreadyExists;
  if (pairs_.size() == kMostPairs) return kNoResources;
  if (!take_pages(message.subspan(kPageNumbers), number_bytes, pair)) return kInvalidArgs;
  pairs_.push_back(std::move(pair));
  return kSuccess;
}

std::int32_t PairBroker::detach(std::uint32_t, std::uint32_t context, std::uint32_t resource) {
  const auto found = std::ranges::find(pairs_, Handle{context, resource}, &Pair::handle);
  if (found == pairs_.end()) return kNotFound;
  if (std::exchange(refuses_, false)) return kNoResources;
  pairs_.erase(found);
  return kSuccess;
}

void PairBroker::reset(std::uint32_t) {
  forget();
}

void PairBroker::forget() {
  pairs_.clear();
  refuses_ = false;
}

std::vector<PairBroker::Handle> PairBroker::attach_peer() {
  std::vector<Handle> attached;
  for (Pair& pair : pairs_) {
    if (pair.state != Peer::absent || (pair.peer != kAnyPeer && pair.peer != world::kHost))
      continue;
    pair.state = Peer::attached;
    attached.push_back(pair.handle);
  }
  return attached;
}

std::vector<PairBroker::Handle> PairBroker::detach_peer() {
  std::vector<Handle> detached;
  for (Pair& pair : pairs_) {
    if (pair.state != Peer::attached) continue;
    pair.state = Peer::left;
    detached.push_back(pair.handle);
  }
  return detached;
}

std::uint64_t PairBroker::load(const Queue& queue, std::uint64_t offset) const {
  auto* word = reinterpret_cast<std::uint64_t*>(at(queue, 0, offset, sizeof(std::uint64_t)).data());
  return std::atomic_ref(*word).load(std::memory_order_acquire);
}

void PairBroker::store(const Queue& queue, std::uint64_t offset, std::uint64_t value) const {
  auto* word = reinterpret_cast<std::uint64_t*>(at(queue, 0, offset, sizeof(std::uint64_t)).data());
  std::atomic_ref(*word).store(value, std::memory_order_release);
}

std::span<std::uint8_t> PairBroker::byte(const Queue& queue, std::uint64_t index) const {
  return at(queue, 1 + index / kPageBytes, index % kPageBytes, 1);
}

void PairBroker::echo() {
  for (Pair& pair : pairs_) {
    if (pair.state == Peer::attached) echo(pair);
  }
}

void PairBroker::echo(Pair& pair) const {
  const auto there = [&](std::uint64_t page) { return is_there(page); };
  if (!std::ranges::all_of(pair.produce.pages, there) ||
      !std::ranges::all_of(pair.consume.pages, there)) {
    return;
  }
  const std::uint64_t tail = load(pair.produce, kProducerTail);
  const std::uint64_t head = load(pair.produce, kConsumerHead);
  if (tail >= pair.produce.size || head >= pair.consume.size) return;
  while (pair.head != tail && next(pair.tail, pair.consume.size) != head) {
    byte(pair.consume, pair.tail)[0] = byte(pair.produce, pair.head)[0];
    pair.tail = next(pair.tail, pair.consume.size);
    pair.head = next(pair.head, pair.produce.size);
  }
  store(pair.consume, kProducerTail, pair.tail);
  store(pair.consume, kConsumerHead, pair.head);
}

}  // namespace vmcheck::device_server
