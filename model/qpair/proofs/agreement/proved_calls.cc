// The calls that the prover finds possible: one operation in any state of its ring, whatever the
// peer does meanwhile.
#include "model/qpair/proofs/agreement/enumeration.h"
#include "model/qpair/proofs/agreement/query.h"
#include "model/qpair/proofs/agreement/questions.h"
#include "model/qpair/proofs/operations.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;

// The endpoint's own index of the ring of which an operation speaks, and the peer's.
struct Indexes {
  Number own;
  Number peers;
};

Indexes indexes(CoreOperation operation, const symbolic::vmci_ring_pair& pair) {
  return is_producers(operation) ? Indexes{pair.produce.tail, pair.consume.head}
                                 : Indexes{pair.produce.head, pair.consume.tail};
}

// Calls `perform(answer)`, which returns the core's result.
template <typename Perform>
Call each_call(CoreOperation operation, const StreamEndpoint& end, const Number& length,
               const Perform& perform) {
  std::array<Word64, 2> answer{kLeftAlone, kLeftAlone};
  const Indexes before = indexes(operation, end.pair);
  const int result = perform(answer);
  const Indexes after = indexes(operation, end.pair);
  const Word64& published = is_producers(operation) ? end.produce.tail : end.consume.head;
  return {.length = each_value(length),
          .own = each_value(before.own),
          .peers = each_value(before.peers),
          .result = result,
          .answer = {each_value(answer[0]), each_value(answer[1])},
          .own_after = each_value(after.own),
          .published_after = each_value(published),
          .peers_after = each_value(after.peers)};
}

Call each_query(Execution& run, const Core& core, CoreOperation query, std::uint32_t size) {
  const StreamEndpoint end(run);
  assume_sizes(end, query, size);
  return each_call(query, end, 0, [&](std::array<Word64, 2>& answer) {
    return ask(core, query, end.pair, answer);
  });
}

// `mover` is an Enqueue or a Take, `callers` its memory.
template <typename Mover>
Call each_move(Execution& run, const Core& core, CoreOperation operation, std::uint32_t size,
               Mover& mover, const Pieces& callers) {
  assume_sizes(mover.end, operation, size);
  run.assume(callers.length() <= kMostAskedFor);
  run.assume(mover.outcome.unset == kLeftAlone);
  return each_call(operation, mover.end, callers.length(), [&](std::array<Word64, 2>& answer) {
    mover(core);
    answer[0] = mover.outcome.copied;
    return mover.outcome.result;
  });
}

Call each_call(Execution& run, const Core& core, CoreOperation operation, std::uint32_t size) {
  if (is_query(operation)) return each_query(run, core, operation, size);
  const Form form = is_vectored(operation) ? 2 : kPlain;
  if (is_producers(operation)) {
    Enqueue enqueue(run, form);
    return each_move(run, core, operation, size, enqueue, enqueue.source);
  }
  const bool peek = operation == CoreOperation::peek || operation == CoreOperation::peekv;
  Take take(run, form, peek);
  return each_move(run, core, operation, size, take, take.target);
}

}  // namespace

Findings<Call> prove_calls(CoreOperation operation, std::uint32_t size, const std::string& fault) {
  Findings<Call> found;
  const Core& core = symbolic_core(fault);
  found.objection =
      prove([&](Execution& run) { found.all.insert(each_call(run, core, operation, size)); });
  return found;
}

}  // namespace vmcheck::qpair::proofs
