#include "sim/state/random/random_chooser.h"

#include <cassert>

namespace vmcheck::state::random {
namespace {

using run::ChoiceKind;

// A process is tried so often with other answers before it counts as blocked; but a fault that does
// not strike does so at its rate.
constexpr std::uint32_t kTries = 4;

}  // namespace

void RandomChooser::begin(const Plan& plan, const Generator& random) {
  plan_ = plan;
  random_ = random;
  next_ = plan.schedule == Schedule::priorities ? Next::by_priority : Next::uniform;
  quiet_ = false;
  strikes_.begin(plan.rates, classes_);
  process_ = 0;
  tries_ = 0;
  turn_ = 0;
  has_process_ = false;
  if (next_ == Next::by_priority) priorities_.begin(plan, random_);
}

void RandomChooser::stop_faults() {
  quiet_ = true;
  next_ = plan_.recovers_in_turn ? Next::in_turn : Next::uniform;
}

void RandomChooser::begin_step() {
  priorities_.begin_step();
  has_first_ = false;
  has_strikes_ = false;
}

// What strikes is drawn again, unless it has been asked whose step it may be.
void RandomChooser::begin_try() {
  has_strikes_ = has_strikes_ && has_first_ && first_ != kAll;
  asked_ = 0;
  spared_ = false;
  path_.clear();
}

void RandomChooser::refuse() {
  if (asked_ > 1 && !spared_ && ++tries_ < kTries) return;
  tries_ = 0;
  if (has_process_ && next_ == Next::by_priority) priorities_.block(process_);
}

std::uint64_t RandomChooser::turn() const {
  if (next_ != Next::by_priority || !has_process_) return 0;
  return process_ == latest_ ? turn_ + 1 : 1;
}

void RandomChooser::accept(bool repeats) {
  tries_ = 0;
  if (next_ != Next::by_priority) return;
  turn_ = turn();
  latest_ = process_;
  if (has_process_ && repeats) priorities_.give_way(process_);
  priorities_.end_step(random_);
}

void RandomChooser::take(const run::Path& path) {
  path_ = path;
  has_process_ = !path.empty() && path.front().kind == ChoiceKind::schedule;
  if (has_process_) process_ = path.front().taken;
}

std::uint32_t RandomChooser::choose(ChoiceKind kind, std::uint32_t options) {
  if (kind == ChoiceKind::fault) return choose_fault(options, 0);
  return choose_among(kind, options, kAll);
}

std::uint32_t RandomChooser::choose_among(ChoiceKind kind, std::uint32_t options,
                                          run::Options enabled) {
  enabled_ = enabled;
  if (asked_ > 0) return answer(one_of_enabled(options), kind, options);
  has_process_ = kind == ChoiceKind::schedule;
  has_first_ = true;
  first_ = enabled;
  return answer(has_process_ ? next_process(options) : one_of_enabled(options), kind, options);
}

// A try that was no step has changed nothing: the next one asks the same first.
std::uint32_t RandomChooser::answer_again(ChoiceKind kind, std::uint32_t options) {
  if (asked_ > 0 || !has_first_) return kUnknown;
  return choose_among(kind, options, first_);
}

std::uint32_t RandomChooser::choose_fault(std::uint32_t options, std::uint32_t fault_class) {
  if (asked_ == 0) has_process_ = false;
  const std::uint32_t taken = fault(options, fault_class % kFaultClasses);
  spared_ = taken == 0;
  return answer(taken, ChoiceKind::fault, options);
}

std::uint32_t RandomChooser::answer(std::uint32_t taken, ChoiceKind kind, std::uint32_t options) {
  ++asked_;
  if (records_) path_.push_back({kind, options, taken});
  return taken;
}

std::uint32_t RandomChooser::fault(std::uint32_t options, std::uint32_t fault_class) {
  assert((classes_ >> fault_class & 1) != 0);  // else it would never strike
  if ((possible_faults() >> fault_class & 1) == 0) return 0;
  if (plan_.faults == Faults::uniform || options == 1) return random_.below(options);
  return 1 + random_.below(options - 1);
}

// Of swarm testing those of this step.
run::Options RandomChooser::possible_faults() {
  if (quiet_) return 0;
  if (plan_.faults == Faults::uniform) return kAll;
  if (!has_strikes_) {
    const run::Options drawn = strikes_.draw(random_);
    striking_ = drawn | drawn << kFaultClasses;
    has_strikes_ = true;
  }
  return striking_;
}

bool RandomChooser::winds_down() const {
  return quiet_;
}

bool RandomChooser::is_enabled(std::uint32_t process) const {
  return enabled_ == kAll || (enabled_ >> process & 1) != 0;
}

std::uint32_t RandomChooser::one_of_enabled(std::uint32_t options) {
  return enabled_ == kAll ? random_.below(options) : one_of_(enabled_, random_);
}

std::uint32_t RandomChooser::next_process(std::uint32_t options) {
  if (tries_ > 0 && process_ < options && is_enabled(process_)) return process_;
  switch (next_) {
    case Next::uniform:
      process_ = one_of_enabled(options);
      break;
    case Next::by_priority:
      process_ = by_priority(options);
      break;
    case Next::in_turn:
      process_ = next_in_turn(options);
      break;
  }
  return process_;
}

std::uint32_t RandomChooser::next_in_turn(std::uint32_t options) const {
  std::uint32_t process = process_;
  do {
    process = process + 1 < options ? process + 1 : 0;
  } while (!is_enabled(process));
  return process;
}

// If all are blocked, any.
std::uint32_t RandomChooser::by_priority(std::uint32_t options) {
  const std::uint32_t first = priorities_.next(options, enabled_, random_);
  return first != Priorities::kNobody ? first : one_of_enabled(options);
}

}  // namespace vmcheck::state::random
