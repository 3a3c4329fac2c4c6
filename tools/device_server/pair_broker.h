// The host's broker of a real guest's queue pairs, and a program on the host that has their other
// ends: it sends back what it receives. Only the guest creates pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/world/hardware.h"
#include "sim/world/queue_pairs.h"
#include "tools/device_server/guest_memory.h"

namespace vmcheck::device_server {

class PairBroker : public world::QueuePairs {
 public:
  // Pairs that the guest may have at a time, and the most bytes of data in one.
  static constexpr std::size_t kMostPairs = 64;
  static constexpr std::uint64_t kMostBytes = 128 << 20;

  struct Handle {
    std::uint32_t context;
    std::uint32_t resource;

    bool operator==(const Handle&) const = default;
  };

  PairBroker(const world::Hardware& hardware, const GuestMemory& memory)
      : hardware_(hardware), memory_(memory) {}

  // Answers to the guest. A pair whose pages are not all there, or are another queue's, is refused.
  std::int32_t alloc(std::uint32_t machine, std::span<const std::uint8_t> message,
                     std::size_t number_bytes) override;
  std::int32_t detach(std::uint32_t machine, std::uint32_t context,
                      std::uint32_t resource) override;
  void reset(std::uint32_t machine) override;

  // Queues of simulated machines: there are none.
  world::QueueMemory& memory() override { return no_queues_; }
  bool knows(world::Queue) const override { return false; }

  // The program attaches to all pairs that it may have and has not had yet; it detaches from those
  // that it has. Which ones.
  std::vector<Handle> attach_peer();
  std::vector<Handle> detach_peer();

  // It sends back all that it has received, as far as there is room. It leaves pairs alone that
  // have an index of the guest's which is not within its ring, or memory that the guest has lost.
  void echo();

  // The guest's next detachment is refused.
  void refuse_detachment() { refuses_ = true; }

  // No pair is known any more.
  void forget();

 private:
  // In the guest's memory: the numbers of its pages, the header's first, and the bytes of its data.
  struct Queue {
    std::vector<std::uint64_t> pages;
    std::uint64_t size;
  };

  enum class Peer : std::uint8_t { absent, attached, left };

  // The queues as the guest sees them. Who has the other end writes its indices to the header of
  // the consume queue.
  struct Pair {
    Handle handle;
    std::uint32_t peer;
    Queue produce;
    Queue consume;
    Peer state;
    std::uint64_t tail;
    std::uint64_t head;
  };

  bool is_there(std::uint64_t page) const;
  bool is_in_use(std::uint64_t page) const;
  bool take_pages(std::span<const std::uint8_t> numbers, std::size_t number_bytes,
                  Pair& pair) const;
  std::span<std::uint8_t> at(const Queue& queue, std::uint64_t page, std::uint64_t offset,
                             std::uint64_t length) const;
  std::uint64_t load(const Queue& queue, std::uint64_t offset) const;
  void store(const Queue& queue, std::uint64_t offset, std::uint64_t value) const;
  std::span<std::uint8_t> byte(const Queue& queue, std::uint64_t index) const;
  void echo(Pair& pair) const;

  const world::Hardware& hardware_;
  const GuestMemory& memory_;
  std::vector<Pair> pairs_;
  world::QueueMemory no_queues_{};
  bool refuses_ = false;
};

}  // namespace vmcheck::device_server
