#include "tools/vmcheck/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "model/qpair/scenarios.h"
#include "model/qpair/seeded_faults.h"
#include "sim/explore/interleaving.h"
#include "sim/explore/story.h"
#include "tools/cli/atomic_file.h"
#include "tools/replay/schedule.h"

namespace vmcheck {
namespace {

std::string fault_name(const CheckOptions& options) {
  return options.fault.empty() ? "none" : options.fault;
}

std::string file_stem(const run::Scenario& scenario, const std::string& fault) {
  std::string stem = scenario.name + (fault.empty() ? "" : "+" + fault);
  std::replace(stem.begin(), stem.end(), '/', '-');
  return stem;
}

replay::Schedule schedule_of(const run::Scenario& scenario, const CheckOptions& options,
                             const std::string& property, const run::Path& path) {
  return {scenario.name, fault_name(options), property, path};
}

void write(const replay::Schedule& schedule, const std::string& file) {
  cli::AtomicFile out(file, file);
  out.stream() << replay::to_text(schedule);
  out.commit();
}

// Keeps the run in a file of its own, and says how to see it again.
std::string save_failure(const run::Scenario& scenario, const CheckOptions& options,
                         const explore::Violation& violation) {
  std::error_code error;
  std::filesystem::create_directories(options.failures, error);
  if (error) return fmt::format("not saved: {}: {}\n", options.failures, error.message());
  const std::string stem = options.failures + "/" + file_stem(scenario, options.fault);
  for (int number = 1;; ++number) {
    const std::string file = fmt::format("{}-{}.trace.jsonl", stem, number);
    if (std::filesystem::exists(file)) continue;
    try {
      write(schedule_of(scenario, options, violation.property.name, violation.path), file);
    } catch (const cli::OutputError& problem) {
      return fmt::format("not saved: {}\n", problem.what());
    }
    return fmt::format("to see it again: bazel run //tools/replay -- {}\n", file);
  }
}

Report check(const run::Scenario& scenario, const CheckOptions& options, const run::Path& resume,
             Monitor& monitor) {
  explore::Limits limits;
  limits.resume = resume;
  limits.executions = options.max_executions;
  limits.stop = [&](const explore::Progress& progress) {
    return monitor.stop([&] {
      return fmt::format("{} executions  about {:.0f} %", progress.executions,
                         100 * progress.fraction);
    });
  };
  const explore::Result result = explore::explore_interleavings(scenario, limits);
  Report report;
  report.covered = {{"executions", result.executions}, {"steps", result.steps}};
  switch (result.verdict) {
    case explore::Verdict::holds:
      report.outcome = Outcome::holds;
      // What came before was seen by the search that was stopped, if it was the same core.
      report.verdict = resume.empty() ? "holds" : "the rest holds";
      break;
    case explore::Verdict::violated:
      report.outcome = Outcome::violated;
      report.verdict = "violated: " + result.violation->property.name;
      report.details = explore::story(*result.violation);
      if (!result.violation->path.empty()) {
        report.details += '\n' + save_failure(scenario, options, *result.violation);
      }
      break;
    case explore::Verdict::incomplete:
      report.outcome = Outcome::no_verdict;
      report.verdict = "incomplete";
      if (!options.save.empty()) {
        write(schedule_of(scenario, options, "none", result.next), options.save);
        report.details = fmt::format("to go on: vmcheck check --resume {}\n", options.save);
      }
      break;
  }
  return report;
}

}  // namespace

std::vector<Job> check_jobs(const CheckOptions& options) {
  replay::Schedule stopped;
  if (!options.resume.empty()) stopped = replay::load_schedule(options.resume, options.resume);
  const simulated::Core* core = qpair::find_core(options.fault);
  if (core == nullptr) {
    throw std::invalid_argument(fmt::format(
        "--fault: there is no seeded fault \"{}\"; `vmcheck list` names them", options.fault));
  }
  if (!options.resume.empty() && stopped.fault != fault_name(options)) {
    throw std::invalid_argument(
        fmt::format("{}: field \"fault\": expected \"{}\", as --fault says, "
                    "got \"{}\"",
                    options.resume, fault_name(options), stopped.fault));
  }
  std::vector<Job> jobs;
  for (const run::Scenario& scenario : qpair::scenarios(*core)) {
    if (!options.resume.empty() && scenario.name != stopped.scenario) continue;
    jobs.push_back({"check", scenario.name, scenario.summary,
                    scenario.bounds + "; sequential consistency",
                    [scenario, options, path = stopped.path](Monitor& monitor) {
                      return check(scenario, options, path, monitor);
                    }});
  }
  if (jobs.empty()) {
    throw std::invalid_argument(
        fmt::format("{}: field \"scenario\": expected a scenario of this "
                    "vmcheck, got \"{}\"",
                    options.resume, stopped.scenario));
  }
  return jobs;
}

}  // namespace vmcheck
