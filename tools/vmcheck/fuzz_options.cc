#include "tools/vmcheck/fuzz_options.h"

#include <fmt/core.h>

#include <stdexcept>

#include "sim/state/random/seed.h"

namespace vmcheck {

std::uint64_t parse_seed(const FuzzOptions& fuzz) {
  try {
    return state::random::parse_seed(fuzz.seed);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("--seed: {}", error.what()));
  }
}

std::string how_to_run_again(const std::string& job, std::uint64_t run, const CheckOptions& check,
                             const FuzzOptions& fuzz) {
  const std::string fault = check.fault.empty() ? "" : " --fault " + check.fault;
  const bool usual = fuzz.steps == FuzzOptions().steps;
  const std::string steps = usual ? "" : fmt::format(" --steps {}", fuzz.steps);
  return fmt::format("to make it again: vmcheck fuzz '*{}'{} --seed {} --first {} --runs 1{}\n",
                     job, fault, parse_seed(fuzz), run + 1, steps);
}

}  // namespace vmcheck
