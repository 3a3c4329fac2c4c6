#include "tools/vmcheck/fuzz_states.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "sim/state/random/campaign.h"
#include "sim/state/random/minimise.h"
#include "sim/state/random/recovery.h"
#include "sim/state/replay.h"
#include "sim/state/story.h"
#include "tools/replay/schedule.h"
#include "tools/vmcheck/save_run.h"
#include "tools/vmcheck/search_progress.h"
#include "tools/vmcheck/table.h"

namespace vmcheck {
namespace {

using Clock = std::chrono::steady_clock;

// Steps behind the faults within which each scenario must come to its end, or meet its goals: far
// more than any takes.
constexpr std::uint64_t kRecoverySteps = 1000;

// Of so many runs the plans are told before they are made.
constexpr std::uint64_t kPlansShown = 16;

// Runs of one scenario.
class Campaign {
 public:
  Campaign(const state::Scenario& scenario, const CheckOptions& check, const FuzzOptions& fuzz)
      : scenario_(scenario), check_(check), fuzz_(fuzz) {
    options_.seed = parse_seed(fuzz);
    options_.first = fuzz.first - 1;
    options_.runs = fuzz.runs > 0 ? fuzz.runs : UINT64_MAX;
    options_.bounds = {fuzz.steps, kRecoverySteps};
    options_.workers = worker_count(check);
  }

  // What each run is going to do, a line for each, if there are only a few.
  std::string plans() const {
    if (options_.runs > kPlansShown) return "";
    std::string lines;
    for (std::uint64_t run = options_.first; run < options_.first + options_.runs; ++run) {
      lines += fmt::format("\n  run {}: {}", run + 1,
                           to_string(plan_of(options_, run), scenario_.model->fault_classes()));
    }
    return lines;
  }

  Report run(Monitor& monitor) {
    bool interrupted = false;
    bool late = false;
    const Clock::time_point start = Clock::now();
    options_.stop = [&](const state::random::Progress& progress) {
      interrupted = monitor.stop([&] { return search_progress(progress); });
      const std::chrono::duration<double> elapsed = Clock::now() - start;
      // Without a run there would be nothing to tell.
      late = fuzz_.seconds > 0 && progress.runs > 0 && elapsed.count() >= fuzz_.seconds;
      return interrupted || late;
    };
    const state::random::Result result = explore_randomly(*scenario_.model, options_);
    const bool is_whole = !interrupted && !(late && fuzz_.runs > 0);
    return report(result, is_whole);
  }

 private:
  Report report(const state::random::Result& result, bool is_whole) const {
    Report report;
    report.covered = {{"runs", result.runs}, {"steps", result.steps}};
    if (result.failure) {
      report.outcome = Outcome::violated;
      report.broken = result.failure->violation.property.name;
      report.verdict = "violated: " + report.broken;
      report.details = tell(*result.failure);
      return report;
    }
    report.outcome = is_whole ? Outcome::no_failure : Outcome::no_verdict;
    report.verdict = is_whole ? "no failure found" : "stopped";
    report.details = not_reached(result);
    return report;
  }

  static std::string not_reached(const state::random::Result& result) {
    std::string names;
    for (const explore::Coverage& entry : result.coverage) {
      if (entry.property.kind != run::PropertyKind::sometimes || entry.count > 0) continue;
      names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.property.name);
    }
    return names.empty() ? "" : fmt::format("not reached: {}\n", names);
  }

  // Keeps the run before anything else is done with it.
  std::string tell(const state::random::Failure& failure) const {
    const std::string saved = save(failure);
    const state::random::Failure small = minimise(*scenario_.model, failure, options_);
    const auto steps = [](const state::random::Failure& one) {
      return one.violation.moves.size() - 1;
    };
    return fmt::format("violated: {}, by run {} after {} steps ({})\n{}{}made smaller, to {}:\n\n",
                       failure.violation.property.name, failure.run + 1, steps(failure),
                       to_string(failure.plan, scenario_.model->fault_classes()),
                       how_to_run_again(scenario_.name, failure.run, check_, fuzz_), saved,
                       to_string(Covered{{"steps", steps(small)}})) +
           (small.violation.property == state::random::kRecovery
                ? state::random::story(small.violation, small.recovery)
                : state::story(small.violation)) +
           '\n' + save(small);
  }

  // A line on where it is saved.
  std::string save(const state::random::Failure& failure) const {
    const state::Violation& violation = failure.violation;
    if (check_.failures.empty()) return "";
    replay::Schedule schedule{scenario_.name, fault_name(check_), replay::kStatesModel,
                              violation.property.name, state::path_of(violation)};
    if (violation.property == state::random::kRecovery) {
      schedule.faulty = state::random::choices_before(violation, failure.recovery);
    }
    return save_run(schedule, check_.failures);
  }

  const state::Scenario& scenario_;
  const CheckOptions& check_;
  const FuzzOptions& fuzz_;
  state::random::Options options_;
};

}  // namespace

std::vector<Job> fuzz_state_jobs(const std::vector<state::Scenario>& scenarios,
                                 const CheckOptions& check, const FuzzOptions& fuzz) {
  std::vector<Job> jobs;
  for (const state::Scenario& scenario : scenarios) {
    Job job{"fuzz", scenario.name, scenario.summary, scenario.bounds, {}};
    job.preface = Campaign(scenario, check, fuzz).plans();
    job.run = [=](Monitor& monitor) { return Campaign(scenario, check, fuzz).run(monitor); };
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace vmcheck
