#include "model/qpair/scenarios/begin.h"

#include <fmt/core.h>

#include <memory>

#include "model/qpair/arithmetic.h"
#include "model/qpair/properties.h"
#include "model/qpair/scenarios/catalogue.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using run::Order;
using run::Scenario;
using run::Site;
using simulated::Core;
using simulated::vmci_queue_header;
using simulated::vmci_ring_pair;

// What vmci_ring_pair_resume has to answer.
int right_answer(const Beginning& of) {
  const bool sizes = (of.produce_size > 0 || of.consume_size > 0) &&
                     of.produce_size <= of.produce_pages * VMCI_HAL_PAGE_SIZE &&
                     of.consume_size <= of.consume_pages * VMCI_HAL_PAGE_SIZE;
  if (!sizes) return simulated::VMCI_ERROR_INVALID_ARGS;
  const auto& at = of.indexes;
  const bool ranges =
      in_range(at.produce_tail, of.produce_size) && in_range(at.produce_head, of.produce_size) &&
      in_range(at.consume_tail, of.consume_size) && in_range(at.consume_head, of.consume_size);
  return ranges ? simulated::VMCI_SUCCESS : simulated::VMCI_ERROR_INVALID_SIZE;
}

// Whether the indices are kept, and ours published.
bool has_begun(const vmci_ring_pair& pair, const simulated::vmci_ring_indexes& at) {
  Machine& machine = Machine::current();
  const auto published = [&](run::Location word) {
    return machine.load(word, Order::relaxed, Site::current());
  };
  const vmci_queue_header& ours = *pair.produce.header;
  return pair.produce.tail == at.produce_tail && pair.consume.head == at.produce_head &&
         pair.consume.tail == at.consume_tail && pair.produce.head == at.consume_head &&
         published(ours.producer_tail.location) == at.produce_tail &&
         published(ours.consumer_head.location) == at.consume_head;
}

}  // namespace

void build_beginning(Machine& machine, const Core& core, const Beginning& beginning) {
  const auto header = std::make_shared<vmci_queue_header>();
  header->producer_tail.location = machine.word("A.tail", 0);
  header->consumer_head.location = machine.word("A.head", 0);
  vmci_ring_pair& pair = machine.own<vmci_ring_pair>();
  pair.produce.header = header.get();
  pair.produce.bytes.page_count = beginning.produce_pages;
  pair.produce.bytes.size = beginning.produce_size;
  pair.consume.bytes.page_count = beginning.consume_pages;
  pair.consume.bytes.size = beginning.consume_size;
  machine.task("A", [&core, &pair, beginning] {
    const int result = core.resume(&pair, &beginning.indexes);
    const int right = right_answer(beginning);
    Machine::current().always(property::kBegin, result == right, [&] {
      return fmt::format("rings of {} and {} bytes, at {} to {} and {} to {}: answered {}, not {}",
                         beginning.produce_size, beginning.consume_size,
                         beginning.indexes.produce_head, beginning.indexes.produce_tail,
                         beginning.indexes.consume_head, beginning.indexes.consume_tail, result,
                         right);
    });
    if (result != simulated::VMCI_SUCCESS) return;
    Machine::current().always(property::kBegin, has_begun(pair, beginning.indexes), [&] {
      return fmt::format("the indices are not those given, or not published");
    });
  });
  machine.finally([header] {});
}

Scenario begin(const Core& core) {
  return {"qpair/begin",
          "a pair begins with any sizes, numbers of pages and indices",
          "rings of up to 2 bytes, a page too few or enough, indices up to 2",
          {property::kBegin},
          [&core](Machine& machine) {
            const std::uint64_t produce = machine.choose(3);
            const std::uint64_t consume = machine.choose(3);
            const auto pages = [&](std::uint64_t size) { return size / 2 + machine.choose(2); };
            const std::uint64_t produce_pages = pages(produce);
            const std::uint64_t consume_pages = pages(consume);
            simulated::vmci_ring_indexes at{};
            at.produce_tail = machine.choose(3);
            at.produce_head = machine.choose(3);
            at.consume_tail = machine.choose(3);
            at.consume_head = machine.choose(3);
            build_beginning(machine, core, {produce, consume, produce_pages, consume_pages, at});
          }};
}

}  // namespace vmcheck::qpair
