// What the prover's answers are made of: the core runs once for all states of a ring, and then each
// way in which the numbers come out gets a path of its own.
#pragma once

#include <cstdint>
#include <string>

#include "model/qpair/proofs/agreement/questions.h"
#include "model/qpair/proofs/stream_endpoint.h"
#include "model/qpair/proofs/symbolic_core.h"
#include "sim/smt/prover.h"

namespace vmcheck::qpair::proofs {

// The core with the seeded fault of that name, or the sound one. Throws std::invalid_argument when
// there is none of that name.
const symbolic::Core& symbolic_core(const std::string& fault);

// Proves on pages as small as the simulated machine's. Returns what is wrong, or why it could not
// be proved; empty: it was.
std::string prove(const smt::Body& body);

// Assumes that the ring of which the operation speaks has the size, and that the other one has no
// room for a byte.
void assume_sizes(const StreamEndpoint& end, CoreOperation operation, std::uint32_t size);

// A value of the number, on a path for each that it can have. Claims that it is at most kLeftAlone.
std::uint64_t each_value(const smt::Number& number);

}  // namespace vmcheck::qpair::proofs
