// How one run is chosen: what its seed decides before the first step.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/state/random/generator.h"

namespace vmcheck::state::random {

// Whose step is next. The first choice of a step, if it is of kind schedule, says so: each of its
// options is a process, and the same one in every state. Other choices are uniform.
enum class Schedule : std::uint8_t {
  uniform,  // each process is as probable as the others
  // Probabilistic concurrency testing (Burckhardt et al., 2010): the process of highest priority
  // that has a step. Priorities are random; at a few random steps whose turn it is comes down below
  // all others. A bug that d orderings make is found by a run with d - 1 changes at least once in
  // processes * steps^(d - 1) times. A process that only repeats itself gives way, as it waits.
  priorities,
};

// Which faults strike.
enum class Faults : std::uint8_t {
  uniform,  // each way to fail or not is as probable as the others
  // Swarm testing (Groce et al., 2012): each class of faults is on or off in a run, and strikes at
  // a rate of its own.
  swarm,
};

// What is not left to the seed.
struct Strategy {
  std::optional<Schedule> schedule;
  std::optional<Faults> faults;
  std::optional<std::uint32_t> changes;  // of priorities in a round; else 0 to 4
  // After so many steps, at least 1, priorities are drawn anew; else a power of two from 4 up to
  // the length of the run.
  std::optional<std::uint64_t> round;
};

// Classes of faults are told apart up to here; a larger number is taken modulo this one.
inline constexpr std::uint32_t kFaultClasses = 32;

struct Plan {
  Schedule schedule = Schedule::uniform;
  Faults faults = Faults::uniform;
  std::uint32_t changes = 0;
  std::uint64_t round = 1;
  // Swarm: 0 for a class that is off; else its faults strike once in 2^rate times: whether they do
  // is drawn for each step, or for each try if it is not asked by Options whose step it is.
  std::array<std::uint8_t, kFaultClasses> rates{};
  // Once faults have stopped: processes go in turn, else at random.
  bool recovers_in_turn = false;

  friend bool operator==(const Plan&, const Plan&) = default;
};

// The plan of a run of `steps` steps.
Plan draw_plan(const Strategy& strategy, std::uint64_t steps, Generator& random);

// The plan in a line: "priorities with 2 changes in 64 steps; faults 0:1/8 3:1/2". With names, as
// System::fault_classes() gives them, "faults memory:1/8", and nothing of classes without one.
std::string to_string(const Plan& plan, const std::vector<std::string>& classes = {});

}  // namespace vmcheck::state::random
