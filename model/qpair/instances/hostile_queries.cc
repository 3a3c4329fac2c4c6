// Queries of an endpoint whose peer has written anything into the shared words.
#include <fmt/core.h>

#include "model/qpair/arithmetic.h"
#include "model/qpair/instances/besieged.h"
#include "model/qpair/instances/properties.h"
#include "model/qpair/instances/topics.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::Core;
using simulated::vmci_ring_pair;

// A ring by what the endpoint itself knows of it.
struct Known {
  std::uint64_t size;
  std::uint64_t tail;  // ours, or accepted last
  std::uint64_t head;  // accepted last, or ours
  bool tail_is_ours;

  std::uint64_t used() const { return size == 0 ? 0 : distance(head, tail, size); }
};

using RingOf = Known (*)(const vmci_ring_pair&);

Known produce_ring(const vmci_ring_pair& pair) {
  return {pair.produce.bytes.size, pair.produce.tail, pair.consume.head, true};
}

Known consume_ring(const vmci_ring_pair& pair) {
  return {pair.consume.bytes.size, pair.consume.tail, pair.produce.head, false};
}

void demand(bool holds, const char* function, std::uint64_t first, std::uint64_t second) {
  Machine::current().always(property::kTruth, holds, [&] {
    return fmt::format("{} answered {} and {}", function, first, second);
  });
}

bool is_refusal(int result) {
  return result == simulated::VMCI_ERROR_INVALID_SIZE;
}

Instance indexes(const char* theorem, auto query, RingOf ring_of) {
  return besieged(theorem, "index_equal_to_size", "truth", property::kTruth, {},
                  [=](const Besieged& world) {
                    const Known ring = ring_of(world.a.pair);
                    std::uint64_t tail = 0;
                    std::uint64_t head = 0;
                    const int result = (world.a.core.*query)(&world.a.pair, &tail, &head);
                    const bool own = ring.tail_is_ours ? tail == ring.tail : head == ring.head;
                    demand(is_refusal(result) || (tail < ring.size && head < ring.size && own),
                           "indexes", tail, head);
                  });
}

// The peer frees space of the ring that we fill, and adds bytes to the one that we drain.
Instance count(const char* theorem, const char* fault, auto query, RingOf ring_of,
               bool counts_free) {
  return besieged(theorem, fault, "truth", property::kTruth, {}, [=](const Besieged& world) {
    const Known ring = ring_of(world.a.pair);
    const std::uint64_t last = counts_free ? ring.size - 1 - ring.used() : ring.used();
    std::uint64_t number = 0;
    const int result = (world.a.core.*query)(&world.a.pair, &number);
    const bool forward = counts_free == ring.tail_is_ours ? number >= last : number <= last;
    demand(is_refusal(result) || (number < ring.size && forward), "count", number, last);
  });
}

}  // namespace

std::vector<Instance> hostile_query_instances() {
  const char* const head = "backward_head_believed";
  const char* const tail = "backward_tail_believed";
  return {
      indexes("hostile-peer/produce-indexes", &Core::produce_indexes, produce_ring),
      indexes("hostile-peer/consume-indexes", &Core::consume_indexes, consume_ring),
      count("hostile-peer/produce-free-space", head, &Core::produce_free_space, produce_ring, true),
      count("hostile-peer/produce-buf-ready", head, &Core::produce_buf_ready, produce_ring, false),
      count("hostile-peer/consume-free-space", tail, &Core::consume_free_space, consume_ring, true),
      count("hostile-peer/consume-buf-ready", tail, &Core::consume_buf_ready, consume_ring, false),
  };
}

}  // namespace vmcheck::qpair
