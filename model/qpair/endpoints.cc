#include "model/qpair/endpoints.h"

#include <fmt/format.h>

#include <stdexcept>

namespace vmcheck::qpair {
namespace {

simulated::vmci_queue_bytes bytes_of(const Queue& queue) {
  return {{queue.pages.data(), queue.pages.size()}, queue.pages.size(), queue.size};
}

simulated::vmci_ring_pair endpoint(Queue& produce, const Queue& consume) {
  simulated::vmci_ring_pair pair{};
  pair.produce.header = &produce.header;
  pair.produce.bytes = bytes_of(produce);
  pair.consume.header = &consume.header;
  pair.consume.bytes = bytes_of(consume);
  return pair;
}

void begin(const simulated::Core& core, simulated::vmci_ring_pair& pair, std::uint32_t produce_at,
           std::uint32_t consume_at) {
  const simulated::vmci_ring_indexes at{produce_at, produce_at, consume_at, consume_at};
  if (core.resume(&pair, &at) != simulated::VMCI_SUCCESS) {
    throw std::invalid_argument(fmt::format("no ring of {} and {} bytes begins at {} and {}",
                                            pair.produce.bytes.size, pair.consume.bytes.size,
                                            produce_at, consume_at));
  }
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

Endpoints::Endpoints(run::Machine& machine, const simulated::Core& core, RingSizes sizes,
                     std::uint32_t start_a, std::uint32_t start_b)
    : queue_a(machine, "A", sizes.a), queue_b(machine, "B", sizes.b) {
  a = endpoint(queue_a, queue_b);
  b = endpoint(queue_b, queue_a);
  begin(core, a, start_a, start_b);
  begin(core, b, start_b, start_a);
}

}  // namespace vmcheck::qpair
