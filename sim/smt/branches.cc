#include "sim/smt/branches.h"

#include <algorithm>
#include <string>

namespace vmcheck::smt {

void Branches::begin() {
  chooser_.begin();
  next_ = 0;
}

bool Branches::decide(const z3::expr& condition) {
  if (next_ == trail_.size()) trail_.push_back({condition, feasible_ways(condition)});
  const Decision& decision = trail_[next_];
  if (!z3::eq(decision.condition, condition)) {
    throw run::PathMismatch("the program branches differently when it is run again: on " +
                            condition.to_string() + " instead of " +
                            decision.condition.to_string());
  }
  ++next_;
  if (decision.way != Way::both) return decision.way == Way::only_true;
  const bool taken = chooser_.choose(run::ChoiceKind::branch, 2) == 1;
  if (next_ >= known_) {
    solver_.push();
    solver_.add(taken ? condition : !condition);
  }
  return taken;
}

// The path so far is feasible, so that one way at least is.
Branches::Way Branches::feasible_ways(const z3::expr& condition) {
  const auto never = [&](const z3::expr& way) {
    return solver_.ask(Question::Kind::branch, way, [&] {
      return "decision " + std::to_string(next_ + 1) + " goes one way only";
    }) == Answer::unsatisfiable;
  };
  if (!condition.simplify().is_true() && never(condition)) return Way::only_false;
  if (never(!condition)) return Way::only_true;
  return Way::both;
}

std::size_t Branches::open_decisions() const {
  return static_cast<std::size_t>(std::count_if(
      trail_.begin(), trail_.end(), [](const Decision& d) { return d.way == Way::both; }));
}

bool Branches::next() {
  trail_.erase(trail_.begin() + static_cast<std::ptrdiff_t>(next_), trail_.end());
  const std::size_t scopes = open_decisions();
  if (!chooser_.next()) return false;
  const std::size_t kept = chooser_.path().size();
  while (open_decisions() > kept || trail_.back().way != Way::both) trail_.pop_back();
  solver_.pop(static_cast<unsigned>(scopes - (kept - 1)));
  known_ = trail_.size();
  return true;
}

}  // namespace vmcheck::smt
