// What one operation that moves bytes does, in any state of its ring.
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
using symbolic::Core;

Body enqueue_writes_what_fits(const Core& core, Form form) {
  return [&core, form](Execution& run) {
    Enqueue enqueue(run, form);
    enqueue(core);
    const StreamRing& ring = enqueue.end.produce;
    const Number moved = enqueue.moved();
    claim_outcome(run, enqueue.outcome, enqueue.source.length(), enqueue.free(),
                  symbolic::VMCI_ERROR_QUEUEPAIR_NOSPACE);
    run.claim("what it has written is published", ring.sent == enqueue.sent + moved);

    const Number to_end = least(moved, Number(ring.size) - enqueue.tail);
    run.claim("the places before the ring's end and those behind it do not overlap",
              moved - to_end <= enqueue.tail);
    const Number place = run.natural("any place");
    const Bool before_end = all({enqueue.tail <= place, place < Number(enqueue.tail) + to_end});
    const Bool behind_end = place < moved - to_end;
    run.claim("it writes those places once, and no others",
              any({place >= ring.size,
                   ring.pages.writes.at(place) == either(any({before_end, behind_end}), 1, 0)}));
    const Number byte = distance(enqueue.tail, place, ring.size);
    run.claim("they hold the source's bytes in order",
              any({place >= ring.size, byte >= moved,
                   ring.pages.bytes.at(place) == enqueue.source.bytes()(byte)}));
  };
}

Body take_reads_what_is_ready(const Core& core, Form form, bool peek) {
  return [&core, form, peek](Execution& run) {
    Take take(run, form, peek);
    take(core);
    const StreamRing& ring = take.end.consume;
    const Number moved = take.moved();
    claim_outcome(run, take.outcome, take.target.length(), take.ready(),
                  symbolic::VMCI_ERROR_QUEUEPAIR_NODATA);
    run.claim(peek ? "what it has read stays in the ring" : "what it has read is freed",
              ring.received == (peek ? take.received : take.received + moved));
    const Number byte = run.natural("any byte of the target");
    const Number held = smt::Function("what the target held before")(byte);
    run.claim("the target holds the ring's oldest bytes, and behind them what it held",
              any({byte >= take.target.length(),
                   take.target.bytes()(byte) ==
                       either(byte < moved, ring.stream(take.received + byte), held)}));
  };
}

// The caller's memory cannot be read, or not be written.
template <typename Operation, typename... How>
Body failure_changes_nothing(const Core& core, Pieces Operation::*callers, How... how) {
  return [&core, callers, how...](Execution& run) {
    Operation operation(run, how...);
    (operation.*callers).let_fail();
    const Number sent = operation.end.produce.sent;
    const Number received = operation.end.consume.received;
    operation(core);
    operation.end.claim_consistent(run);
    if (operation.outcome.result == symbolic::VMCI_SUCCESS) return;
    run.claim("nothing is published", all({operation.end.produce.sent == sent,
                                           operation.end.consume.received == received}));
    run.claim("on an error the result is left alone",
              operation.outcome.copied == operation.outcome.unset);
  };
}

}  // namespace

std::vector<smt::Theorem> transfer_theorems() {
  using namespace symbolic;
  const auto enqueue = [](const char* name, Form form, const char* fault,
                          const Core& faulty) -> smt::Theorem {
    return {name,
            function_name("vmci_ring_enqueue", form) +
                " writes exactly min(length, free) bytes, all to places that were free, in order, "
                "each once, in at most two ranges that do not overlap.",
            enqueue_writes_what_fits(sound_core, form),
            {fault, enqueue_writes_what_fits(faulty, form)}};
  };
  const auto take = [](const char* name, const char* function, Form form, bool peek,
                       const char* fault, const Core& faulty) -> smt::Theorem {
    return {name,
            function_name(function, form) +
                " reads exactly min(length, ready) bytes, all of them ready, in order, and " +
                (peek ? "leaves them in the ring." : "frees them."),
            take_reads_what_is_ready(sound_core, form, peek),
            {fault, take_reads_what_is_ready(faulty, form, peek)}};
  };
  return {
      enqueue("transfer/enqueue", kPlain, "a copy runs on where the ring ends",
              wrap_ignored_in_copy),
      enqueue("transfer/enqueuev", kVectored, "each piece is held to the free space by itself",
              vector_length_unchecked),
      take("transfer/dequeue", "vmci_ring_dequeue", kPlain, false, "the last byte never arrives",
           last_byte_withheld),
      take("transfer/dequeuev", "vmci_ring_dequeue", kVectored, false,
           "a copy runs on where the ring ends", wrap_ignored_in_copy),
      take("transfer/peek", "vmci_ring_peek", kPlain, true, "a peek frees what it has read",
           peek_consumes),
      take("transfer/peekv", "vmci_ring_peek", kVectored, true, "a peek frees what it has read",
           peek_consumes),
      {"transfer/unreadable-source",
       "vmci_ring_enqueue from memory that cannot be read publishes nothing.",
       failure_changes_nothing(sound_core, &Enqueue::source, kPlain),
       {"the failure of the copy is ignored",
        failure_changes_nothing(copy_fault_ignored, &Enqueue::source, kPlain)}},
      {"transfer/unwritable-target",
       "vmci_ring_dequeue to memory that cannot be written frees nothing.",
       failure_changes_nothing(sound_core, &Take::target, kPlain, false),
       {"the head is published before the bytes are read",
        failure_changes_nothing(head_before_data, &Take::target, kPlain, false)}},
  };
}

}  // namespace vmcheck::qpair::proofs
