#include "tools/litmus/proposition.h"

#include <fmt/core.h>

#include <algorithm>

#include "tools/litmus/address.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {
namespace {

using Kind = Proposition::Kind;

std::string join(const Proposition& proposition, const char* separator, const char* of_none,
                 const Test& test) {
  if (proposition.operands.empty()) return of_none;
  std::string text;
  for (const Proposition& operand : proposition.operands) {
    if (!text.empty()) text += separator;
    // herd puts a disjunction within a conjunction in parentheses, and nothing else.
    const bool parentheses = proposition.kind == Kind::conjunction &&
                             operand.kind == Kind::disjunction && !operand.operands.empty();
    text += parentheses ? "(" + to_string(operand, test) + ")" : to_string(operand, test);
  }
  return text;
}

}  // namespace

bool holds(const Proposition& proposition,
           const std::function<std::uint64_t(const Variable&)>& value_of) {
  const auto operand_holds = [&](const Proposition& operand) { return holds(operand, value_of); };
  const auto& operands = proposition.operands;
  switch (proposition.kind) {
    case Kind::equation: {
      const Equation& equation = proposition.equation;
      return value_of(equation.left) ==
             (equation.right_is_variable ? value_of(equation.right) : equation.constant);
    }
    case Kind::negation:
      return !operand_holds(operands.front());
    case Kind::conjunction:
      return std::all_of(operands.begin(), operands.end(), operand_holds);
    case Kind::disjunction:
      return std::any_of(operands.begin(), operands.end(), operand_holds);
  }
  return false;
}

void collect_variables(const Proposition& proposition, std::vector<Variable>& into) {
  if (proposition.kind == Kind::equation) {
    into.push_back(proposition.equation.left);
    if (proposition.equation.right_is_variable) into.push_back(proposition.equation.right);
  }
  for (const Proposition& operand : proposition.operands) collect_variables(operand, into);
}

std::string to_string(const Variable& variable, const Test& test) {
  if (variable.thread == Variable::kMemory) {
    return fmt::format("[{}]", test.locations[variable.index].name);
  }
  return fmt::format("{}:{}", variable.thread,
                     test.threads[variable.thread].registers[variable.index].name);
}

std::string value_text(std::uint64_t value, const Test& test) {
  if (const auto location = location_at(value, test.locations.size())) {
    return test.locations[*location].name;
  }
  return fmt::format("{}", static_cast<std::int64_t>(value));
}

std::string to_string(const Proposition& proposition, const Test& test) {
  switch (proposition.kind) {
    case Kind::equation: {
      const Equation& equation = proposition.equation;
      return to_string(equation.left, test) + "=" +
             (equation.right_is_variable ? to_string(equation.right, test)
                                         : value_text(equation.constant, test));
    }
    case Kind::negation:
      return "not (" + to_string(proposition.operands.front(), test) + ")";
    case Kind::conjunction:
      return join(proposition, " /\\ ", "true", test);
    case Kind::disjunction:
      return join(proposition, " \\/ ", "false", test);
  }
  return "";
}

}  // namespace vmcheck::litmus
