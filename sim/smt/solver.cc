#include "sim/smt/solver.h"

#include <chrono>
#include <utility>

namespace vmcheck::smt {
namespace {

// The core solver without a strategy in front: fast on many small incremental questions.
z3::solver make_solver(z3::context& context, unsigned seed, unsigned rlimit) {
  z3::solver solver(context, z3::solver::simple());
  z3::params params(context);
  params.set("random_seed", seed);
  params.set("rlimit", rlimit);
  solver.set(params);
  return solver;
}

}  // namespace

Solver::Solver(unsigned seed, unsigned timeout_ms, unsigned rlimit, Observer observer)
    : solver_(make_solver(context_, seed, rlimit)),
      watchdog_(context_, std::chrono::milliseconds(timeout_ms)),
      observer_(std::move(observer)) {}

void Solver::push() {
  solver_.push();
  scopes_.push_back(count_);
}

void Solver::pop(unsigned scopes) {
  if (scopes == 0) return;
  solver_.pop(scopes);
  scopes_.resize(scopes_.size() - (scopes - 1));
  count_ = scopes_.back();
  scopes_.pop_back();
}

void Solver::add(const z3::expr& condition) {
  solver_.add(condition);
  if (count_ == conditions_.size() || !z3::eq(conditions_[count_].term, condition)) {
    conditions_.erase(conditions_.begin() + static_cast<std::ptrdiff_t>(count_), conditions_.end());
    conditions_.push_back({++numbers_, condition});
  }
  ++count_;
}

Answer Solver::check() {
  watchdog_.begin();
  const z3::check_result result = solver_.check();
  watchdog_.end();
  switch (result) {
    case z3::sat:
      return Answer::satisfiable;
    case z3::unsat:
      return Answer::unsatisfiable;
    case z3::unknown:
      break;
  }
  return Answer::unknown;
}

Answer Solver::ask(Question::Kind kind, const z3::expr& condition,
                   const std::function<std::string()>& what) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  push();
  add(condition);
  const Answer answer = condition.simplify().is_false() ? Answer::unsatisfiable : check();
  if (observer_) {
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    observer_({kind, answer, seconds, what, std::span(conditions_).first(count_)});
  }
  pop();
  return answer;
}

std::string Solver::value(const z3::expr& term) const {
  const z3::expr value = solver_.get_model().eval(term, true);
  return value.is_numeral() ? value.get_decimal_string(0) : value.to_string();
}

std::optional<std::uint64_t> Solver::number(const z3::expr& term) const {
  std::uint64_t number = 0;
  if (!solver_.get_model().eval(term, true).is_numeral_u64(number)) return std::nullopt;
  return number;
}

}  // namespace vmcheck::smt
