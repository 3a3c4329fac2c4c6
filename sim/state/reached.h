// All states that a search has found, as one row, and the steps between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/process.h"
#include "sim/state/state_set.h"
#include "sim/state/words.h"

namespace vmcheck::state {

// Numbers the states of sets from 0 on, one set after the other. The sets keep states, do not
// change, and live longer than this.
class Reached {
 public:
  // Either one set, or as many as there are shards, by shard_of.
  explicit Reached(std::vector<const StateSet*> sets);

  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.back()); }
  void unpack(std::uint32_t number, std::byte* state) const;

  // The number of a state, by its hash and bytes. Throws std::logic_error if it is none of these.
  std::uint32_t find(std::uint64_t hash, const std::byte* state) const;

 private:
  std::vector<const StateSet*> sets_;
  std::vector<std::uint64_t> starts_;  // the number of each one's first state, and of all
};

// The steps between states that were reached. None is kept: the model makes them again.
class Steps {
 public:
  struct Step {
    std::uint32_t to;
    ProcessSet makers;
  };

  // Stands for what comes before the initial states.
  static constexpr std::uint32_t kBefore = UINT32_MAX;

  // Both live longer than this.
  Steps(const System& model, const Reached& reached);

  const Reached& reached() const { return reached_; }

  // Makes the step from a state, or kBefore, that the chooser chooses. False if it is none. Throws
  // std::logic_error if the model is not deterministic, or the maker none of its processes.
  bool make(std::uint32_t from, run::Chooser& chooser, Step& step);

  // Calls visit(step, path) for each step from a state, or kBefore, until it returns false.
  template <typename Visit>
  void for_each(std::uint32_t from, const Visit& visit) {
    run::DepthFirst choices;
    Step step;
    do {
      choices.begin();
      if (make(from, choices, step) && !visit(step, choices.path())) return;
    } while (choices.next());
  }

  // Who can step in a state.
  ProcessSet enabled(std::uint32_t state);

  // The state of a number. Good until the next call.
  const std::byte* state(std::uint32_t number);

 private:
  std::uint32_t take_initial();
  std::uint32_t take_successor();

  const System& model_;
  const Reached& reached_;
  ProcessSet processes_;  // all there are
  Observer observer_;
  WordOperations words_;
  std::uint32_t from_ = kBefore;        // whose state is unpacked
  std::uint64_t hash_ = 0;              // its hash
  std::vector<std::byte> parent_;       // that state
  std::vector<std::byte> state_;        // a copy of it, in which steps are made
  std::vector<std::byte> differences_;  // the set of words that a step has changed
};

}  // namespace vmcheck::state
