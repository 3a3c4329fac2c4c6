// Queries of an endpoint whose peer is honest.
#include "model/qpair/instances/answer.h"
#include "model/qpair/instances/properties.h"
#include "model/qpair/instances/topics.h"
#include "model/qpair/instances/world.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::Core;
using simulated::vmci_ring_pair;

using Query = Answer (*)(const Core&, const vmci_ring_pair&);
using Truth = Answer (*)(const PairState&);

template <auto query>
Answer count(const Core& core, const vmci_ring_pair& pair) {
  Answer answer;
  answer.result = (core.*query)(&pair, &answer.first);
  return answer;
}

template <auto query>
Answer indexes(const Core& core, const vmci_ring_pair& pair) {
  Answer answer;
  answer.result = (core.*query)(&pair, &answer.first, &answer.second);
  return answer;
}

// A program of A alone.
template <typename Body>
Instance alone(const char* theorem, const char* fault, Body body) {
  return {theorem,
          fault,
          property::kTruth.name,
          query_inputs(),
          {property::kTruth},
          [body](Machine& machine, const Core& core, const Numbers& numbers) {
            const PairState state = query_state(numbers);
            if (!state.is_valid()) return;
            const World world = make_world(machine, core, state);
            machine.task("A", [world, body] { body(world); });
          }};
}

Instance query(const char* theorem, const char* fault, Query ask, Truth truth) {
  return alone(theorem, fault, [ask, truth](const World& world) {
    demand(property::kTruth, ask(world.a.core, world.a.pair), truth(world.state));
  });
}

// All three functions answer as those of the sound core.
void answer_alike(const World& world) {
  for (const Query ask : {count<&Core::consume_free_space>, count<&Core::produce_buf_ready>,
                          indexes<&Core::consume_indexes>}) {
    demand(property::kTruth, ask(world.a.core, world.a.pair),
           ask(simulated::sound_core, world.a.pair));
  }
}

Answer indexes_of(const RingState& ring) {
  return {simulated::VMCI_SUCCESS, ring.tail, ring.head};
}

}  // namespace

std::vector<Instance> query_instances() {
  const Truth produce_indexes = [](const PairState& s) { return indexes_of(s.produce); };
  const Truth consume_indexes = [](const PairState& s) { return indexes_of(s.consume); };
  const Truth produce_free = [](const PairState& s) { return Answer{0, s.produce.free()}; };
  const Truth produce_ready = [](const PairState& s) { return Answer{0, s.produce.used()}; };
  const Truth consume_free = [](const PairState& s) { return Answer{0, s.consume.free()}; };
  const Truth consume_ready = [](const PairState& s) { return Answer{0, s.consume.used()}; };
  return {
      query("queries/produce-indexes", "stale_head_reported", indexes<&Core::produce_indexes>,
            produce_indexes),
      query("queries/consume-indexes", "stale_tail_reported", indexes<&Core::consume_indexes>,
            consume_indexes),
      query("queries/produce-free-space", "stale_head_reported", count<&Core::produce_free_space>,
            produce_free),
      query("queries/produce-buf-ready", "stale_head_reported", count<&Core::produce_buf_ready>,
            produce_ready),
      query("queries/consume-free-space", "stale_tail_reported", count<&Core::consume_free_space>,
            consume_free),
      query("queries/consume-buf-ready", "stale_tail_reported", count<&Core::consume_buf_ready>,
            consume_ready),
      query("coverity/1056844", "swapped_consume_indexes", indexes<&Core::consume_indexes>,
            consume_indexes),
      query("coverity/1056845", "swapped_consume_free_space", count<&Core::consume_free_space>,
            consume_free),
      query("coverity/1056846", "swapped_produce_buf_ready", count<&Core::produce_buf_ready>,
            produce_ready),
      alone("coverity/hidden-by-equal-rings", "swapped_consume_free_space", answer_alike),
  };
}

}  // namespace vmcheck::qpair
