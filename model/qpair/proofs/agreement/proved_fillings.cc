// How the prover finds a ring filled: behind an operation of either end, in any state of the ring.
#include "model/qpair/proofs/agreement/enumeration.h"
#include "model/qpair/proofs/agreement/questions.h"
#include "model/qpair/proofs/operations.h"

namespace vmcheck::qpair::proofs {
namespace {

Filling each_filling(const StreamRing& ring) {
  return {each_value(ring.tail), each_value(ring.head), each_value(ring.used())};
}

}  // namespace

Findings<Filling> prove_fillings(std::uint32_t size, const std::string& fault) {
  Findings<Filling> found;
  const std::string producers = prove([&](smt::Execution& run) {
    Enqueue enqueue(run, kPlain);
    assume_sizes(enqueue.end, CoreOperation::enqueue, size);
    enqueue(symbolic_core(fault));
    found.all.insert(each_filling(enqueue.end.produce));
  });
  const std::string consumers = prove([&](smt::Execution& run) {
    Take take(run, kPlain, false);
    assume_sizes(take.end, CoreOperation::dequeue, size);
    take(symbolic::sound_core);
    found.all.insert(each_filling(take.end.consume));
  });
  found.objection = producers.empty() ? consumers : producers;
  return found;
}

}  // namespace vmcheck::qpair::proofs
