// The queries with a peer that writes anything into the shared words, at any time.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::Body;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;
using symbolic::CountQuery;
using symbolic::IndexQuery;
using symbolic::vmci_ring_pair;

// A ring by what the endpoint itself knows of it.
struct Known {
  Word64 size;
  Word64 tail;  // ours, or accepted last
  Word64 head;  // accepted last, or ours
  bool tail_is_ours;

  Number used() const { return distance(head, tail, size); }
};

Known produce_ring(const vmci_ring_pair& pair) {
  return {pair.produce.bytes.size, pair.produce.tail, pair.consume.head, true};
}

Known consume_ring(const vmci_ring_pair& pair) {
  return {pair.consume.bytes.size, pair.consume.tail, pair.produce.head, false};
}

using RingOf = Known (*)(const vmci_ring_pair&);

void claim_refusal(Execution& run, int result, const smt::Bool& left_alone) {
  run.claim("the error is VMCI_ERROR_INVALID_SIZE", result == symbolic::VMCI_ERROR_INVALID_SIZE);
  run.claim("on an error the results are left alone", left_alone);
}

Body indexes_stay_in_range(const Core& core, IndexQuery Core::*query, RingOf ring_of) {
  return [=, &core](Execution& run) {
    const BesiegedEndpoint end(run);
    const Word64 before = run.word<64>("what the results held before");
    const Known ring = ring_of(end.pair);
    Word64 tail = before;
    Word64 head = before;
    const int result = (core.*query)(&end.pair, &tail, &head);
    if (result != symbolic::VMCI_SUCCESS) {
      claim_refusal(run, result, all({tail == before, head == before}));
      return;
    }
    run.show("tail reported", tail);
    run.show("head reported", head);
    run.claim("the indices reported are below the size", all({tail < ring.size, head < ring.size}));
    run.claim("our own index is reported as it is",
              ring.tail_is_ours ? tail == ring.tail : head == ring.head);
  };
}

// `counts_free`: the query gives free space, not bytes ready. The peer frees space of the ring that
// we fill, and adds bytes to the one that we drain.
Body count_stays_in_range(const Core& core, CountQuery Core::*query, RingOf ring_of,
                          bool counts_free) {
  return [=, &core](Execution& run) {
    const BesiegedEndpoint end(run);
    const Word64 before = run.word<64>("what the result held before");
    const Known ring = ring_of(end.pair);
    Word64 count = before;
    const int result = (core.*query)(&end.pair, &count);
    if (result != symbolic::VMCI_SUCCESS) {
      claim_refusal(run, result, count == before);
      return;
    }
    const Number last = counts_free ? Number(ring.size) - 1 - ring.used() : ring.used();
    run.show("number reported", count);
    run.show("number when the peer was last believed", last);
    run.claim("the number reported is below the size", count < ring.size);
    if (counts_free == ring.tail_is_ours) {
      run.claim("what was once free or ready stays so", count >= last);
    } else {
      run.claim("no more is said to be left than was", count <= last);
    }
  };
}

}  // namespace

std::vector<smt::Theorem> hostile_peer_theorems() {
  using namespace symbolic;
  const std::string backward_head = "a head that moved backwards is believed";
  const std::string backward_tail = "a tail that moved backwards is believed";
  const std::string at_size = "an index equal to the size is believed";
  const auto indexes = [&](const char* name, const char* function, IndexQuery Core::*query,
                           RingOf ring) -> smt::Theorem {
    return {std::string("hostile-peer/") + name,
            std::string(function) +
                " gives indices below the size, ours as it is, or VMCI_ERROR_INVALID_SIZE, "
                "whatever the peer writes.",
            indexes_stay_in_range(sound_core, query, ring),
            {at_size, indexes_stay_in_range(index_equal_to_size, query, ring)}};
  };
  const auto count = [&](const char* name, const char* function, CountQuery Core::*query,
                         RingOf ring, bool free, const std::string& fault,
                         const Core& faulty) -> smt::Theorem {
    return {std::string("hostile-peer/") + name,
            std::string(function) +
                " gives a number below the size that takes nothing back, or "
                "VMCI_ERROR_INVALID_SIZE, whatever the peer writes.",
            count_stays_in_range(sound_core, query, ring, free),
            {fault, count_stays_in_range(faulty, query, ring, free)}};
  };
  return {
      indexes("produce-indexes", "vmci_ring_produce_indexes", &Core::produce_indexes, produce_ring),
      indexes("consume-indexes", "vmci_ring_consume_indexes", &Core::consume_indexes, consume_ring),
      count("produce-free-space", "vmci_ring_produce_free_space", &Core::produce_free_space,
            produce_ring, true, backward_head, backward_head_believed),
      count("produce-buf-ready", "vmci_ring_produce_buf_ready", &Core::produce_buf_ready,
            produce_ring, false, backward_head, backward_head_believed),
      count("consume-free-space", "vmci_ring_consume_free_space", &Core::consume_free_space,
            consume_ring, true, backward_tail, backward_tail_believed),
      count("consume-buf-ready", "vmci_ring_consume_buf_ready", &Core::consume_buf_ready,
            consume_ring, false, backward_tail, backward_tail_believed),
  };
}

}  // namespace vmcheck::qpair::proofs
