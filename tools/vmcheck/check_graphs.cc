#include "tools/vmcheck/check_graphs.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "sim/explore/graphs.h"
#include "sim/explore/story.h"
#include "sim/memory/models.h"
#include "tools/cli/atomic_file.h"
#include "tools/replay/bad_input.h"
#include "tools/replay/schedule.h"
#include "tools/vmcheck/save_run.h"
#include "tools/vmcheck/saved_search.h"
#include "tools/vmcheck/search_progress.h"

namespace vmcheck {
namespace {

// What a job searches, and where it begins.
struct Task {
  run::Scenario scenario;
  const memory::Model* model;
  std::vector<explore::Part> parts;  // empty: everything
};

void write(const std::string& text, const std::string& file) {
  cli::AtomicFile out(file, file);
  out.stream() << text;
  out.commit();
}

// Keeps the run in a file of its own, and says how to see it again.
std::string save_failure(const Task& task, const CheckOptions& options,
                         const explore::Violation& violation) {
  return save_run({task.scenario.name, fault_name(options), std::string(task.model->name()),
                   violation.property.name, violation.path},
                  options.failures);
}

explore::Result explore(const Task& task, const CheckOptions& options, Monitor& monitor) {
  explore::Limits limits;
  limits.parts = task.parts;
  limits.executions = options.max_executions;
  limits.workers = worker_count(options);
  const auto start = std::chrono::steady_clock::now();
  limits.stop = [&](const explore::Progress& progress) {
    return monitor.stop([&] {
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      return search_progress(progress.executions, elapsed.count(), progress.estimate());
    });
  };
  return explore::explore_graphs(task.scenario, *task.model, limits);
}

Report check(const Task& task, const CheckOptions& options, Monitor& monitor) {
  const explore::Result result = explore(task, options, monitor);
  Report report;
  report.covered = {{"executions", result.executions}, {"steps", result.steps}};
  if (result.blocked > 0) report.covered.emplace_back("blocked", result.blocked);
  switch (result.verdict) {
    case explore::Verdict::holds:
      report.outcome = Outcome::holds;
      // What came before was seen by the search that was stopped, if it was the same core.
      report.verdict = task.parts.empty() ? "holds" : "the rest holds";
      break;
    case explore::Verdict::violated:
      report.outcome = Outcome::violated;
      report.broken = result.violation->property.name;
      report.verdict = "violated: " + report.broken;
      report.details = explore::story(*result.violation);
      if (!options.failures.empty() &&
          (!result.violation->path.empty() || !result.violation->steps.empty())) {
        report.details += '\n' + save_failure(task, options, *result.violation);
      }
      break;
    case explore::Verdict::incomplete:
      report.outcome = Outcome::no_verdict;
      report.verdict = "incomplete";
      if (!options.save.empty()) {
        write(to_text(SavedSearch{task.scenario.name, fault_name(options),
                                  std::string(task.model->name()), result.rest}),
              options.save);
        report.details = fmt::format("to go on: vmcheck check --resume {}\n", options.save);
      }
      break;
  }
  return report;
}

// Demands that a saved search is one that these options and this vmcheck can go on with.
void check_usable(const SavedSearch& saved, const std::vector<run::Scenario>& scenarios,
                  const CheckOptions& options) {
  const auto demand = [&](const char* field, bool good, const std::string& expected,
                          const std::string& got) {
    if (good) return;
    throw replay::BadInput(fmt::format("{}: field \"{}\": expected {}, got \"{}\"", options.resume,
                                       field, expected, got));
  };
  demand("fault", saved.fault == fault_name(options),
         fmt::format("\"{}\", as --fault says", fault_name(options)), saved.fault);
  demand("model",
         memory::find_model(saved.model) != nullptr &&
             (options.model.empty() || saved.model == options.model),
         "the model that --model names, or one of this vmcheck", saved.model);
  demand("scenario",
         std::any_of(scenarios.begin(), scenarios.end(),
                     [&](const run::Scenario& one) { return one.name == saved.scenario; }),
         "a scenario of this vmcheck", saved.scenario);
}

}  // namespace

std::vector<Job> graph_jobs(const std::vector<run::Scenario>& scenarios,
                            const CheckOptions& options) {
  std::optional<SavedSearch> saved;
  if (!options.resume.empty()) {
    saved = load_search(options.resume, options.resume);
    check_usable(*saved, scenarios, options);
  }
  std::vector<Job> jobs;
  for (const run::Scenario& scenario : scenarios) {
    for (const memory::Model* model : memory::models()) {
      if (!options.model.empty() && model->name() != options.model) continue;
      if (saved && (scenario.name != saved->scenario || model->name() != saved->model)) continue;
      const Task task{scenario, model, saved ? saved->parts : std::vector<explore::Part>{}};
      Job job{"check",
              fmt::format("{}/{}", scenario.name, model->name()),
              scenario.summary,
              scenario.bounds,
              {}};
      job.run = [task, options](Monitor& monitor) { return check(task, options, monitor); };
      job.can_be_saved = true;
      jobs.push_back(std::move(job));
    }
  }
  return jobs;
}

}  // namespace vmcheck
