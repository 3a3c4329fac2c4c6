// Queue pairs on simulated machines: the memory of their queues, and what is behind them. A model
// that has some has them in its state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vmcheck::world {

// The bytes of a page of a queue: so few that small rings have several. And those of a queue's
// header, and of the largest queue's data.
inline constexpr std::size_t kQueuePageBytes = 2;
inline constexpr std::size_t kQueueHeaderBytes = 24;
inline constexpr std::size_t kQueueBytes = 4;

// The longest message about a pair.
inline constexpr std::size_t kPairMessageBytes = 64 + 8 * 2 * (1 + kQueueBytes / kQueuePageBytes);

// Queues whose memory there may be at a time.
inline constexpr std::uint32_t kQueues = 6;

// Which queue's memory. 0: none.
struct Queue {
  std::uint8_t number;
};

// A page of a queue's data.
struct QueuePage {
  Queue queue;
  std::uint8_t page;
};

// The pages of a queue's data, by their index.
struct QueuePages {
  Queue queue;

  QueuePage operator[](std::uint64_t index) const {
    return {queue, static_cast<std::uint8_t>(index)};
  }
};

// The memory of a queue. All zero bytes: none is allocated.
struct QueueArea {
  alignas(8) std::array<std::byte, kQueueHeaderBytes> header;
  std::array<std::uint8_t, kQueueBytes> bytes;
  std::uint8_t pages;  // with the header's; 0: it is not allocated
  std::uint8_t far;    // it lies where page numbers have more than 32 bits
  std::uint8_t pins;   // how often the host has pinned its pages,
  std::uint8_t maps;   // and mapped its header
};

// A plain value.
struct QueueMemory {
  std::array<QueueArea, kQueues> areas;

  // Of no queue: null.
  QueueArea* find(Queue queue);

  // All zero bytes, of a queue that has none yet. None: there are kQueues already.
  Queue alloc(std::uint8_t pages, bool far);

  // The queue in whose header that address is. None: it is in no allocated one's.
  Queue owner(const void* address) const;

  // The number of a page by which the hypervisor knows it, the header's first; and the queue whose
  // pages have that number and those behind it. None: there is no such queue.
  std::uint64_t page_number(Queue queue, std::uint64_t page) const;
  Queue at(std::uint64_t page_number) const;
};

// What the hypervisor knows of pairs, by a model.
class QueuePairs {
 public:
  virtual ~QueuePairs() = default;

  virtual QueueMemory& memory() = 0;

  // Whether somebody outside the machine may access a queue.
  virtual bool knows(Queue queue) const = 0;

  // Answers to messages of a machine: the whole of one that asks for a pair, with page numbers as
  // large as it was agreed upon; a pair's handle.
  virtual std::int32_t alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                             std::size_t number_bytes) = 0;
  virtual std::int32_t detach(std::uint32_t machine, std::uint32_t context,
                              std::uint32_t resource) = 0;

  // A machine's device has been reset.
  virtual void reset(std::uint32_t machine) = 0;
};

}  // namespace vmcheck::world
