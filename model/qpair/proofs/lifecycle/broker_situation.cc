#include "model/qpair/proofs/lifecycle/broker_situation.h"

#include "model/qpair/proofs/lifecycle/pages.h"

namespace vmcheck::qpair::proofs::broker {

using smt::all;
using smt::any;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word32;
using smt::Word64;

namespace {

// Which parties are there in a state, as far as that says.
bool fit(unsigned state, unsigned parties) {
  switch (state) {
    case kCreatedNoMem:
    case kCreatedMem:
      return parties == 1;
    case kAttachedNoMem:
    case kAttachedMem:
      return parties == 3;
    case kShutdownNoMem:
    case kShutdownMem:
      return parties == 1 || parties == 2;
    default:
      return parties == 0;
  }
}

}  // namespace

Bool is_machine(const Word32& context) {
  return all({context != kNone, context > kHost});
}

Number pages_of(const Word64& produce_size, const Word64& consume_size) {
  return proofs::pages_of(produce_size) + proofs::pages_of(consume_size);
}

Bool is_party(const vmci_pair& pair, const Word32& context) {
  return any({all({(pair.parties & 1) != 0, pair.creator == context}),
              all({(pair.parties & 2) != 0, pair.attacher == context})});
}

Bool is_possible(const vmci_pair& pair) {
  if (pair.state >= kStates || !fit(pair.state, pair.parties)) return false;
  if (pair.state == kNew) return all({pair.attacher == kNone, pair.unmapped == 0});
  if (pair.state == kGone) return true;
  const bool attached = pair.state > kCreatedMem;
  const Bool others =
      attached
          ? any({all({pair.creator == kHost, is_machine(pair.attacher)}),
                 all({is_machine(pair.creator), pair.attacher == kHost})})
          : all({any({pair.creator == kHost, is_machine(pair.creator)}), pair.attacher == kNone});
  const Bool machine_is_there = any({all({(pair.parties & 1) != 0, pair.creator != kHost}),
                                     all({(pair.parties & 2) != 0, pair.attacher != kHost})});
  const bool is_mapped = has_memory(pair.state);
  return all({others, Number(pair.produce_size) + pair.consume_size <= kMostBytes,
              any({pair.produce_size != 0, pair.consume_size != 0}), pair.flags == 0,
              pair.unmapped <= 1, !(is_mapped && pair.unmapped != 0),
              any({!is_mapped && pair.unmapped == 0, machine_is_there})});
}

vmci_pair any_pair(Execution& run, const Fixed& fixed) {
  vmci_pair pair;
  pair.handle = {run.word<32>("the pair's context"), run.word<32>("the pair's resource")};
  pair.produce_size = run.word<64>("the pair's produce size");
  pair.consume_size = run.word<64>("the pair's consume size");
  pair.creator = run.word<32>("creator");
  pair.attacher = run.word<32>("who attached");
  pair.peer = run.word<32>("the peer that the creator wants");
  pair.flags = run.word<32>("the pair's flags");
  pair.state = run.below(kStates, "state");
  pair.parties = run.below(4, "parties");
  pair.unmapped = run.below(2, "unmapped");
  pair.creator_privileges = fixed.creator_privileges;
  pair.creator_capabilities = fixed.creator_capabilities;
  run.assume(is_possible(pair));
  return pair;
}

vmci_pair_request any_request(Execution& run, const Fixed& fixed) {
  vmci_pair_request request;
  request.handle = {run.word<32>("handle's context"), run.word<32>("handle's resource")};
  request.produce_size = run.word<64>("produce size");
  request.consume_size = run.word<64>("consume size");
  request.pages = run.word<64>("pages");
  request.context = run.word<32>("who asks");
  request.peer = run.word<32>("peer");
  request.flags = run.word<32>("flags");
  request.privileges = fixed.privileges;
  request.capabilities = run.below(4, "capabilities");
  run.assume(any({request.context != kHost, request.capabilities == 0}));
  return request;
}

Bool is_same_pair(const vmci_pair& a, const vmci_pair& b) {
  return all({a.handle.context == b.handle.context, a.handle.resource == b.handle.resource,
              a.produce_size == b.produce_size, a.consume_size == b.consume_size,
              a.creator == b.creator, a.peer == b.peer, a.flags == b.flags,
              a.creator_privileges == b.creator_privileges,
              a.creator_capabilities == b.creator_capabilities});
}

}  // namespace vmcheck::qpair::proofs::broker
