#include "sim/smt/counterexample.h"

#include <array>
#include <stdexcept>

#include "sim/smt/execution.h"

namespace vmcheck::smt {
namespace {

// Conditions that are added one after the other, each only if it can hold, and all taken back.
class Narrowing {
 public:
  explicit Narrowing(Solver& solver) : solver_(solver) {}
  Narrowing(const Narrowing&) = delete;
  Narrowing& operator=(const Narrowing&) = delete;
  ~Narrowing() { solver_.pop(scopes_); }

  bool add(const Bool& condition) {
    solver_.push();
    solver_.add(condition.term());
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

// The number as a term whose value can be read off a model.
z3::expr integer(const Number& number) {
  return Execution::current().encoding().integer(number.term());
}

// Small numbers first: with a small bound the search below is short as well.
void bound_inputs(Narrowing& narrowing, const Witness& witness) {
  constexpr std::array<std::uint64_t, 6> kBounds{4, 8, 16, 256, 65536, std::uint64_t{1} << 32};
  for (const std::uint64_t bound : kBounds) {
    Bool bounded = true;
    for (const NamedNumber& input : witness.inputs) bounded = all({bounded, input.number <= bound});
    if (narrowing.add(bounded)) return;
  }
}

// Fixes the number at its smallest value, by bisection.
void minimise(Solver& solver, Narrowing& narrowing, const Number& number) {
  if (solver.check() != Answer::satisfiable) return;
  std::optional<std::uint64_t> reached = solver.number(integer(number));
  if (!reached) return;
  std::uint64_t least = 0;
  while (least < *reached) {
    const std::uint64_t middle = least + (*reached - least) / 2;
    if (narrowing.add(number <= middle)) {
      reached = solver.number(integer(number));
    } else {
      least = middle + 1;
    }
  }
  narrowing.add(number == *reached);
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
  for (const Bool& preference : witness.preferences) narrowing.add(preference);
  bound_inputs(narrowing, witness);
  for (const NamedNumber& input : witness.inputs) minimise(solver, narrowing, input.number);
  if (solver.check() != Answer::satisfiable) return found;
  const auto read = [&](const NamedNumber& named) {
    return Value{named.name, named.text.empty() ? solver.value(integer(named.number)) : named.text};
  };
  for (const NamedNumber& input : witness.inputs) found.inputs.push_back(read(input));
  for (const NamedNumber& shown : witness.shown) found.shown.push_back(read(shown));
  return found;
}

}  // namespace vmcheck::smt
