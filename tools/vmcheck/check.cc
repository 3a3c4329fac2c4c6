#include "tools/vmcheck/check.h"

#include <fmt/core.h>

#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

#include "model/notification/seeded_faults.h"
#include "model/qpair/scenarios.h"
#include "model/qpair/seeded_faults.h"
#include "model/state_scenarios.h"
#include "sim/memory/models.h"
#include "tools/vmcheck/check_graphs.h"
#include "tools/vmcheck/check_states.h"

namespace vmcheck {
namespace {

// The scenarios of tasks that share memory, of the cores that have the fault.
std::vector<run::Scenario> graph_scenarios(const std::string& fault) {
  std::vector<run::Scenario> scenarios;
  if (const auto* ring = qpair::find_core(fault)) scenarios = qpair::scenarios(*ring);
  if (const auto* notification = notification::find_core(fault)) {
    std::vector<run::Scenario> more = notification->scenarios();
    std::move(more.begin(), more.end(), std::back_inserter(scenarios));
  }
  return scenarios;
}

}  // namespace

std::vector<Job> check_jobs(const CheckOptions& options) {
  // A fault is in one of the cores: the scenarios of the others have nothing to do with it.
  const std::vector<run::Scenario> graphs = graph_scenarios(options.fault);
  const std::vector<state::Scenario> states = state_scenarios(options.fault);
  if (graphs.empty() && states.empty()) {
    throw std::invalid_argument(fmt::format(
        "--fault: there is no seeded fault \"{}\"; `vmcheck list` names them", options.fault));
  }
  if (!options.model.empty() && memory::find_model(options.model) == nullptr) {
    throw std::invalid_argument(
        fmt::format("--model: expected sc, tso, rc11 or lkmm, got \"{}\"", options.model));
  }
  const bool only_graphs = !options.model.empty() || !options.resume.empty();
  if (graphs.empty() && only_graphs) {
    throw std::invalid_argument(fmt::format(
        "--fault: the scenarios of \"{}\" have no memory model, and their searches are not saved: "
        "leave out --model and --resume",
        options.fault));
  }
  std::vector<Job> jobs;
  if (!graphs.empty()) jobs = graph_jobs(graphs, options);
  if (!only_graphs) {
    std::vector<Job> more = state_jobs(states, options);
    std::move(more.begin(), more.end(), std::back_inserter(jobs));
  }
  return jobs;
}

}  // namespace vmcheck
