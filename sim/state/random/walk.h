// One run at random: first under faults, then without, until it is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/blocks.h"
#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/random/plan.h"
#include "sim/state/random/random_chooser.h"

namespace vmcheck::state::random {

// How long a run is.
struct Bounds {
  std::uint64_t steps = 10'000;  // under faults
  // Then faults stop, and within so many more steps it must come to where the model may end; of a
  // model with goals, it must have met each of them. 0: it need not.
  std::uint64_t recovery = 0;
};

enum class Ending : std::uint8_t {
  over,         // where it may end: as no step is possible, or behind the faults as it must
  bound,        // after so many steps as were asked for
  broken,       // a property broke, by the last step or in the state behind it
  stuck,        // no step is possible, and it may not end there
  no_recovery,  // faults stopped, and it did not come to where it may end, or met not all goals
};

struct Outcome {
  Ending ending = Ending::bound;
  std::uint64_t steps = 0;     // all of them; not the one into the initial state
  std::uint64_t recovery = 0;  // of them, those behind the faults
};

// The walk allocates nothing and asks for no text, but where a run is recorded.
class Walk {
 public:
  // The model must live as long.
  Walk(const System& model, const Bounds& bounds, const Strategy& strategy = {});

  // Makes the run of a seed.
  Outcome run(std::uint64_t seed);

  // Makes the part behind the faults of the run of a seed, from a state of one's own.
  Outcome recover(const std::byte* state, std::uint64_t seed);

  // Keeps the steps of the runs to come in steps(). The first one leads into an initial state; a
  // recovery has no such step.
  void record(bool on) { chooser_.record(on); }
  const std::vector<run::Path>& steps() const { return steps_; }

  const Plan& plan() const { return plan_; }  // of the last run

  // Where it is. Good until the next call.
  const std::byte* state() const { return state_.data(); }

  // How often each property was evaluated or reached, in all runs.
  const std::vector<explore::Coverage>& coverage() const { return observer_.coverage(); }

 private:
  enum class Step : std::uint8_t { made, broke, none };

  void begin_run(std::uint64_t seed);
  std::optional<Ending> begin();
  std::optional<Ending> walk();
  Ending recover();
  bool has_recovered();
  Step step();
  bool repeats(std::uint64_t turn);
  bool is_at(const Blocks& state) const;
  Step arrive();
  bool is_sound();
  bool find_step();
  bool find_step_among_all();

  const System& model_;
  Bounds bounds_;
  Strategy strategy_;
  RandomChooser chooser_;
  Observer observer_;
  Observer unheeded_;  // of steps that are only looked at
  Plan plan_;
  std::uint64_t seed_ = 0;
  Outcome outcome_;
  std::size_t goals_;               // how many the model has
  std::vector<std::size_t> unmet_;  // those not met since faults stopped
  Blocks state_;                    // where it is
  Blocks before_;                   // the state that the step is made from, in a debug build
  Blocks landmark_;                 // where its process was when it had made a power of two of steps
  std::vector<run::Path> steps_;
};

}  // namespace vmcheck::state::random
