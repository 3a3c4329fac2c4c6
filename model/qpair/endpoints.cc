#include "model/qpair/endpoints.h"

#include <fmt/core.h>

#include <stdexcept>

namespace vmcheck::qpair {
namespace {

simulated::vmci_queue_bytes bytes_of(const Queue& queue) {
  return {{queue.pages.data(), queue.pages.size()}, queue.pages.size(), queue.size};
}

}  // namespace

Queue::Queue(run::Machine& machine, const char* owner, std::uint32_t ring_size) : size(ring_size) {
  header.producer_tail.location = machine.word(fmt::format("{}.tail", owner), 0);
  header.consumer_head.location = machine.word(fmt::format("{}.head", owner), 0);
  first_byte = machine.bytes(fmt::format("{}.byte", owner), size);
  const std::uint32_t page_count = (size + VMCI_HAL_PAGE_SIZE - 1) / VMCI_HAL_PAGE_SIZE;
  machine.guard(page_count * VMCI_HAL_PAGE_SIZE - size);
  for (std::uint32_t i = 0; i < page_count; ++i) {
    pages.push_back({{first_byte.number + i * VMCI_HAL_PAGE_SIZE}});
  }
}

QueuePair::QueuePair(run::Machine& machine, const simulated::Core& core, RingSizes sizes,
                     std::uint32_t start_a, std::uint32_t start_b)
    : core_(core),
      start_a_(start_a),
      start_b_(start_b),
      a_(machine, "A", sizes.a),
      b_(machine, "B", sizes.b) {}

Endpoint& QueuePair::endpoint(run::Machine& machine, Queue& produce, const Queue& consume,
                              const simulated::vmci_ring_indexes& at) const {
  simulated::vmci_ring_pair pair{};
  pair.produce.header = &produce.header;
  pair.produce.bytes = bytes_of(produce);
  pair.consume.header = &consume.header;
  pair.consume.bytes = bytes_of(consume);
  if (core_.resume(&pair, &at) != simulated::VMCI_SUCCESS) {
    throw std::invalid_argument(fmt::format(
        "no rings of {} and {} bytes begin at {} to {} and {} to {}", produce.size, consume.size,
        at.produce_head, at.produce_tail, at.consume_head, at.consume_tail));
  }
  return machine.own<Endpoint>(core_, pair);
}

}  // namespace vmcheck::qpair
