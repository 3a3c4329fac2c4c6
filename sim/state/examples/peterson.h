// An example: Peterson's lock for two tasks, each load and store a step.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

struct PetersonState {
  enum class At : std::uint8_t { outside, announcing, yielding, waiting, inside };
  std::array<At, 2> at;
  std::array<std::uint8_t, 2> wants;
  std::uint8_t turn;
};

class Peterson final : public Model<PetersonState> {
 public:
  enum class Entry {
    wants_then_yields,
    yields_then_wants,  // a seeded fault: both may enter
  };

  inline static const run::Property kExclusive{run::PropertyKind::always, "exclusive",
                                               "no two tasks are inside"};
  inline static const run::Property kEntered{run::PropertyKind::sometimes, "entered",
                                             "the second task is inside"};

  // Given how the tasks are treated, each is to get in whenever it wants to.
  explicit Peterson(Entry entry = Entry::wants_then_yields,
                    std::optional<Fairness> fairness = std::nullopt)
      : entry_(entry), fairness_(fairness) {}

  std::vector<run::Property> properties() const override { return {kExclusive, kEntered}; }

  std::vector<run::Property> goals() const override {
    if (!fairness_) return {};
    return {{run::PropertyKind::always, "first gets in", "task 0 does not wait for ever"},
            {run::PropertyKind::always, "second gets in", "task 1 does not wait for ever"}};
  }

  bool is_met(std::size_t goal, const PetersonState& state) const override {
    return state.at[goal] == PetersonState::At::outside ||
           state.at[goal] == PetersonState::At::inside;
  }

  std::vector<Process> processes() const override {
    if (!fairness_) return {};
    return {{"task 0", *fairness_}, {"task 1", *fairness_}};
  }

  void begin(PetersonState&, run::Chooser&) const override {}

  bool step(PetersonState& state, run::Chooser& chooser, Observer& observer) const override {
    using At = PetersonState::At;
    const std::uint32_t me = chooser.choose(run::ChoiceKind::schedule, 2);
    const std::uint32_t other = 1 - me;
    observer.note([&] { return fmt::format("task {}", me); });
    if (fairness_) observer.made_by(me);
    const bool wants_first = entry_ == Entry::wants_then_yields;
    switch (state.at[me]) {
      case At::outside:
        state.at[me] = wants_first ? At::announcing : At::yielding;
        return true;
      case At::announcing:
        state.wants[me] = 1;
        state.at[me] = wants_first ? At::yielding : At::waiting;
        return true;
      case At::yielding:
        state.turn = static_cast<std::uint8_t>(other);
        state.at[me] = wants_first ? At::waiting : At::announcing;
        return true;
      case At::waiting:
        if (state.wants[other] != 0 && state.turn == other) return false;
        state.at[me] = At::inside;
        return true;
      case At::inside:
        state.wants[me] = 0;
        state.at[me] = At::outside;
        return true;
    }
    return false;
  }

  void check(const PetersonState& state, Observer& observer) const override {
    const auto inside = [&](std::uint32_t task) {
      return state.at[task] == PetersonState::At::inside;
    };
    observer.always(kExclusive, !(inside(0) && inside(1)), [] { return std::string("both are"); });
    observer.sometimes(kEntered, inside(1));
  }

  std::string text(const PetersonState& state) const override {
    const std::array<const char*, 5> names{"outside", "announcing", "yielding", "waiting",
                                           "inside"};
    const auto name = [&](std::uint32_t task) {
      return names[static_cast<std::size_t>(state.at[task])];
    };
    return fmt::format("{}, {}, turn {}", name(0), name(1), state.turn);
  }

 private:
  Entry entry_;
  std::optional<Fairness> fairness_;
};

}  // namespace vmcheck::state
