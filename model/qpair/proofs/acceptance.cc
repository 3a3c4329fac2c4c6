// What is believed of a peer's index: index.h's vmci_accept_head and vmci_accept_tail.
#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::all;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word64;
using symbolic::Core;

// Claims that a word was accepted exactly when it should be, and what its number then is.
void claim_judgement(Execution& run, int result, const Bool& acceptable, const Word64& number,
                     const Number& expected, const Word64& before) {
  run.show("result", result_name(result));
  if (result == symbolic::VMCI_SUCCESS) {
    run.claim("only a forward move within bounds is accepted", acceptable);
    run.claim("the number that is given is right", number == expected);
  } else {
    run.claim("the error is VMCI_ERROR_INVALID_SIZE", result == symbolic::VMCI_ERROR_INVALID_SIZE);
    run.claim("every forward move within bounds is accepted", !acceptable);
    run.claim("on an error the result is left alone", number == before);
  }
}

Body heads_are_judged(const Core& core) {
  return [&core](Execution& run) {
    const Word64 size = run.word<64>("size");
    const Word64 tail = run.word<64>("our tail");
    const Word64 accepted = run.word<64>("head accepted before");
    const Word64 head = run.word<64>("the peer's head");
    const Word64 before = run.word<64>("what the result held before");
    const Number used = distance(accepted, tail, size);
    const Number moved = distance(accepted, head, size);
    const Bool acceptable = all({tail < size, accepted < size, head < size, moved <= used});
    Word64 free = before;
    const int result = core.accept_head(tail, accepted, head, size, &free);
    claim_judgement(run, result, acceptable, free, Number(size) - 1 - (used - moved), before);
  };
}

Body tails_are_judged(const Core& core) {
  return [&core](Execution& run) {
    const Word64 size = run.word<64>("size");
    const Word64 head = run.word<64>("our head");
    const Word64 accepted = run.word<64>("tail accepted before");
    const Word64 tail = run.word<64>("the peer's tail");
    const Word64 before = run.word<64>("what the result held before");
    const Number ready_before = distance(head, accepted, size);
    const Number moved = distance(accepted, tail, size);
    const Bool acceptable =
        all({head < size, accepted < size, tail < size, ready_before + moved < size});
    Word64 ready = before;
    const int result = core.accept_tail(accepted, tail, head, size, &ready);
    claim_judgement(run, result, acceptable, ready, ready_before + moved, before);
  };
}

}  // namespace

std::vector<smt::Theorem> acceptance_theorems() {
  using namespace symbolic;
  return {
      {"acceptance/head",
       "Whatever word the peer shows as its head, it is accepted exactly when it is below the "
       "size and a move forward from the last one by no more than the bytes in the ring.",
       heads_are_judged(sound_core),
       {"a head that moved backwards is believed", heads_are_judged(backward_head_believed)}},
      {"acceptance/tail",
       "Whatever word the peer shows as its tail, it is accepted exactly when it is below the "
       "size and a move forward from the last one by no more than the free space.",
       tails_are_judged(sound_core),
       {"a tail that moved backwards is believed", tails_are_judged(backward_tail_believed)}},
  };
}

}  // namespace vmcheck::qpair::proofs
