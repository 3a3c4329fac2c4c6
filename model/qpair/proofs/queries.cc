// The queries of ring_query.c as a whole, with an honest peer: each tells the truth about its own
// ring, whatever the sizes of the two.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {

using smt::all;
using smt::Body;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;
using symbolic::CountQuery;
using symbolic::IndexQuery;

Body tells_indexes(const Core& core, IndexQuery Core::*query, Ring Endpoint::*ring) {
  return [&core, query, ring](Execution& run) {
    const Endpoint end(run);
    end.prefer_unlike_rings(run);
    Word64 tail = 0;
    Word64 head = 0;
    const int result = (core.*query)(&end.pair, &tail, &head);
    run.show("result", result_name(result));
    run.show("tail reported", tail);
    run.show("tail in fact", (end.*ring).tail);
    run.show("head reported", head);
    run.show("head in fact", (end.*ring).head);
    run.claim("it succeeds", result == symbolic::VMCI_SUCCESS);
    run.claim("tail and head reported are those of the ring",
              all({tail == (end.*ring).tail, head == (end.*ring).head}));
  };
}

namespace {

Body tells(const Core& core, CountQuery Core::*query, Ring Endpoint::*ring, const char* what,
           Number (*truth)(const Ring&)) {
  return [=, &core](Execution& run) {
    const Endpoint end(run);
    end.prefer_unlike_rings(run);
    Word64 number = 0;
    const int result = (core.*query)(&end.pair, &number);
    const Number fact = truth(end.*ring);
    run.show("result", result_name(result));
    run.show(std::string(what) + " reported", number);
    run.show(std::string(what) + " in fact", fact);
    run.claim("it succeeds", result == symbolic::VMCI_SUCCESS);
    run.claim(std::string("the ") + what + " reported is the ring's", number == fact);
  };
}

}  // namespace

Body tells_free_space(const Core& core, CountQuery Core::*query, Ring Endpoint::*ring) {
  return tells(core, query, ring, "free space", [](const Ring& of) { return of.free(); });
}

Body tells_buf_ready(const Core& core, CountQuery Core::*query, Ring Endpoint::*ring) {
  return tells(core, query, ring, "number of bytes ready", [](const Ring& of) { return of.used; });
}

std::vector<smt::Theorem> query_theorems() {
  using namespace symbolic;
  const std::string stale_head = "the head accepted last is reported, not the one just read";
  const std::string stale_tail = "the tail accepted last is reported, not the one just read";
  const auto produce = &Endpoint::produce;
  const auto consume = &Endpoint::consume;
  return {
      {"queries/produce-indexes",
       "vmci_ring_produce_indexes tells tail and head of the ring that we fill.",
       tells_indexes(sound_core, &Core::produce_indexes, produce),
       {stale_head, tells_indexes(stale_head_reported, &Core::produce_indexes, produce)}},
      {"queries/consume-indexes",
       "vmci_ring_consume_indexes tells tail and head of the ring that we drain.",
       tells_indexes(sound_core, &Core::consume_indexes, consume),
       {stale_tail, tells_indexes(stale_tail_reported, &Core::consume_indexes, consume)}},
      {"queries/produce-free-space",
       "vmci_ring_produce_free_space tells the free space of the ring that we fill.",
       tells_free_space(sound_core, &Core::produce_free_space, produce),
       {stale_head, tells_free_space(stale_head_reported, &Core::produce_free_space, produce)}},
      {"queries/produce-buf-ready",
       "vmci_ring_produce_buf_ready tells the number of bytes in the ring that we fill.",
       tells_buf_ready(sound_core, &Core::produce_buf_ready, produce),
       {stale_head, tells_buf_ready(stale_head_reported, &Core::produce_buf_ready, produce)}},
      {"queries/consume-free-space",
       "vmci_ring_consume_free_space tells the free space of the ring that we drain.",
       tells_free_space(sound_core, &Core::consume_free_space, consume),
       {stale_tail, tells_free_space(stale_tail_reported, &Core::consume_free_space, consume)}},
      {"queries/consume-buf-ready",
       "vmci_ring_consume_buf_ready tells the number of bytes in the ring that we drain.",
       tells_buf_ready(sound_core, &Core::consume_buf_ready, consume),
       {stale_tail, tells_buf_ready(stale_tail_reported, &Core::consume_buf_ready, consume)}},
  };
}

}  // namespace vmcheck::qpair::proofs
