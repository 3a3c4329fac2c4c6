// The depth-first search, with its stack of states.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/on_the_way.h"
#include "sim/state/packing.h"
#include "sim/state/partial_order.h"
#include "sim/state/reached.h"
#include "sim/state/result.h"
#include "sim/state/state_set.h"

namespace vmcheck::state {

class DepthFirst {
 public:
  DepthFirst(const System& model, const Options& options);

  // Searches. Called once. Vacuous properties are not looked for.
  Result run();

  // The states that it found, when it has run, if they were kept. They live as long as this.
  Reached reached() const { return Reached({&seen_}); }

 private:
  // A state of the stack. The lowest frame stands for what comes before the initial states.
  struct Frame {
    std::size_t choices;  // how many the path has up to here
    Turns turns;
    bool stepped = false;  // a step from here was found
  };

  enum class End {
    exhausted,
    broken_by_step,   // or in the state that it leads into
    broken_by_being,  // no step is possible from the uppermost state
    incomplete,
  };

  End search();
  End end(Incomplete why);
  bool is_stopped();
  bool is_stuck() const;
  void push(std::uint64_t hash);
  void pop();
  bool begin_turn();
  const std::byte* top() const;
  bool has_room() const;
  std::uint64_t bytes_with(std::uint64_t more) const;
  std::vector<run::Path> steps(End end) const;

  const System& model_;
  const Options& options_;
  Packing packing_;
  Packer packer_;
  StateSet seen_;
  Observer observer_;
  run::DepthFirst choices_;
  std::vector<Frame> frames_;
  std::vector<std::byte> stack_;  // the states of the frames but the lowest
  PartialOrder partial_order_;
  OnTheWay on_the_way_;           // the states of the stack, for partial orders
  std::vector<std::byte> state_;  // where the step at hand leads
  std::uint64_t steps_ = 0;       // that were tried
  Result result_;
};

}  // namespace vmcheck::state
