// First in, first out, for ever: what holds of a ring in use still holds after any operation of
// either end, and at each of its shared accesses, whatever the other end does meanwhile.
//
// What an end claims when it publishes is what the other assumes when it acquires (stream.h). So by
// induction over the accesses of both, for any number of operations, no byte is lost, repeated,
// torn or reordered.
#include "model/qpair/proofs/operations.h"
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::any;
using smt::Body;
using smt::Execution;
using smt::Number;
using symbolic::Core;

void claim_in_use(Execution& run, const StreamRing& ring) {
  run.claim("the indices are below the size", all({ring.tail < ring.size, ring.head < ring.size}));
  run.claim("sent - received is the number of bytes in the ring",
            all({ring.received <= ring.sent, ring.used() < ring.size,
                 Number(ring.tail) == advanced(ring.head, ring.used(), ring.size)}));
  const Number place = run.natural("any place");
  run.claim("each byte in the ring is the stream's",
            any({place >= ring.size, !ring.is_used(place),
                 ring.pages.bytes.at(place) == ring.stream(ring.byte_for(place))}));
}

void claim_in_use(Execution& run, const StreamEndpoint& end) {
  end.claim_consistent(run);
  claim_in_use(run, end.produce);
  claim_in_use(run, end.consume);
}

Body enqueue_keeps_order(const Core& core, Form form) {
  return [&core, form](Execution& run) {
    Enqueue enqueue(run, form);
    enqueue(core);
    claim_in_use(run, enqueue.end);
  };
}

Body take_keeps_order(const Core& core, Form form, bool peek) {
  return [&core, form, peek](Execution& run) {
    Take take(run, form, peek);
    // One byte too early in the producer's hands does no harm yet: it is the one that stays free.
    run.prefer(all({take.ready() >= 2, take.target.length() >= 2}));
    take(core);
    claim_in_use(run, take.end);
    const Number byte = run.natural("a byte received");
    const bool success = take.outcome.result == symbolic::VMCI_SUCCESS;
    run.claim("each byte received is the stream's next",
              any({!success, byte >= take.outcome.copied,
                   take.target.bytes()(byte) == take.end.consume.stream(take.received + byte)}));
  };
}

}  // namespace

std::vector<smt::Theorem> fifo_theorems() {
  using namespace symbolic;
  const auto enqueue = [](const char* name, Form form, const char* fault,
                          const Core& faulty) -> smt::Theorem {
    return {name,
            "A ring in use stays one, and its bytes the stream's, at each shared access of " +
                function_name("vmci_ring_enqueue", form) + " whatever the consumer does meanwhile.",
            enqueue_keeps_order(sound_core, form),
            {fault, enqueue_keeps_order(faulty, form)}};
  };
  const auto take = [](const char* name, const char* function, Form form, bool peek,
                       const char* fault, const Core& faulty) -> smt::Theorem {
    return {name,
            "A ring in use stays one, and the bytes received are the stream's next, at each shared "
            "access of " +
                function_name(function, form) + " whatever the producer does meanwhile.",
            take_keeps_order(sound_core, form, peek),
            {fault, take_keeps_order(faulty, form, peek)}};
  };
  return {
      enqueue("fifo/enqueue", kPlain, "the tail is published before the bytes are written",
              tail_before_data),
      enqueue("fifo/enqueuev", kVectored, "every piece is written to the place of the first",
              vector_element_overwrites),
      take("fifo/dequeue", "vmci_ring_dequeue", kPlain, false,
           "the head is published before the bytes are read", head_before_data),
      take("fifo/dequeuev", "vmci_ring_dequeue", kVectored, false,
           "the head is published before the bytes are read", head_before_data),
      take("fifo/peek", "vmci_ring_peek", kPlain, true, "a copy runs on where the ring ends",
           wrap_ignored_in_copy),
  };
}

}  // namespace vmcheck::qpair::proofs
