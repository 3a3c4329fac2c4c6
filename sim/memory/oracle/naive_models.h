// The memory models, axiom by axiom: slow, and meant to be compared with their definitions by eye.
//
// Every model demands coherence (acyclic(po-loc | rf | co | fr)), atomicity (empty(rmw & (fr;co)))
// and acyclic(po | rf | threads).
#pragma once

#include "sim/memory/oracle/execution.h"
#include "sim/memory/oracle/graph.h"

namespace vmcheck::memory::oracle {

enum class Model : std::uint8_t { sc, tso, rc11, lkmm };

constexpr Model kModels[] = {Model::sc, Model::tso, Model::rc11, Model::lkmm};

const char* name(Model model);

// Whether the model allows this execution. Throws std::invalid_argument for events that
// the model does not know: in LKMM acquire, release and acq_rel fences and seq_cst loads and
// stores (the kernel has none).
bool consistent(const Execution& execution, Model model);

// Whether a consistent execution has a data race: in RC11 two conflicting accesses, one of them
// plain, unordered by happens-before; in LKMM what the kernel's model flags. Never in SC and TSO.
bool races(const Execution& execution, Model model);

// The models' own axioms, each in a file of its own.
bool consistent_rc11(const Graph& g);
bool races_rc11(const Graph& g);
bool consistent_lkmm(const Graph& g);
bool races_lkmm(const Graph& g);

}  // namespace vmcheck::memory::oracle
