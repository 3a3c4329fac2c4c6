// An example of one great cycle: wheels that turn.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

// Four wheels, each from 0 to `digits` - 1 and around, turned by a process of its own. All can step
// always. The goal, that all show 0, is not met again on any run that always has one at another
// digit.
class Odometer final : public Model<std::array<std::uint8_t, 4>> {
 public:
  using State = std::array<std::uint8_t, 4>;

  // Of 2 to 255 digits.
  Odometer(std::uint32_t digits, Fairness fairness) : digits_(digits), fairness_(fairness) {}

  std::vector<run::Property> goals() const override {
    return {{run::PropertyKind::always, "zero", "all wheels show 0 again and again"}};
  }

  bool is_met(std::size_t, const State& state) const override { return state == State{}; }

  std::vector<Process> processes() const override {
    return {{"first", fairness_}, {"second", fairness_}, {"third", fairness_}, {"last", fairness_}};
  }

  void begin(State&, run::Chooser&) const override {}

  bool step(State& state, run::Chooser& chooser, Observer& observer) const override {
    const std::uint32_t wheel = chooser.choose(run::ChoiceKind::schedule, 4);
    observer.made_by(wheel);
    state[wheel] = static_cast<std::uint8_t>((state[wheel] + 1U) % digits_);
    return true;
  }

  std::string text(const State& state) const override {
    return fmt::format("{}", fmt::join(state, " "));
  }

 private:
  std::uint32_t digits_;
  Fairness fairness_;
};

}  // namespace vmcheck::state
