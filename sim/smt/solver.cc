#include "sim/smt/solver.h"

namespace vmcheck::smt {
namespace {

// The core solver without a strategy in front: fast on many small incremental questions.
z3::solver make_solver(z3::context& context, unsigned seed, unsigned timeout_ms) {
  z3::solver solver(context, z3::solver::simple());
  z3::params params(context);
  params.set("random_seed", seed);
  params.set("timeout", timeout_ms);
  solver.set(params);
  return solver;
}

}  // namespace

Solver::Solver(unsigned seed, unsigned timeout_ms)
    : solver_(make_solver(context_, seed, timeout_ms)) {}

Answer Solver::check() {
  switch (solver_.check()) {
    case z3::sat:
      return Answer::satisfiable;
    case z3::unsat:
      return Answer::unsatisfiable;
    case z3::unknown:
      break;
  }
  return Answer::unknown;
}

Answer Solver::check_with(const z3::expr& condition) {
  push();
  add(condition);
  const Answer answer = check();
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
