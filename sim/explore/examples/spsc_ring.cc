#include "sim/explore/examples/spsc_ring.h"

#include <fmt/core.h>

namespace vmcheck::explore {
namespace {

using run::Location;
using run::Machine;
using run::Order;
using run::Property;
using run::PropertyKind;
using run::Site;

constexpr std::uint64_t kSlots = 4;

const Property kFifo{PropertyKind::always, "fifo", "numbers come out as they went in"};
const Property kComplete{PropertyKind::always, "complete", "nothing is lost"};

std::uint64_t next(std::uint64_t index) {
  return index + 1 == kSlots ? 0 : index + 1;
}

std::uint64_t ready(std::uint64_t tail, std::uint64_t head) {
  return tail >= head ? tail - head : kSlots - (head - tail);
}

struct Ring {
  Location tail;
  Location head;
  Location slots;
  Publication publication;

  bool try_enqueue(Machine& machine, std::uint64_t number) const {
    const std::uint64_t other = machine.load(head, Order::acquire, Site::current());
    const std::uint64_t own = machine.load(tail, Order::relaxed, Site::current());
    if (ready(own, other) == kSlots - 1) return false;
    machine.store(slot(own), number, Order::plain, Site::current());
    publish(machine, tail, next(own));
    return true;
  }

  bool try_dequeue(Machine& machine, std::uint64_t& number) const {
    const std::uint64_t other = machine.load(tail, Order::acquire, Site::current());
    const std::uint64_t own = machine.load(head, Order::relaxed, Site::current());
    if (ready(other, own) == 0) return false;
    number = machine.load(slot(own), Order::plain, Site::current());
    publish(machine, head, next(own));
    return true;
  }

  void publish(Machine& machine, Location index, std::uint64_t value) const {
    const bool relaxed = publication == Publication::relaxed;
    machine.store(index, value, relaxed ? Order::relaxed : Order::release, Site::current());
    if (publication == Publication::release_and_fence) {
      machine.fence(run::Fence::seq_cst, Site::current());
    }
  }

  Location slot(std::uint64_t index) const {
    return {static_cast<std::uint32_t>(slots.number + index)};
  }
};

// How many numbers an end has moved.
struct Count {
  std::uint64_t value;
};

void dequeue(const Ring& ring, Count& taken) {
  Machine& machine = Machine::current();
  std::uint64_t number = 0;
  if (!ring.try_dequeue(machine, number)) return;
  ++taken.value;
  machine.always(kFifo, number == taken.value, [&] {
    return fmt::format("number {} came out as number {}", number, taken.value);
  });
}

}  // namespace

run::Scenario spsc_ring(std::uint32_t operations, Publication publication) {
  return {"spsc-ring",
          "a ring of one producer and one consumer",
          fmt::format("4 slots, {} operations each", operations),
          {kFifo, kComplete},
          [operations, publication](Machine& machine) {
            Ring ring{machine.word("tail", 0), machine.word("head", 0), {}, publication};
            ring.slots = machine.word("slot0", 0);
            for (std::uint64_t i = 1; i < kSlots; ++i) machine.word(fmt::format("slot{}", i), 0);
            auto& sent = machine.own<Count>();
            machine.task("producer", [ring, operations, &sent] {
              for (std::uint32_t i = 0; i < operations; ++i) {
                sent.value += ring.try_enqueue(Machine::current(), sent.value + 1);
              }
            });
            auto& taken = machine.own<Count>();
            machine.task("consumer", [ring, operations, &taken] {
              for (std::uint32_t i = 0; i < operations; ++i) dequeue(ring, taken);
            });
            machine.finally([ring, &sent, &taken] {
              for (std::uint64_t i = 0; i < kSlots; ++i) dequeue(ring, taken);
              Machine::current().always(kComplete, sent.value == taken.value, [&] {
                return fmt::format("{} went in, {} came out", sent.value, taken.value);
              });
            });
          }};
}

}  // namespace vmcheck::explore
