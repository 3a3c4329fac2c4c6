// What the state explorer is asked, and what it says of a model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/result.h"
#include "sim/run/path.h"
#include "sim/run/property.h"

namespace vmcheck::state {

enum class Order {
  breadth_first,  // a violation is told by as few steps as possible, but see partial_order; can use
                  // several threads
  depth_first,    // one thread
};

// What is kept of the states that were seen.
enum class Keep {
  states,        // they themselves: the search misses none
  fingerprints,  // 64 bits of each: two states with the same fingerprint are taken for one
};

// How far a search has come; as Result says it, where that has the same.
struct Progress {
  std::uint64_t states;
  std::uint64_t transitions;
  std::uint32_t depth;
  std::uint64_t frontier;  // states not yet done with; depth first, those on the way at hand
  std::uint64_t bytes;
  // When all states are found: the goal that is being decided. The frontier is then those of the
  // states in which it is not met that are not yet done with.
  std::optional<std::size_t> goal;
};

// Why there is no verdict.
enum class Incomplete {
  states_bound,  // Options::states
  memory_bound,  // Options::bytes, or the most states that can be numbered
  stopped,       // as Options::stop said
  fingerprints,  // every state was visited, but goals are decided only if states are kept
};

struct Options {
  Order order = Order::breadth_first;
  Keep keep = Keep::states;
  // Once more states than these are found, the search ends as incomplete; breadth first, when it is
  // done with the few thousand states at hand.
  std::uint64_t states = UINT64_MAX;
  std::uint64_t bytes = UINT64_MAX;  // of memory for states, never exceeded
  std::uint32_t workers = 1;         // threads; the result is the same for any number
  // Asked on the calling thread, each time a few thousand steps were made; true ends the search as
  // incomplete, unless a violation is there to be told.
  std::function<bool(const Progress&)> stop = [](const Progress&) { return false; };
  // A file to which a search is written that was stopped or has reached the bound of states; and
  // one with a search to go on with, of the same model and with the same `keep`. Then the result is
  // as if it had not been stopped. Empty: none. Breadth first only.
  std::string save = {};
  std::string resume = {};
  // Visits of states that are alike by symmetry only one, if the model says which one that is. Not
  // for a model that has goals: fairness tells processes apart that are interchangeable otherwise.
  bool symmetry = true;
  // Makes of steps whose order does not matter only some, if the model has actors. Verdict and
  // states in which no step is possible are the same; a violation can be told by more steps than
  // are needed. Not for a model that has goals: a fair run may be among those that are left out.
  bool partial_order = true;
};

// One step of a counterexample, and where it leads.
struct Move {
  run::Path choices;
  std::vector<std::string> notes;  // of the model: what the step does
  std::string state;
};

struct Violation {
  run::Property property;
  std::string message;
  std::vector<Move> moves;  // a run of the model; the first one leads into an initial state; none
                            // if a property is vacuous
  // Of a goal that a run without end does not meet again: the first of those moves, the last of
  // all, that the run makes over and over.
  std::optional<std::size_t> cycle = {};
};

struct Result {
  explore::Verdict verdict = explore::Verdict::incomplete;
  std::optional<Incomplete> incomplete;  // if that is the verdict
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  // steps from these states; not those into initial states
  std::uint64_t revisited = 0;    // ways into a state that was known, initial or by a transition
  std::uint64_t partial = 0;      // states from which not all steps were made: see partial_order
  // Breadth first: steps to the farthest state; depth first: of the longest way that was gone.
  std::uint32_t depth = 0;
  std::uint64_t bytes = 0;  // of memory for states
  // At most how probable it is that a state was missed, if fingerprints are like random numbers.
  double missed = 0;
  std::vector<explore::Coverage> coverage;  // for a goal, in how many states it is not met
  std::optional<Violation> violation;
};

}  // namespace vmcheck::state
