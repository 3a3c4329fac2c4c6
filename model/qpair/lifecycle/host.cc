#include "model/qpair/lifecycle/host.h"

#include "sim/world/bytes.h"

namespace vmcheck::device::lifecycle {
namespace {

using world::number_at;

// Offsets in the message, and in a queue's header.
constexpr std::size_t kContextAt = 24;
constexpr std::size_t kResourceAt = 28;
constexpr std::size_t kPeerAt = 32;
constexpr std::size_t kFlagsAt = 36;
constexpr std::size_t kProduceSizeAt = 40;
constexpr std::size_t kConsumeSizeAt = 48;
constexpr std::size_t kNumbersAt = 64;
constexpr std::size_t kTailAt = 8;
constexpr std::size_t kHeadAt = 16;

std::uint64_t pages_of(std::uint64_t size) {
  return 1 + (size + world::kQueuePageBytes - 1) / world::kQueuePageBytes;
}

std::span<const std::uint8_t> header_of(const world::QueueArea& area) {
  return {reinterpret_cast<const std::uint8_t*>(area.header.data()), area.header.size()};
}

void put_index(world::QueueArea& area, std::size_t at, std::uint8_t index) {
  world::put_number<std::uint64_t>(
      {reinterpret_cast<std::uint8_t*>(area.header.data()), area.header.size()}, at, index);
}

// The queue whose pages are all named from an offset on, which is moved behind them.
world::Queue read_queue(std::span<const std::uint8_t> message, std::size_t& at,
                        std::size_t number_bytes, std::uint64_t pages,
                        const world::QueueMemory& memory) {
  world::Queue queue{};
  for (std::uint64_t page = 0; page < pages; ++page, at += number_bytes) {
    if (at + number_bytes > message.size()) return {};
    const std::uint64_t number = number_bytes == 8 ? number_at<std::uint64_t>(message, at)
                                                   : number_at<std::uint32_t>(message, at);
    if (page == 0) queue = memory.at(number);
    if (queue.number == 0 || number != memory.page_number(queue, page)) return {};
  }
  return memory.areas[queue.number - 1U].pages == pages ? queue : world::Queue{};
}

}  // namespace

std::optional<PairRequest> read_request(std::span<const std::uint8_t> message,
                                        std::size_t number_bytes,
                                        const world::QueueMemory& memory) {
  PairRequest request{};
  request.context = number_at<std::uint32_t>(message, kContextAt);
  request.resource = number_at<std::uint32_t>(message, kResourceAt);
  request.peer = number_at<std::uint32_t>(message, kPeerAt);
  request.flags = number_at<std::uint32_t>(message, kFlagsAt);
  request.produce_size = number_at<std::uint64_t>(message, kProduceSizeAt);
  request.consume_size = number_at<std::uint64_t>(message, kConsumeSizeAt);
  if (request.produce_size > world::kQueueBytes || request.consume_size > world::kQueueBytes) {
    return std::nullopt;
  }
  std::size_t at = kNumbersAt;
  request.produce = read_queue(message, at, number_bytes, pages_of(request.produce_size), memory);
  request.consume = read_queue(message, at, number_bytes, pages_of(request.consume_size), memory);
  const bool whole = request.produce.number != 0 && request.consume.number != 0 &&
                     request.produce.number != request.consume.number && at == message.size();
  return whole ? std::optional(request) : std::nullopt;
}

bool is_fresh(const world::QueueArea& area, std::uint32_t context, std::uint32_t resource) {
  const std::span<const std::uint8_t> header = header_of(area);
  return number_at<std::uint32_t>(header, 0) == context &&
         number_at<std::uint32_t>(header, 4) == resource &&
         number_at<std::uint64_t>(header, kTailAt) == 0 &&
         number_at<std::uint64_t>(header, kHeadAt) == 0;
}

// What the machine consumes the host produces: its tail is in that queue's header, and the
// machine's head in the other's.
bool write_byte(HostPair& pair, world::QueueMemory& memory, std::uint8_t byte) {
  world::QueueArea& ours = memory.areas[pair.consume - 1U];
  const world::QueueArea& theirs = memory.areas[pair.produce - 1U];
  const auto head = number_at<std::uint64_t>(header_of(theirs), kHeadAt);
  const auto next = static_cast<std::uint8_t>((pair.tail + 1) % kConsumeSize);
  if (next == head) return false;
  ours.bytes[pair.tail] = byte;
  pair.tail = next;
  put_index(ours, kTailAt, next);
  return true;
}

bool read_byte(HostPair& pair, world::QueueMemory& memory, std::uint8_t& byte) {
  world::QueueArea& ours = memory.areas[pair.consume - 1U];
  const world::QueueArea& theirs = memory.areas[pair.produce - 1U];
  if (number_at<std::uint64_t>(header_of(theirs), kTailAt) == pair.head) return false;
  byte = theirs.bytes[pair.head];
  pair.head = static_cast<std::uint8_t>((pair.head + 1) % kProduceSize);
  put_index(ours, kHeadAt, pair.head);
  return true;
}

}  // namespace vmcheck::device::lifecycle
