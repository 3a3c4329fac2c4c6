// An example: philosophers who take one fork and then the other, until all have one and wait.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

// How many forks each of up to eight has.
using PhilosophersState = std::array<std::uint8_t, 8>;

class Philosophers final : public Model<PhilosophersState> {
 public:
  enum class Manners {
    all_alike,      // each takes the left fork first: they get stuck
    one_different,  // the last one takes the right fork first
  };

  // Of 2 to 8.
  // Given how they are treated, each is to eat again and again.
  Philosophers(std::uint32_t count, Manners manners,
               std::optional<Fairness> fairness = std::nullopt)
      : count_(count), manners_(manners), fairness_(fairness) {}

  std::vector<run::Property> goals() const override {
    std::vector<run::Property> goals;
    for (std::uint32_t who = 0; fairness_ && who < count_; ++who) {
      goals.push_back({run::PropertyKind::always, fmt::format("{} eats", who),
                       "again and again a philosopher has both forks"});
    }
    return goals;
  }

  bool is_met(std::size_t goal, const PhilosophersState& state) const override {
    return state[goal] == 2;
  }

  std::vector<Process> processes() const override {
    std::vector<Process> processes;
    for (std::uint32_t who = 0; fairness_ && who < count_; ++who) {
      processes.push_back({fmt::format("philosopher {}", who), *fairness_});
    }
    return processes;
  }

  void begin(PhilosophersState&, run::Chooser&) const override {}

  bool step(PhilosophersState& state, run::Chooser& chooser, Observer& observer) const override {
    const std::uint32_t who = chooser.choose(run::ChoiceKind::schedule, count_);
    if (fairness_) observer.made_by(who);
    if (state[who] == 2) {
      state[who] = 0;
      return true;
    }
    if (is_taken(state, fork(who, state[who]))) return false;
    ++state[who];
    return true;
  }

  std::string text(const PhilosophersState& state) const override {
    return fmt::format("{}", fmt::join(state.begin(), state.begin() + count_, " "));
  }

  // If they are all alike, the table can be turned.
  void canonical(PhilosophersState& state) const override {
    if (manners_ != Manners::all_alike) return;
    PhilosophersState turned = state;
    for (std::uint32_t i = 1; i < count_; ++i) {
      std::rotate(turned.begin(), turned.begin() + 1, turned.begin() + count_);
      state = std::min(state, turned);
    }
  }

  // Nobody can touch a fork that somebody else has.
  std::uint32_t actors() const override { return count_; }
  ObjectSet visible() const override { return 0; }
  void footprints(const PhilosophersState& state, std::span<Footprint> footprints) const override {
    for (std::uint32_t who = 0; who < count_; ++who) {
      ObjectSet mine = 0;
      for (std::uint32_t which = 0; which < state[who]; ++which) mine |= object(fork(who, which));
      const ObjectSet next = state[who] == 2 ? mine : object(fork(who, state[who]));
      footprints[who] = {{next, next}, {~mine, ~mine}};
    }
  }

 private:
  static ObjectSet object(std::uint32_t fork) { return ObjectSet{1} << fork; }

  // Which fork a philosopher takes as the first or second one, 0 or 1.
  std::uint32_t fork(std::uint32_t who, std::uint32_t which) const {
    const bool different = manners_ == Manners::one_different && who + 1 == count_;
    return (who + (different ? 1 - which : which)) % count_;
  }

  bool is_taken(const PhilosophersState& state, std::uint32_t wanted) const {
    for (std::uint32_t who = 0; who < count_; ++who) {
      for (std::uint32_t which = 0; which < state[who]; ++which) {
        if (fork(who, which) == wanted) return true;
      }
    }
    return false;
  }

  std::uint32_t count_;
  Manners manners_;
  std::optional<Fairness> fairness_;
};

}  // namespace vmcheck::state
