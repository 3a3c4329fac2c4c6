// Whether a fair run can avoid a goal for ever: the search for a fair cycle.
//
// The states in which the goal is not met are divided into strongly connected components, by the
// path-based algorithm: like Tarjan's, with a second stack, of the components that are still
// growing. It has room for what processes can do and do in each. A run stays in the end within one
// component. If it is unfair to somebody there who steps nowhere in the component, a fair run must
// avoid the states in which he can step: without them, what is left is divided again (so Streett
// conditions are decided). The steps between the states are not kept but made again by the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/fairness.h"
#include "sim/state/model.h"
#include "sim/state/process.h"
#include "sim/state/reached.h"
#include "sim/state/result.h"

namespace vmcheck::state {

class FairSearch {
 public:
  struct Answer {
    std::uint64_t unmet = 0;  // states in which the goal is not met
    // If a fair run avoids the goal: strongly connected states of which it can be in each again and
    // again; or the one in which it ends.
    std::vector<std::uint32_t> states;
    bool ends = false;
    std::optional<Incomplete> incomplete;
  };

  // `found` says of the search for states how it went. All live longer than this.
  FairSearch(const System& model, Steps& steps, const Options& options, const Result& found);

  // Decides whether a fair run that has begun anyhow avoids a goal from then on. Not to be asked
  // again when it does, or if that was not decided.
  Answer decide(std::size_t goal);

  // Memory in use.
  std::uint64_t bytes() const { return bytes_with(0, 0); }

 private:
  // A state on the way at hand.
  struct Frame {
    std::uint32_t state;
    bool stepped;         // a step from here was found, wherever it leads
    std::size_t choices;  // how many the path has up to here
    ProcessSet enabled;   // as far as steps were found
  };

  // States on the stack, the last ones behind `first`, that are known to be connected.
  struct Component {
    std::uint32_t first;  // where on the stack it begins
    bool cyclic;          // there is a step from one of its states to another or the same
    ProcessSet entering;  // the makers of the step that leads from the component below
    Activity activity;    // of states that were done with, and of steps
  };

  bool begin(std::size_t goal);
  bool search_all();
  void take_region();
  bool search_from(std::uint32_t root);
  bool enter(std::uint32_t state, ProcessSet makers);
  void join(std::uint32_t position, ProcessSet makers);
  bool leave();
  bool complete(const Component& component);
  bool set_aside(std::uint32_t first, ProcessSet starved);
  bool is_stopped() const;
  bool has_room(std::uint64_t bytes);
  std::uint64_t bytes_with(std::size_t more, std::size_t deferred) const;

  const System& model_;
  Steps& steps_;
  const Options& options_;
  const Result& found_;
  FairProcesses fair_;

  std::size_t goal_ = 0;
  std::vector<std::uint32_t> marks_;  // of each state: its place on the stack, or one of two marks
  std::vector<std::uint32_t> stack_;
  std::vector<Frame> frames_;
  std::vector<Component> components_;
  run::DepthFirst choices_;
  std::vector<std::uint32_t> deferred_;  // states of regions to be searched, one behind the other
  std::vector<std::size_t> regions_;     // where each of them begins
  std::vector<std::uint32_t> region_;    // the one that is searched
  std::uint64_t left_ = 0;               // states to be done with
  std::uint64_t tried_ = 0;              // steps
  Answer answer_;
};

}  // namespace vmcheck::state
