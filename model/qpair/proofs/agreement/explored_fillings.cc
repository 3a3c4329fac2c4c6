// How the explorer finds a ring filled when both ends have stopped.
#include <memory>

#include "model/qpair/endpoints.h"
#include "model/qpair/proofs/agreement/exploration.h"
#include "model/qpair/proofs/agreement/questions.h"

namespace vmcheck::qpair::proofs {
namespace {

using run::Machine;

// One end of the ring, and how many bytes it has moved.
struct Mover {
  simulated::vmci_ring_pair& pair;
  std::uint64_t moved = 0;
};

// Two operations of each end, of all lengths up to one byte more than fits: enough for the head to
// get around the ring, and for the tail to be any distance ahead of it.
void build(Machine& machine, const simulated::Core& core, std::uint32_t size, std::uint32_t start,
           std::set<Filling>& met) {
  const auto choose_two = [&] {
    return std::array{machine.choose(size + 1), machine.choose(size + 1)};
  };
  const auto queues =
      std::make_shared<QueuePair>(machine, simulated::sound_core, RingSizes{size, 1}, start);
  auto& producer = machine.own<Mover>(queues->endpoint_a(machine).pair);
  machine.task("producer", [&core, &producer, lengths = choose_two()] {
    for (const std::uint32_t length : lengths) producer.moved += send(core, producer.pair, length);
  });
  auto& consumer = machine.own<Mover>(queues->endpoint_b(machine).pair);
  machine.task("consumer", [&consumer, lengths = choose_two()] {
    for (const std::uint32_t length : lengths) consumer.moved += receive(consumer.pair, length);
  });
  machine.finally([queues, &producer, &consumer, &met] {
    const std::uint64_t tail = vmci_hal_load(&producer.pair.produce.header->producer_tail);
    const std::uint64_t head = vmci_hal_load(&consumer.pair.produce.header->consumer_head);
    met.insert({tail, head, producer.moved - consumer.moved});
  });
}

}  // namespace

Findings<Filling> explore_fillings(std::uint32_t size, std::uint32_t start,
                                   const std::string& fault) {
  Findings<Filling> found;
  const simulated::Core& core = simulated_core(fault);
  found.objection =
      explore([&](Machine& machine) { build(machine, core, size, start, found.all); });
  return found;
}

}  // namespace vmcheck::qpair::proofs
