#include "model/qpair/instances/instance.h"

#include <fmt/core.h>

#include <stdexcept>

namespace vmcheck::qpair {
namespace {

constexpr std::uint32_t kNumbers = 16;

}  // namespace

run::Scenario to_scenario(const Instance& instance, const simulated::Core& core) {
  return {"theorem/" + instance.theorem, "what the theorem says, of one state",
          fmt::format("{} numbers below {}", instance.inputs.size(), kNumbers), instance.properties,
          [&instance, &core](run::Machine& machine) {
            Numbers numbers;
            for (const Input& input : instance.inputs) {
              numbers[input.name] = machine.choose(kNumbers);
            }
            instance.build(machine, core, numbers);
          }};
}

run::Path setup_of(const Instance& instance, const Numbers& numbers) {
  Numbers all = numbers;
  run::Path path;
  for (const auto& [name, otherwise] : instance.inputs) {
    all.try_emplace(name, otherwise.empty() ? 0 : all.at(otherwise));
    const std::uint64_t number = all.at(name);
    if (number >= kNumbers) {
      throw std::invalid_argument(
          fmt::format("{}: {} is {}: the simulated machine takes numbers below {}",
                      instance.theorem, name, number, kNumbers));
    }
    path.push_back({run::ChoiceKind::value, kNumbers, static_cast<std::uint32_t>(number)});
  }
  return path;
}

std::vector<run::Scenario> theorem_scenarios(const simulated::Core& core) {
  std::vector<run::Scenario> scenarios;
  for (const Instance& instance : instances()) scenarios.push_back(to_scenario(instance, core));
  return scenarios;
}

}  // namespace vmcheck::qpair
