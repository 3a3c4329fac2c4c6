// For tests: a model of one number, made of functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state::random {

struct SimpleModel final : Model<std::uint32_t> {
  inline static const run::Property kOne{run::PropertyKind::always, "one", "one thing holds"};
  inline static const run::Property kOther{run::PropertyKind::always, "other", "another holds"};

  std::function<bool(std::uint32_t&, run::Chooser&, Observer&)> makes_step;
  std::function<bool(std::uint32_t)> ends = [](std::uint32_t) { return true; };
  std::vector<std::uint32_t> wanted = {};  // for each a goal: that the state is this one

  std::vector<run::Property> properties() const override { return {kOne, kOther}; }
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const override {
    std::uint32_t next = state;  // a function may change it and then say that it is no step
    if (!makes_step(next, chooser, observer)) return false;
    state = next;
    return true;
  }
  bool may_end(const std::uint32_t& state) const override { return ends(state); }
  std::vector<run::Property> goals() const override {
    std::vector<run::Property> goals;
    for (const std::uint32_t state : wanted) {
      goals.push_back({run::PropertyKind::always, "goal " + std::to_string(state), "it is met"});
    }
    return goals;
  }
  bool is_met(std::size_t goal, const std::uint32_t& state) const override {
    return state == wanted[goal];
  }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }
};

// Demands something of a step.
inline void demand(Observer& observer, const run::Property& property, bool holds) {
  observer.always(property, holds, [] { return std::string("not so"); });
}

}  // namespace vmcheck::state::random
