#include "tools/vmcheck/fuzz.h"

#include <fmt/core.h>

#include <iterator>
#include <stdexcept>
#include <utility>

#include "model/device/seeded_faults.h"
#include "model/qpair/lifecycle/seeded_faults.h"
#include "model/state_scenarios.h"
#include "tools/vmcheck/fuzz_inputs.h"
#include "tools/vmcheck/fuzz_states.h"

namespace vmcheck {
namespace {

// The driver of the device with a fault; null for a fault in something else, which has no inputs.
const device::Core* find_core(const std::string& fault) {
  const device::Core* core = device::find_core(fault);
  return core != nullptr ? core : device::lifecycle::find_core(fault);
}

}  // namespace

std::vector<Job> fuzz_jobs(const CheckOptions& check, const FuzzOptions& fuzz) {
  const std::vector<state::Scenario> scenarios = state_scenarios(check.fault);
  if (scenarios.empty()) {
    throw std::invalid_argument(
        fmt::format("--fault: nothing that is fuzzed has a seeded fault \"{}\"; `vmcheck list` "
                    "names those of scenarios called broker/..., device/..., host/..., "
                    "lifecycle/..., stack/... and vsock/...",
                    check.fault));
  }
  const device::Core* core = find_core(check.fault);
  const std::uint64_t seed = parse_seed(fuzz);
  std::vector<Job> jobs;
  if (fuzz.input.empty()) jobs = fuzz_state_jobs(scenarios, check, fuzz);
  std::vector<Job> more;
  if (core != nullptr) more = fuzz_input_jobs(*core, check, fuzz);
  std::move(more.begin(), more.end(), std::back_inserter(jobs));
  if (fuzz.input.empty()) {
    for (Job& job : jobs) job.preface = fmt::format("seed {}{}", seed, job.preface);
  }
  return jobs;
}

std::vector<Job> jobs_of_fuzz_alone() {
  std::vector<Job> jobs = fuzz_jobs({}, {});
  for (const state::Scenario& scenario : state_scenarios("")) {
    if (scenario.sampled) continue;
    std::erase_if(jobs, [&](const Job& job) { return job.name == scenario.name; });
  }
  return jobs;
}

}  // namespace vmcheck
