#include "tools/vmcheck/check_states.h"

#include "sim/state/replay.h"
#include "sim/state/states.h"
#include "sim/state/story.h"
#include "tools/replay/schedule.h"
#include "tools/vmcheck/save_run.h"
#include "tools/vmcheck/search_progress.h"

namespace vmcheck {
namespace {

state::Result explore(const state::Scenario& scenario, const CheckOptions& options,
                      Monitor& monitor) {
  state::Options limits;
  limits.states = options.max_states;
  limits.bytes = options.max_memory;
  limits.workers = worker_count(options);
  limits.stop = [&](const state::Progress& progress) {
    return monitor.stop([&] { return search_progress(progress); });
  };
  return state::explore_states(*scenario.model, limits);
}

// What no state evaluated or reached is in no run.
std::string save_failure(const state::Scenario& scenario, const CheckOptions& options,
                         const state::Violation& violation) {
  if (violation.moves.empty() || options.failures.empty()) return "";
  return '\n' +
         save_run({scenario.name, fault_name(options), replay::kStatesModel,
                   violation.property.name, state::path_of(violation), state::cycle_of(violation)},
                  options.failures);
}

Report check(const state::Scenario& scenario, const CheckOptions& options, Monitor& monitor) {
  const state::Result result = explore(scenario, options, monitor);
  Report report;
  report.covered = {{"states", result.states}, {"transitions", result.transitions}};
  switch (result.verdict) {
    case explore::Verdict::holds:
      report.outcome = Outcome::holds;
      report.verdict = "holds";
      break;
    case explore::Verdict::violated:
      report.outcome = Outcome::violated;
      report.broken = result.violation->property.name;
      report.verdict = "violated: " + report.broken;
      report.details = state::story(*result.violation);
      report.details += save_failure(scenario, options, *result.violation);
      break;
    case explore::Verdict::incomplete:
      report.outcome = Outcome::no_verdict;
      report.verdict = "incomplete";
      report.details = state::summary(result) + '\n';
      break;
  }
  return report;
}

}  // namespace

std::vector<Job> state_jobs(const std::vector<state::Scenario>& scenarios,
                            const CheckOptions& options) {
  std::vector<Job> jobs;
  for (const state::Scenario& scenario : scenarios) {
    if (scenario.sampled) continue;
    Job job{"check", scenario.name, scenario.summary, scenario.bounds + "; no memory model", {}};
    job.run = [scenario, options](Monitor& monitor) { return check(scenario, options, monitor); };
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace vmcheck
