#include "tools/litmus/outcome.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "sim/run/machine.h"
#include "tools/litmus/interpreter.h"
#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {
namespace {

using run::Location;
using run::Machine;

// Builds a test's program, and reads its final state.
class Program {
 public:
  Program(const Test& test, Outcome& outcome)
      : test_(test), outcome_(outcome), observed_(observed_variables(test)) {}

  void build(Machine& machine) {
    registers_.clear();
    for (std::size_t i = 0; i < test_.locations.size(); ++i) {
      const SharedLocation& location = test_.locations[i];
      const Location made = machine.word(location.name, location.initial);
      if (i == 0) first_ = made;
    }
    for (std::size_t i = 0; i < test_.threads.size(); ++i) {
      const Thread& thread = test_.threads[i];
      Registers& registers = machine.own<Registers>();
      for (std::size_t r = 0; r < thread.registers.size(); ++r) {
        registers.values[r].number = thread.registers[r].initial;
      }
      registers_.push_back(&registers);
      machine.task(fmt::format("P{}", i),
                   [this, &thread, &registers] { run_thread(test_, thread, first_, registers); });
    }
    machine.finally([this] { collect(Machine::current()); });
  }

 private:
  void collect(Machine& machine) {
    std::vector<std::uint64_t> memory;
    for (std::uint32_t i = 0; i < test_.locations.size(); ++i) {
      memory.push_back(
          machine.load({first_.number + i}, run::Order::relaxed, {test_.file.c_str(), 0}));
    }
    const auto value_of = [&](const Variable& variable) {
      return variable.thread == Variable::kMemory
                 ? memory[variable.index]
                 : registers_[variable.thread]->values[variable.index].number;
    };
    if (test_.filter && !holds(*test_.filter, value_of)) return;
    std::vector<std::uint64_t> state;
    for (const Variable& variable : observed_) state.push_back(value_of(variable));
    ++outcome_.states[state];
    ++(holds(test_.condition, value_of) ? outcome_.positive : outcome_.negative);
  }

  const Test& test_;
  Outcome& outcome_;
  const std::vector<Variable> observed_;
  Location first_;
  std::vector<const Registers*> registers_;  // of the threads, in this run
};

}  // namespace

std::vector<Variable> observed_variables(const Test& test) {
  std::vector<Variable> variables = test.shown;
  collect_variables(test.condition, variables);
  // Registers by thread and name, then locations by name.
  std::sort(variables.begin(), variables.end(), [&](const Variable& a, const Variable& b) {
    if (a.thread != b.thread) return a.thread < b.thread;
    return to_string(a, test) < to_string(b, test);
  });
  variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  return variables;
}

run::Scenario to_scenario(const Test& test, Outcome& outcome) {
  const auto program = std::make_shared<Program>(test, outcome);
  return {"litmus/" + test.name,
          "litmus test " + test.name,
          fmt::format("{} threads", test.threads.size()),
          {},
          [program](Machine& machine) { program->build(machine); }};
}

Outcome run_test(const Test& test, const Explore& explore) {
  Outcome outcome;
  const explore::Result result = explore(to_scenario(test, outcome));
  outcome.executions = result.executions;
  outcome.blocked = result.blocked;
  if (result.violation) {
    const explore::Violation& violation = *result.violation;
    if (violation.property == kDefined) throw replay::BadInput(violation.message);
    if (!(violation.property == run::property::kRaceFree)) {
      throw std::runtime_error(
          fmt::format("{}: {}: {}", test.file, violation.property.name, violation.message));
    }
    outcome.data_race = true;
    outcome.race = violation.message;
  } else if (result.verdict != explore::Verdict::holds) {
    throw std::runtime_error(test.file + ": the search was stopped before its end");
  }
  return outcome;
}

bool validates(const Test& test, const Outcome& outcome) {
  switch (test.quantifier) {
    case Quantifier::exists:
      return outcome.positive > 0;
    case Quantifier::not_exists:
      return outcome.positive == 0;
    case Quantifier::forall:
      return outcome.negative == 0;
  }
  return false;
}

}  // namespace vmcheck::litmus
