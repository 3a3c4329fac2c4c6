// Operations that move bytes, with an honest peer: alone (transfer/*), or while the peer moves
// bytes as well (fifo/*).
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "model/qpair/checks.h"
#include "model/qpair/instances/pieces.h"
#include "model/qpair/instances/properties.h"
#include "model/qpair/instances/topics.h"
#include "model/qpair/instances/world.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::Core;

// How a theorem's operation is set up.
struct Setting {
  Form form = Form::plain;
  bool peek = false;
  bool copies_fail = false;
  bool peer_runs = false;

  Trouble trouble() const { return {.copy_faults = copies_fail}; }
};

// The program: A's operation, and what the peer does meanwhile or when it is done.
void build_enqueue(Machine& machine, const World& world, const PieceLengths& lengths,
                   const Setting& how) {
  const RingState ring = world.state.produce;
  Sender& sender = machine.own<Sender>(world.a, kProduceStream, how.trouble(), ring.used());
  machine.task("A", [&sender, world, lengths, how] {
    enqueue(sender, lengths, how.form);
    if (!how.peer_runs && !how.copies_fail) {
      check_exact(property::kExact, sender.outcome(), lengths.sum(), world.state.produce.free(),
                  simulated::VMCI_ERROR_QUEUEPAIR_NOSPACE);
    }
  });
  Receiver& receiver = machine.own<Receiver>(world.peer(machine), kProduceStream);
  machine.task("B", [&receiver, how] {
    if (how.peer_runs) receiver.dequeue_each({1, 4});
  });
  machine.finally([&sender, &receiver, world] {
    check_fill(sender, receiver, static_cast<std::uint32_t>(world.state.produce.head));
    check_complete(sender, receiver);
  });
}

void build_take(Machine& machine, const World& world, const PieceLengths& lengths,
                const Setting& how) {
  const RingState ring = world.state.consume;
  Receiver& receiver = machine.own<Receiver>(world.a, kConsumeStream, how.trouble());
  machine.task("A", [&receiver, world, lengths, how] {
    take(receiver, lengths, how.form, how.peek);
    if (!how.peer_runs && !how.copies_fail) {
      check_exact(property::kExact, receiver.outcome(), lengths.sum(), world.state.consume.used(),
                  simulated::VMCI_ERROR_QUEUEPAIR_NODATA);
    }
  });
  Sender& sender = machine.own<Sender>(world.peer(machine), kConsumeStream, Trouble{}, ring.used());
  machine.task("B", [&sender, how] {
    if (how.peer_runs) sender.enqueue_each({1, 2});
  });
  machine.finally([&sender, &receiver, world] {
    check_fill(sender, receiver, static_cast<std::uint32_t>(world.state.consume.head));
    check_complete(sender, receiver);
  });
}

using Build = void (*)(Machine&, const World&, const PieceLengths&, const Setting&);

Instance operation(const char* theorem, const char* fault, const char* property, Build build,
                   const char* memory, const Setting& how) {
  std::vector<Input> inputs = transfer_inputs();
  const std::vector<Input> lengths = length_inputs(memory, how.form);
  inputs.insert(inputs.end(), lengths.begin(), lengths.end());
  return {theorem,
          fault,
          property,
          inputs,
          {property::kFifo, property::kComplete, property::kResult, property::kFill,
           property::kPeek, property::kNotPublished, property::kExact},
          [=](Machine& machine, const Core& core, const Numbers& numbers) {
            const PairState state = transfer_state(numbers);
            if (!state.is_valid()) return;
            if (how.copies_fail) machine.allow_faults(1);
            build(machine, make_world(machine, core, state), lengths_of(numbers, memory, how.form),
                  how);
          }};
}

}  // namespace

std::vector<Instance> transfer_instances() {
  constexpr Setting kAlone{};
  constexpr Setting kVectored{.form = Form::vectored};
  constexpr Setting kPeek{.peek = true};
  constexpr Setting kPeekVectored{.form = Form::vectored, .peek = true};
  constexpr Setting kCopyFails{.copies_fail = true};
  constexpr Setting kBoth{.peer_runs = true};
  constexpr Setting kBothVectored{.form = Form::vectored, .peer_runs = true};
  constexpr Setting kBothPeek{.peek = true, .peer_runs = true};
  return {
      operation("transfer/enqueue", "wrap_ignored_in_copy", "in-bounds", build_enqueue, "source",
                kAlone),
      operation("transfer/enqueuev", "vector_length_unchecked", "exact", build_enqueue, "source",
                kVectored),
      operation("transfer/dequeue", "last_byte_withheld", "exact", build_take, "target", kAlone),
      operation("transfer/dequeuev", "wrap_ignored_in_copy", "in-bounds", build_take, "target",
                kVectored),
      operation("transfer/peek", "peek_consumes", "not-published", build_take, "target", kPeek),
      operation("transfer/peekv", "peek_consumes", "not-published", build_take, "target",
                kPeekVectored),
      operation("transfer/unreadable-source", "copy_fault_ignored", "initialised", build_enqueue,
                "source", kCopyFails),
      operation("transfer/unwritable-target", "head_before_data", "fill", build_take, "target",
                kCopyFails),
      operation("fifo/enqueue", "tail_before_data", "initialised", build_enqueue, "source", kBoth),
      operation("fifo/enqueuev", "vector_element_overwrites", "initialised", build_enqueue,
                "source", kBothVectored),
      operation("fifo/dequeue", "head_before_data", "fifo", build_take, "target", kBoth),
      operation("fifo/dequeuev", "head_before_data", "fifo", build_take, "target", kBothVectored),
      operation("fifo/peek", "wrap_ignored_in_copy", "in-bounds", build_take, "target", kBothPeek),
  };
}

}  // namespace vmcheck::qpair
