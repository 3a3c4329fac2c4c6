// Coverity's CIDs 1056844, 1056845 and 1056846, reported of FreeBSD's vmci driver: arguments in the
// wrong order in get_consume_indexes, consume_free_space and produce_buf_ready. The names of the
// parameters are those of the ring that is filled, and for these three the arguments are rightly
// the other way round. The three reports go with these three functions as a group; which number is
// which is inferred from the shape of the code.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::Body;
using smt::Execution;
using smt::Word64;
using symbolic::Core;
using symbolic::sound_core;

void claim_same_count(Execution& run, const Endpoint& end, const std::string& function,
                      symbolic::CountQuery Core::*query, const Core& swapped) {
  Word64 right = 0;
  Word64 other = 0;
  const int right_result = (sound_core.*query)(&end.pair, &right);
  const int other_result = (swapped.*query)(&end.pair, &other);
  run.show(function + ", right order", right);
  run.show(function + ", order exchanged", other);
  run.claim(function + " has the same result", right_result == other_result);
  run.claim(function + " gives the same number", right == other);
}

// `same_fill`: whether the two rings also hold equally many bytes, at the same indices.
Body equal_rings_hide_the_order(bool same_fill) {
  return [same_fill](Execution& run) {
    const Endpoint end(run);
    run.assume(end.produce.size == end.consume.size);
    if (same_fill) run.assume(end.produce.used == end.consume.used);
    if (same_fill) run.assume(end.produce.head == end.consume.head);
    claim_same_count(run, end, "consume_free_space", &Core::consume_free_space,
                     symbolic::swapped_consume_free_space);
    claim_same_count(run, end, "produce_buf_ready", &Core::produce_buf_ready,
                     symbolic::swapped_produce_buf_ready);
    Word64 tail = 0;
    Word64 head = 0;
    Word64 other_tail = 0;
    Word64 other_head = 0;
    const int result = sound_core.consume_indexes(&end.pair, &tail, &head);
    const int other =
        symbolic::swapped_consume_indexes.consume_indexes(&end.pair, &other_tail, &other_head);
    run.claim("consume_indexes has the same result", result == other);
    run.claim("consume_indexes gives the same indices",
              all({tail == other_tail, head == other_head}));
  };
}

}  // namespace

std::vector<smt::Theorem> coverity_theorems() {
  using namespace symbolic;
  const auto produce = &Endpoint::produce;
  const auto consume = &Endpoint::consume;
  const std::string exchanged = "the headers come in the order that the report asks for: ";
  return {
      {"coverity/1056844",
       "vmci_ring_consume_indexes takes the tail from the consume queue's header and the head "
       "from the produce queue's, and this order is right: they are the tail and head of the ring "
       "that we drain.",
       tells_indexes(sound_core, &Core::consume_indexes, consume),
       {exchanged + "produce, consume",
        tells_indexes(swapped_consume_indexes, &Core::consume_indexes, consume)}},
      {"coverity/1056845",
       "vmci_ring_consume_free_space takes the tail from the consume queue's header and the head "
       "from the produce queue's, and this order is right: it gives the free space of the ring "
       "that we drain.",
       tells_free_space(sound_core, &Core::consume_free_space, consume),
       {exchanged + "produce, consume",
        tells_free_space(swapped_consume_free_space, &Core::consume_free_space, consume)}},
      {"coverity/1056846",
       "vmci_ring_produce_buf_ready takes the tail from the produce queue's header and the head "
       "from the consume queue's, and this order is right: it gives the number of bytes in the "
       "ring that we fill.",
       tells_buf_ready(sound_core, &Core::produce_buf_ready, produce),
       {exchanged + "consume, produce",
        tells_buf_ready(swapped_produce_buf_ready, &Core::produce_buf_ready, produce)}},
      {"coverity/hidden-by-equal-rings",
       "Where both rings have the same size, fill and indices, all three functions give the same "
       "numbers in either order of the headers: which is why tests with equal traffic cannot see "
       "the mistake.",
       equal_rings_hide_the_order(true),
       {"only the sizes are the same", equal_rings_hide_the_order(false)}},
  };
}

}  // namespace vmcheck::qpair::proofs
