// What the explorer's answers are made of.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "model/qpair/simulated_core.h"
#include "sim/run/machine.h"

namespace vmcheck::qpair::proofs {

// The core with the seeded fault of that name, or the sound one. Throws std::invalid_argument when
// there is none of that name.
const simulated::Core& simulated_core(const std::string& fault);

// All executions of the program, under the strongest memory model and under C11's. Returns what is
// wrong with one of them; empty: nothing.
std::string explore(std::function<void(run::Machine&)> build);

// The caller's memory: more than any operation here moves.
using CallersBytes = std::array<std::uint8_t, 8>;

// Moves bytes, whose values do not matter. Returns how many.
std::uint64_t send(const simulated::Core& core, simulated::vmci_ring_pair& pair,
                   std::uint32_t length);
std::uint64_t receive(simulated::vmci_ring_pair& pair, std::uint32_t length);

}  // namespace vmcheck::qpair::proofs
