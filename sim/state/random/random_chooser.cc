#include "sim/state/random/random_chooser.h"

#include <algorithm>
#include <cstddef>

namespace vmcheck::state::random {
namespace {

using run::ChoiceKind;

// Priorities: those that are drawn, then those that a change leaves, then of those who gave way.
constexpr std::uint64_t kDrawn = std::uint64_t{1} << 63;
constexpr std::uint64_t kGaveWay = std::uint64_t{1} << 62;

// A process is tried so often with other answers before it counts as blocked.
constexpr std::uint32_t kTries = 4;

}  // namespace

void RandomChooser::begin(const Plan& plan, const Generator& random) {
  plan_ = plan;
  random_ = random;
  next_ = plan.schedule == Schedule::priorities ? Next::by_priority : Next::uniform;
  quiet_ = false;
  step_ = 0;
  process_ = 0;
  tries_ = 0;
  has_process_ = false;
  if (next_ == Next::by_priority) begin_round();
}

void RandomChooser::stop_faults() {
  quiet_ = true;
  next_ = plan_.recovers_in_turn ? Next::in_turn : Next::uniform;
}

void RandomChooser::begin_try() {
  asked_ = 0;
  path_.clear();
}

void RandomChooser::refuse() {
  if (asked_ > 1 && ++tries_ < kTries) return;
  tries_ = 0;
  if (has_process_ && next_ == Next::by_priority) processes_[process_].blocked = step_;
}

void RandomChooser::accept(bool changed) {
  tries_ = 0;
  if (next_ != Next::by_priority) return;
  if (has_process_ && !changed) set_priority(process_, --lowest_);
  if (++position_ == plan_.round) begin_round();
}

void RandomChooser::take(const run::Path& path) {
  path_ = path;
  has_process_ = !path.empty() && path.front().kind == ChoiceKind::schedule;
  if (has_process_) process_ = path.front().taken;
}

std::uint32_t RandomChooser::choose(ChoiceKind kind, std::uint32_t options) {
  if (kind == ChoiceKind::fault) return choose_fault(options, 0);
  if (asked_ > 0) return answer(random_.below(options), kind, options);
  has_process_ = kind == ChoiceKind::schedule;
  return answer(has_process_ ? next_process(options) : random_.below(options), kind, options);
}

std::uint32_t RandomChooser::choose_fault(std::uint32_t options, std::uint32_t fault_class) {
  if (asked_ == 0) has_process_ = false;
  return answer(quiet_ ? 0 : fault(options, fault_class % kFaultClasses), ChoiceKind::fault,
                options);
}

std::uint32_t RandomChooser::answer(std::uint32_t taken, ChoiceKind kind, std::uint32_t options) {
  ++asked_;
  if (records_) path_.push_back({kind, options, taken});
  return taken;
}

std::uint32_t RandomChooser::fault(std::uint32_t options, std::uint32_t fault_class) {
  if (plan_.faults == Faults::uniform || options == 1) return random_.below(options);
  const std::uint32_t rate = plan_.rates[fault_class];
  if (rate == 0 || !random_.once_in_power(rate)) return 0;
  return 1 + random_.below(options - 1);
}

std::uint32_t RandomChooser::next_process(std::uint32_t options) {
  if (tries_ > 0 && process_ < options) return process_;
  switch (next_) {
    case Next::uniform:
      process_ = random_.below(options);
      break;
    case Next::by_priority:
      process_ = by_priority(options);
      break;
    case Next::in_turn:
      process_ = process_ + 1 < options ? process_ + 1 : 0;
      break;
  }
  return process_;
}

// The process of highest priority that is not blocked, behind the changes at this position.
std::uint32_t RandomChooser::by_priority(std::uint32_t options) {
  while (processes_.size() < options) {
    order_.push_back(static_cast<std::uint32_t>(processes_.size()));
    processes_.push_back({kDrawn | random_.next() >> 1, 0});
    sorted_ = 0;
    unblocked_ = 0;
  }
  std::uint32_t process = highest(options);
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (changes_[i] != position_) continue;
    changes_[i] = UINT64_MAX;
    set_priority(process, kDrawn - 1 - i);
    process = highest(options);
  }
  return process;
}

std::uint32_t RandomChooser::highest(std::uint32_t options) {
  for (std::size_t i = unblocked_; i < order_.size(); ++i) {
    if (i == sorted_) sort_one();
    const std::uint32_t process = order_[i];
    const bool blocked = processes_[process].blocked == step_;
    if (blocked && i == unblocked_) ++unblocked_;
    if (!blocked && process < options) return process;
  }
  return random_.below(options);
}

// Finds who is next in the order.
void RandomChooser::sort_one() {
  const auto next = order_.begin() + static_cast<std::ptrdiff_t>(sorted_++);
  std::iter_swap(next, std::min_element(next, order_.end(), [&](auto one, auto other) {
                   const std::uint64_t priority = processes_[other].priority;
                   return processes_[one].priority > priority ||
                          (processes_[one].priority == priority && one < other);
                 }));
}

// Who stands before a process in the order still does when its priority becomes less.
void RandomChooser::set_priority(std::uint32_t process, std::uint64_t priority) {
  const auto at = std::find(order_.begin(), order_.end(), process);
  const auto before = static_cast<std::size_t>(at - order_.begin());
  sorted_ = priority < processes_[process].priority ? std::min(sorted_, before) : 0;
  order_.erase(at);
  order_.push_back(process);
  processes_[process].priority = priority;
  unblocked_ = 0;
}

void RandomChooser::begin_round() {
  position_ = 0;
  lowest_ = kGaveWay;
  processes_.clear();
  order_.clear();
  sorted_ = 0;
  changes_.clear();
  for (std::uint32_t i = 0; i < plan_.changes; ++i) {
    changes_.push_back(random_.next() % plan_.round);
  }
}

}  // namespace vmcheck::state::random
