#include "sim/smt/counterexample.h"

#include <array>
#include <stdexcept>

namespace vmcheck::smt {
namespace {

// Conditions that are added one after the other, each only if it can hold, and all taken back.
class Narrowing {
 public:
  explicit Narrowing(Solver& solver) : solver_(solver) {}
  Narrowing(const Narrowing&) = delete;
  Narrowing& operator=(const Narrowing&) = delete;
  ~Narrowing() { solver_.pop(scopes_); }

  bool add(const z3::expr& condition) {
    solver_.push();
    solver_.add(condition);
    if (solver_.check() == Answer::satisfiable) {
      ++scopes_;
      return true;
    }
    solver_.pop();
    return false;
  }

 private:
  Solver& solver_;
  unsigned scopes_ = 0;
};

z3::expr at_most(const z3::expr& term, std::uint64_t bound) {
  return term <= term.ctx().int_val(bound);
}

// Small numbers first: with a small bound the search below is short as well.
void bound_inputs(Narrowing& narrowing, const Witness& witness) {
  constexpr std::array<std::uint64_t, 6> kBounds{4, 8, 16, 256, 65536, std::uint64_t{1} << 32};
  for (const std::uint64_t bound : kBounds) {
    z3::expr_vector all(witness.inputs.front().term.ctx());
    for (const NamedTerm& input : witness.inputs) all.push_back(at_most(input.term, bound));
    if (narrowing.add(z3::mk_and(all))) return;
  }
}

// Fixes the term at its smallest value, by bisection.
void minimise(Solver& solver, Narrowing& narrowing, const z3::expr& term) {
  if (solver.check() != Answer::satisfiable) return;
  std::optional<std::uint64_t> reached = solver.number(term);
  if (!reached) return;
  std::uint64_t least = 0;
  while (least < *reached) {
    const std::uint64_t middle = least + (*reached - least) / 2;
    if (narrowing.add(at_most(term, middle))) {
      reached = solver.number(term);
    } else {
      least = middle + 1;
    }
  }
  narrowing.add(term == term.ctx().int_val(*reached));
}

}  // namespace

std::uint64_t Counterexample::number(const std::string& name) const {
  for (const auto* values : {&inputs, &shown}) {
    for (const Value& value : *values) {
      if (value.name == name) return std::stoull(value.value);
    }
  }
  throw std::out_of_range("the counterexample has no \"" + name + "\"");
}

Counterexample smallest(Solver& solver, const Witness& witness, std::string claim) {
  Counterexample found{std::move(claim), {}, {}};
  Narrowing narrowing(solver);
  for (const z3::expr& preference : witness.preferences) narrowing.add(preference);
  if (!witness.inputs.empty()) bound_inputs(narrowing, witness);
  for (const NamedTerm& input : witness.inputs) minimise(solver, narrowing, input.term);
  if (solver.check() != Answer::satisfiable) return found;
  const auto read = [&](const NamedTerm& named) {
    return Value{named.name, named.text.empty() ? solver.value(named.term) : named.text};
  };
  for (const NamedTerm& input : witness.inputs) found.inputs.push_back(read(input));
  for (const NamedTerm& shown : witness.shown) found.shown.push_back(read(shown));
  return found;
}

}  // namespace vmcheck::smt
