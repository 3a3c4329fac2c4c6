// Shortest ways between states that were reached.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/process.h"
#include "sim/state/reached.h"

namespace vmcheck::state {

class Ways {
 public:
  struct Step {
    run::Path choices;
    std::uint32_t to;
    ProcessSet makers;
  };

  using Test = std::function<bool(const Steps::Step&)>;

  // The steps live longer than this.
  explicit Ways(Steps& steps);

  // The fewest steps from a state, or Steps::kBefore, of which the last one `arrives`; only such as
  // are `allowed`. At least one step; none at all if there is no way.
  std::vector<Step> find(std::uint32_t from, const Test& allowed, const Test& arrives);

 private:
  Step first_step(std::uint32_t from, std::uint32_t to, const Test& allowed);

  Steps& steps_;
  std::vector<std::uint32_t> seen_;     // in the order of their distances
  std::vector<std::uint32_t> parents_;  // of each state that was seen, the one before it
};

}  // namespace vmcheck::state
