// An example whose every number is known: counters that grow one at a time.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

// Five counters from 0 to `most`: (most + 1)^5 states, as deep as their sum.
class Counters : public Model<std::array<std::uint8_t, 5>> {
 public:
  using State = std::array<std::uint8_t, 5>;

  inline static const run::Property kSmall{run::PropertyKind::always, "small",
                                           "the sum is less than what it must not be"};

  // All sums below `forbidden` are fine.
  explicit Counters(std::uint32_t most, std::uint32_t forbidden = UINT32_MAX)
      : most_(most), forbidden_(forbidden) {}

  std::vector<run::Property> properties() const override { return {kSmall}; }

  std::string identity() const override {
    return fmt::format("counters to {}, their sum below {}", most_, forbidden_);
  }

  void begin(State&, run::Chooser&) const override {}

  bool step(State& state, run::Chooser& chooser, Observer&) const override {
    std::uint8_t& counter =
        state[chooser.choose(run::ChoiceKind::schedule, static_cast<std::uint32_t>(state.size()))];
    if (counter == most_) return false;
    ++counter;
    return true;
  }

  void check(const State& state, Observer& observer) const override {
    observer.always(kSmall, is_fine(state),
                    [&] { return fmt::format("the sum is {}", sum(state)); });
  }

  bool may_end(const State& state) const override { return sum(state) == state.size() * most_; }

  std::string text(const State& state) const override {
    return fmt::format("{}", fmt::join(state, " "));
  }

 protected:
  bool is_fine(const State& state) const { return sum(state) < forbidden_; }

 private:
  static std::uint32_t sum(const State& state) {
    return std::accumulate(state.begin(), state.end(), 0U);
  }

  std::uint32_t most_;
  std::uint32_t forbidden_;
};

}  // namespace vmcheck::state
