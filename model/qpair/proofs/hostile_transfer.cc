// Operations that move bytes, with a peer that writes anything into the shared words and the ring,
// at any time.
#include "model/qpair/proofs/operations.h"
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;

// An index is below its size, or 0 in a ring of size 0.
Bool in_range(const Word64& index, const Word64& size) {
  return any({index < size, all({index == 0, size == 0})});
}

void claim_valid(Execution& run, const symbolic::vmci_ring_pair& pair) {
  const Word64& produce = pair.produce.bytes.size;
  const Word64& consume = pair.consume.bytes.size;
  run.claim("the endpoint's own words stay valid",
            all({in_range(pair.produce.tail, produce), in_range(pair.consume.head, produce),
                 in_range(pair.produce.head, consume), in_range(pair.consume.tail, consume)}));
}

// What the operation says it has moved, held against what was asked for, the ring, and how far its
// own index went.
void claim_moved(Execution& run, const Outcome& outcome, const Number& wanted, const Number& size,
                 const Number& gone) {
  const bool success = outcome.result == symbolic::VMCI_SUCCESS;
  if (!success) {
    run.claim("an operation that fails goes nowhere", gone == 0);
    run.claim("on an error the result is left alone", outcome.copied == outcome.unset);
    return;
  }
  run.claim("no more is moved than was asked for", outcome.copied <= wanted);
  run.claim("no more is moved than a ring holds", outcome.copied < size);
  run.claim("the own index goes as far as was moved", outcome.copied == gone);
}

Body enqueue_keeps_to_its_ring(const Core& core, Form form) {
  return [&core, form](Execution& run) {
    BesiegedEndpoint end(run);
    Pieces source(run, "source", pieces_of(form), smt::Function("source"));
    Outcome outcome = nothing_yet(run);
    const Word64& size = end.pair.produce.bytes.size;
    const Word64 tail = end.pair.produce.tail;
    enqueue(core, end.pair, source, form, outcome);
    claim_valid(run, end.pair);
    claim_moved(run, outcome, source.length(), size, distance(tail, end.pair.produce.tail, size));
  };
}

Body take_keeps_to_its_ring(const Core& core, Form form, bool peek) {
  return [&core, form, peek](Execution& run) {
    BesiegedEndpoint end(run);
    Pieces target(run, "target", pieces_of(form), smt::Function("target"));
    Outcome outcome = nothing_yet(run);
    const Word64& size = end.pair.consume.bytes.size;
    const Word64 head = end.pair.produce.head;
    take(core, end.pair, target, form, peek, outcome);
    claim_valid(run, end.pair);
    const Number gone = distance(head, end.pair.produce.head, size);
    if (peek) {
      run.claim("a peek goes nowhere", gone == 0);
    } else {
      claim_moved(run, outcome, target.length(), size, gone);
    }
  };
}

// An operation among lies, and then one with believable words.
Body enqueue_recovers(const Core& core) {
  return [&core](Execution& run) {
    BesiegedEndpoint end(run);
    const Word64& size = end.pair.produce.bytes.size;
    run.assume(size > 0);
    Pieces first(run, "first source", 1, smt::Function("source"));
    Pieces second(run, "second source", 1, smt::Function("source"));
    Outcome lied_to = nothing_yet(run);
    enqueue(core, end.pair, first, kPlain, lied_to);
    end.relent(run);
    const Word64 tail = end.pair.produce.tail;
    Outcome outcome = nothing_yet(run);
    enqueue(core, end.pair, second, kPlain, outcome);
    const Number free = Number(size) - 1 - distance(end.pair.consume.head, tail, size);
    claim_outcome(run, outcome, second.length(), free, symbolic::VMCI_ERROR_QUEUEPAIR_NOSPACE);
  };
}

Body dequeue_recovers(const Core& core) {
  return [&core](Execution& run) {
    BesiegedEndpoint end(run);
    const Word64& size = end.pair.consume.bytes.size;
    run.assume(size > 0);
    Pieces first(run, "first target", 1, smt::Function("target"));
    Pieces second(run, "second target", 1, smt::Function("target"));
    Outcome lied_to = nothing_yet(run);
    take(core, end.pair, first, kPlain, false, lied_to);
    end.relent(run);
    const Word64 head = end.pair.produce.head;
    Outcome outcome = nothing_yet(run);
    take(core, end.pair, second, kPlain, false, outcome);
    const Number ready = distance(head, end.pair.consume.tail, size);
    claim_outcome(run, outcome, second.length(), ready, symbolic::VMCI_ERROR_QUEUEPAIR_NODATA);
  };
}

}  // namespace

std::vector<smt::Theorem> hostile_transfer_theorems() {
  using namespace symbolic;
  const std::string keeps =
      " stays in the ring and in the caller's memory, moves no more than it was asked for, ends, "
      "and leaves the endpoint's own words valid, whatever the peer writes.";
  const auto again = [](const char* function) {
    return std::string(function) +
           " works again as soon as the peer's words are believable, whatever they were before.";
  };
  return {
      {"hostile-peer/enqueue",
       function_name("vmci_ring_enqueue", kPlain) + keeps,
       enqueue_keeps_to_its_ring(sound_core, kPlain),
       {"the own tail is taken from shared memory",
        enqueue_keeps_to_its_ring(own_tail_from_shared_memory, kPlain)}},
      {"hostile-peer/enqueuev",
       function_name("vmci_ring_enqueue", kVectored) + keeps,
       enqueue_keeps_to_its_ring(sound_core, kVectored),
       {"the own tail is taken from shared memory",
        enqueue_keeps_to_its_ring(own_tail_from_shared_memory, kVectored)}},
      {"hostile-peer/dequeue",
       function_name("vmci_ring_dequeue", kPlain) + keeps,
       take_keeps_to_its_ring(sound_core, kPlain, false),
       {"the own head is fetched twice",
        take_keeps_to_its_ring(own_head_fetched_twice, kPlain, false)}},
      {"hostile-peer/dequeuev",
       function_name("vmci_ring_dequeue", kVectored) + keeps,
       take_keeps_to_its_ring(sound_core, kVectored, false),
       {"an index equal to the size is believed",
        take_keeps_to_its_ring(index_equal_to_size, kVectored, false)}},
      {"hostile-peer/peek",
       function_name("vmci_ring_peek", kPlain) + keeps,
       take_keeps_to_its_ring(sound_core, kPlain, true),
       {"a peek frees what it has read", take_keeps_to_its_ring(peek_consumes, kPlain, true)}},
      {"hostile-peer/enqueue-recovers",
       again("vmci_ring_enqueue"),
       enqueue_recovers(sound_core),
       {"the own tail is taken from shared memory", enqueue_recovers(own_tail_from_shared_memory)}},
      {"hostile-peer/dequeue-recovers",
       again("vmci_ring_dequeue"),
       dequeue_recovers(sound_core),
       {"the last byte never arrives", dequeue_recovers(last_byte_withheld)}},
  };
}

}  // namespace vmcheck::qpair::proofs
