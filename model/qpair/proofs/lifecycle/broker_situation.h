// A queue pair at the broker and what is asked of it, of which everything is possible at once.
#pragma once

#include <string>

#include "model/qpair/proofs/lifecycle/symbolic_broker.h"
#include "sim/smt/execution.h"
#include "sim/smt/number.h"

namespace vmcheck::qpair::proofs::broker {

using symbolic_broker::vmci_pair;
using symbolic_broker::vmci_pair_outcome;
using symbolic_broker::vmci_pair_request;

// The protocol's numbers, written down once more.
enum State : unsigned char {
  kNew,
  kCreatedNoMem,
  kCreatedMem,
  kAttachedNoMem,
  kAttachedMem,
  kShutdownNoMem,
  kShutdownMem,
  kGone
};
inline constexpr unsigned kStates = 8;
inline constexpr unsigned kHost = 2;
inline constexpr unsigned kNone = 0xffffffff;
inline constexpr unsigned kMostBytes = 128U << 20;

constexpr bool has_memory(unsigned state) {
  return state == kCreatedMem || state == kAttachedMem || state == kShutdownMem;
}

// A context that is neither none nor one that every machine has.
smt::Bool is_machine(const smt::Word32& context);

// The pages of both queues, those of their headers too.
smt::Number pages_of(const smt::Word64& produce_size, const smt::Word64& consume_size);

// Whether a context is one of the parties that are there.
smt::Bool is_party(const vmci_pair& pair, const smt::Word32& context);

// What a broker's pairs are like, each between the host and a virtual machine. The memory is the
// machine's, and goes with it.
smt::Bool is_possible(const vmci_pair& pair);

// What is not left to the solver: these have few values, and all of them together many paths.
struct Fixed {
  unsigned char creator_privileges = 0;
  unsigned char creator_capabilities = 3;
  unsigned char privileges = 0;
};

// Any possible pair.
vmci_pair any_pair(smt::Execution& run, const Fixed& fixed);

// Anything that anybody asks; the host gives no memory.
vmci_pair_request any_request(smt::Execution& run, const Fixed& fixed);

// Whether two pairs have the same words, and were made by the same; their states may differ.
smt::Bool is_same_pair(const vmci_pair& a, const vmci_pair& b);

}  // namespace vmcheck::qpair::proofs::broker
