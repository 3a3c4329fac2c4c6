// Numbers that refute a claim.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/smt/number.h"
#include "sim/smt/solver.h"

namespace vmcheck::smt {

struct Value {
  std::string name;
  std::string value;  // a number in decimal, or text

  friend bool operator==(const Value&, const Value&) = default;
};

struct Counterexample {
  std::string claim;          // what does not hold
  std::vector<Value> inputs;  // of which it does not hold
  std::vector<Value> shown;   // what the theorem shows of it

  // The number of that name, among inputs and shown. Throws std::out_of_range when there is none.
  std::uint64_t number(const std::string& name) const;

  friend bool operator==(const Counterexample&, const Counterexample&) = default;
};

// A number with its name in counterexamples; `text` stands in for what is no number.
struct NamedNumber {
  std::string name;
  Number number;
  std::string text = {};
};

// What a counterexample is made of.
struct Witness {
  std::vector<NamedNumber> inputs;
  std::vector<NamedNumber> shown;
  std::vector<Bool> preferences;
};

// Reads off numbers for the solver's conditions, which are satisfiable: such as meet the
// preferences, each if the ones before it allow, with no large number where small ones do, and then
// the smallest, input by input. So they depend on the program only, not on how Z3 searches.
Counterexample smallest(Solver& solver, const Witness& witness, std::string claim);

}  // namespace vmcheck::smt
