#include "tools/litmus/summary.h"

#include <fmt/core.h>

#include <set>
#include <utility>
#include <vector>

#include "tools/litmus/address.h"

namespace vmcheck::litmus {
namespace {

// A value as herd sorts it: numbers come before addresses, and those go by name.
using Sortable = std::pair<std::string, std::int64_t>;

Sortable sortable(std::uint64_t value, const Test& test) {
  if (location_at(value, test.locations.size())) return {value_text(value, test), 0};
  return {"", static_cast<std::int64_t>(value)};
}

std::string_view kind(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::exists:
      return "Allowed";
    case Quantifier::not_exists:
      return "Forbidden";
    case Quantifier::forall:
      return "Required";
  }
  return "";
}

std::string_view to_string(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::exists:
      return "exists";
    case Quantifier::not_exists:
      return "~exists";
    case Quantifier::forall:
      return "forall";
  }
  return "";
}

// A line for each state: "0:r0=1; [x]=y;".
std::string states_text(const Test& test, const Outcome& outcome) {
  const std::vector<Variable> variables = observed_variables(test);
  std::set<std::pair<std::vector<Sortable>, std::string>> lines;
  for (const auto& [state, count] : outcome.states) {
    std::vector<Sortable> key;
    std::string line;
    for (std::size_t i = 0; i < state.size(); ++i) {
      key.push_back(sortable(state[i], test));
      line += fmt::format("{}{}={};", i == 0 ? "" : " ", to_string(variables[i], test),
                          value_text(state[i], test));
    }
    lines.emplace(std::move(key), std::move(line));
  }
  std::string text;
  for (const auto& [key, line] : lines) text += line + "\n";
  return text;
}

}  // namespace

std::string_view observation(const Outcome& outcome) {
  if (outcome.positive == 0) return "Never";
  return outcome.negative == 0 ? "Always" : "Sometimes";
}

std::string summary(const Test& test, const Outcome& outcome) {
  // Witnesses are for or against the condition, observations of what it is about.
  const bool forbids = test.quantifier == Quantifier::not_exists;
  std::string text = fmt::format("Test {} {}\n", test.name, kind(test.quantifier));
  text += fmt::format("States {}\n", outcome.states.size());
  text += states_text(test, outcome);
  text += validates(test, outcome) ? "Ok\n" : "No\n";
  text += fmt::format("Witnesses\nPositive: {} Negative: {}\n",
                      forbids ? outcome.negative : outcome.positive,
                      forbids ? outcome.positive : outcome.negative);
  if (outcome.data_race) text += "Flag data-race\n";
  text += fmt::format("Condition {} ({})\n", to_string(test.quantifier),
                      to_string(test.condition, test));
  text += fmt::format("Observation {} {} {} {}\n", test.name, observation(outcome),
                      outcome.positive, outcome.negative);
  text += fmt::format("Executions {}\nBlocked {}\n", outcome.executions, outcome.blocked);
  if (outcome.data_race) text += fmt::format("Race {}\n", outcome.race);
  return text;
}

}  // namespace vmcheck::litmus
