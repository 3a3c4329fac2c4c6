#include "sim/state/random/walk.h"

#include <bit>
#include <cassert>
#include <cstring>
#include <numeric>
#include <string>
#include <utility>

#include "sim/state/random/generator.h"
#include "sim/state/random/steps.h"
#include "sim/state/successors.h"

namespace vmcheck::state::random {
namespace {

// So many ways to choose are tried at random before all are looked at: enough to try each of some
// dozens of processes.
constexpr int kTries = 128;

// A process is looked at in each so many-th step that it makes in a row, and in those before which
// are powers of two.
constexpr std::uint64_t kLook = 8;

// Sets the random numbers behind the faults apart from those before.
constexpr std::uint64_t kRecovery = 0x5AFE;

// Those that the model has names for; all if it names none.
run::Options fault_classes_of(const System& model) {
  const std::vector<std::string> names = model.fault_classes();
  if (names.empty()) return ~run::Options{0};
  return run::options_of(names, [](const std::string& name) { return !name.empty(); });
}

// In a debug build each try that was no step is looked at: it must have changed nothing.
#ifdef NDEBUG
constexpr bool kLooksAtTries = false;
#else
constexpr bool kLooksAtTries = true;
#endif

}  // namespace

Walk::Walk(const System& model, const Bounds& bounds, const Strategy& strategy)
    : model_(model),
      bounds_(bounds),
      strategy_(strategy),
      chooser_(fault_classes_of(model)),
      observer_(model.properties(), Observer::Use::walk),
      unheeded_(model.properties()),
      goals_(model.goals().size()),
      state_(model.state_bytes()),
      before_(model.state_bytes()),
      landmark_(model.state_bytes()) {}

Outcome Walk::run(std::uint64_t seed) {
  begin_run(seed);
  std::optional<Ending> ending = begin();
  if (!ending) ending = walk();
  outcome_.ending = ending ? *ending : recover();
  return outcome_;
}

Outcome Walk::recover(const std::byte* state, std::uint64_t seed) {
  begin_run(seed);
  std::memcpy(state_.data(), state, model_.state_bytes());
  outcome_.ending = recover();
  return outcome_;
}

void Walk::begin_run(std::uint64_t seed) {
  seed_ = seed;
  outcome_ = {};
  steps_.clear();
  Generator random(seed);
  plan_ = draw_plan(strategy_, bounds_.steps, random);
  chooser_.begin(plan_, random);
}

std::optional<Ending> Walk::begin() {
  chooser_.begin_try();
  make_successor(model_, nullptr, state_.data(), chooser_, observer_);
  if (arrive() == Step::broke) return Ending::broken;
  return std::nullopt;
}

// Under faults. Nothing if the run goes on without.
std::optional<Ending> Walk::walk() {
  while (outcome_.steps < bounds_.steps) {
    const Step made = step();
    if (made == Step::none) {
      if (!model_.may_end(state())) return Ending::stuck;
      // Goals must be met even there.
      if (goals_ > 0 && bounds_.recovery > 0) return std::nullopt;
      return Ending::over;
    }
    ++outcome_.steps;
    if (made == Step::broke) return Ending::broken;
  }
  if (bounds_.recovery == 0) return Ending::bound;
  return std::nullopt;
}

// Has a plan and random numbers of its own, which do not depend on how it came here.
Ending Walk::recover() {
  Generator random(mix(seed_ ^ kRecovery));
  chooser_.begin(plan_, random);
  chooser_.stop_faults();
  unmet_.resize(goals_);
  std::iota(unmet_.begin(), unmet_.end(), std::size_t{0});
  for (; outcome_.recovery < bounds_.recovery; ++outcome_.recovery) {
    if (has_recovered()) return Ending::over;
    const Step made = step();
    if (made == Step::none) {
      const bool is_stuck = !model_.may_end(state()) && !has_successor(model_, state());
      return is_stuck ? Ending::stuck : Ending::no_recovery;
    }
    ++outcome_.steps;
    if (made == Step::broke) {
      ++outcome_.recovery;
      return Ending::broken;
    }
  }
  return has_recovered() ? Ending::over : Ending::no_recovery;
}

// To be asked in each state behind the faults.
bool Walk::has_recovered() {
  if (goals_ == 0) return model_.may_end(state());
  std::erase_if(unmet_, [&](std::size_t goal) { return model_.is_met(goal, state()); });
  return unmet_.empty();
}

Walk::Step Walk::step() {
  if (!find_step()) return Step::none;
  chooser_.accept(repeats(chooser_.turn()));
  return arrive();
}

// Whether a process that has made so many steps in a row goes round in circles: when it is looked
// at, it is where it was when it had last made a power of two (R. P. Brent, "An improved Monte
// Carlo factorization algorithm", BIT 1980).
bool Walk::repeats(std::uint64_t turn) {
  const bool passes_landmark = std::has_single_bit(turn);
  if (turn == 0 || (turn % kLook != 0 && !passes_landmark)) return false;
  if (turn > 1 && is_at(landmark_)) return true;
  if (passes_landmark) landmark_ = state_;
  return false;
}

bool Walk::is_at(const Blocks& state) const {
  return std::memcmp(state.data(), state_.data(), state_.size()) == 0;
}

// Makes a step, if one is possible. What is none leaves the state as it was.
bool Walk::find_step() {
  if (kLooksAtTries) before_ = state_;
  chooser_.begin_step();
  for (int i = 0; i < kTries; ++i) {
    chooser_.begin_try();
    if (model_.step(state_.data(), chooser_, observer_)) return true;
    assert(is_at(before_));
    chooser_.refuse();
  }
  return find_step_among_all();
}

// Looks at all that is possible; behind the faults, at what is so without one.
bool Walk::find_step_among_all() {
  std::vector<std::byte> next(model_.state_bytes());
  run::Path chosen;
  std::uint32_t found = 0;
  run::DepthFirst choices;
  for_each_successor(model_, state(), next.data(), choices, unheeded_, [&](std::uint32_t) {
    if (!chooser_.has_faults() && faults_in(choices.path()) > 0) return;
    if (chooser_.random().below(++found) == 0) chosen = choices.path();
  });
  unheeded_.take_broken();
  if (found == 0) return false;
  chooser_.take(chosen);
  run::Replay replay(chosen);
  return model_.step(state_.data(), replay, observer_);
}

// Looks at the state behind the step.
Walk::Step Walk::arrive() {
  model_.check(state(), observer_);
  observer_.forget_changes();
  if (chooser_.records()) steps_.push_back(chooser_.path());
  const bool broke = observer_.take_broken();
  assert(broke || is_sound());
  return broke ? Step::broke : Step::made;
}

// Whether nothing is wrong with the state, also where the step has changed nothing.
bool Walk::is_sound() {
  model_.check(state(), unheeded_);
  return !unheeded_.take_broken();
}

}  // namespace vmcheck::state::random
