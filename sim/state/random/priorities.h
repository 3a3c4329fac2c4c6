// Who goes first, of a run whose plan says Schedule::priorities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/random/generator.h"
#include "sim/state/random/plan.h"

namespace vmcheck::state::random {

// Every option there is, also one that has no bit.
inline constexpr run::Options kAll = ~run::Options{0};

// The processes in the order of their priorities, and when that changes.
class Priorities {
 public:
  static constexpr std::uint32_t kNobody = UINT32_MAX;

  // Starts a run: the same plan and random numbers give the same order.
  void begin(const Plan& plan, Generator& random);

  void begin_step() { ++step_; }

  // Of so many processes the first one that is enabled and not blocked. Who was not enabled before
  // in this round gets a priority now. Nobody: all are blocked.
  std::uint32_t next(std::uint32_t count, run::Options enabled, Generator& random);

  // A process has no step to make, whatever else is chosen: it is passed over in this step.
  void block(std::uint32_t process);

  // A process only repeats itself: from now on all others go first.
  void give_way(std::uint32_t process);

  void end_step(Generator& random);

 private:
  struct Process {
    std::uint64_t round = 0;    // the last one in which it was in the order, counted from 1
    std::uint64_t blocked = 0;  // the last step in which it had none to make, likewise
  };

  void begin_round(Generator& random);
  void find_next_change();
  void admit(std::uint32_t process, Generator& random);
  void admit_all(std::uint32_t count, run::Options enabled, Generator& random);
  std::size_t first(std::uint32_t count, run::Options enabled) const;
  void change(std::size_t place, Generator& random);

  std::uint64_t round_steps_ = 0;  // in each round
  std::uint32_t round_changes_ = 0;
  std::uint64_t step_ = 0;  // of all runs
  std::uint64_t round_ = 0;
  std::uint64_t position_ = 0;          // in the round
  std::vector<std::uint64_t> changes_;  // positions that are still to come
  std::uint64_t next_change_ = 0;       // the first of them
  std::vector<Process> processes_;      // by their numbers
  run::Options admitted_ = 0;           // those in the order that have a bit
  // First those with the priorities that were drawn, then those that a change brought down, then
  // those who gave way.
  std::vector<std::uint32_t> order_;
  std::size_t drawn_ = 0;
  std::size_t changed_ = 0;
};

}  // namespace vmcheck::state::random
