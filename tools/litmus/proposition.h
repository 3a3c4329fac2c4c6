// Propositions on the final state of a test.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace vmcheck::litmus {

struct Test;

// What a final state gives a value to: a register of a thread or a location.
struct Variable {
  static constexpr std::uint32_t kMemory = UINT32_MAX;
  std::uint32_t thread = kMemory;  // or kMemory: a location
  std::uint32_t index = 0;         // of the register in the thread, or of the location

  friend auto operator<=>(const Variable&, const Variable&) = default;
};

// A variable has the value of a constant or of another variable.
struct Equation {
  Variable left;
  bool right_is_variable = false;
  Variable right;
  std::uint64_t constant = 0;  // a number, or an address (address.h)
};

struct Proposition {
  enum class Kind : std::uint8_t {
    equation,
    negation,     // of the one operand
    conjunction,  // of the operands; of none: true
    disjunction,  // of the operands; of none: false
  };
  Kind kind = Kind::conjunction;
  Equation equation;
  std::vector<Proposition> operands;
};

// Whether it holds of the values that `value_of` gives.
bool holds(const Proposition& proposition,
           const std::function<std::uint64_t(const Variable&)>& value_of);

// The variables in it, in the order of the text, repeated as there.
void collect_variables(const Proposition& proposition, std::vector<Variable>& into);

// "0:r1", "[x]", as herd writes them.
std::string to_string(const Variable& variable, const Test& test);

// "-1", or the name of the location of which the value is the address.
std::string value_text(std::uint64_t value, const Test& test);

// "0:r1=1 /\ not ([x]=y)", as herd writes it.
std::string to_string(const Proposition& proposition, const Test& test);

}  // namespace vmcheck::litmus
