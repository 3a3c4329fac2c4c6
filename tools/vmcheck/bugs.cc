#include "tools/vmcheck/bugs.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tools/vmcheck/check.h"
#include "tools/vmcheck/columns.h"
#include "tools/vmcheck/fuzz.h"

namespace vmcheck {
namespace {

constexpr const char* kTestFaults = "driver_core/tests/faults/";
constexpr const char* kClass = "class";  // the origin of a bug that is nobody's in particular

const std::string& origin_text(const KnownBug& bug) {
  static const std::string none = kClass;
  return bug.origin.empty() ? none : bug.origin;
}

KnownBug find_bug(const std::string& fault) {
  for (KnownBug& bug : known_bugs()) {
    if (bug.fault == fault) return std::move(bug);
  }
  throw std::invalid_argument("no bug " + fault);
}

// So many runs at random are enough for a bug that they find.
constexpr std::uint64_t kRuns = 100'000;

// The search that finds a bug.
Job search_for(const KnownBug& bug, CheckOptions options) {
  options.fault = bug.fault;
  options.failures.clear();
  for (Job& job : bug.at_random ? fuzz_jobs(options, {.runs = kRuns}) : check_jobs(options)) {
    if (job.name == bug.scenario) return std::move(job);
  }
  throw std::invalid_argument(fmt::format("no scenario {} for {}", bug.scenario, bug.fault));
}

Report look_for(const KnownBug& bug, const Job& search, Monitor& monitor) {
  Report report = search.run(monitor);
  if (report.outcome == Outcome::violated && report.broken == bug.property) {
    report.outcome = Outcome::holds;
    report.verdict = "found";
  } else if (report.outcome == Outcome::violated) {
    report.verdict = "found by " + report.broken;
  } else if (report.outcome == Outcome::holds || report.outcome == Outcome::no_failure) {
    report.outcome = Outcome::violated;
    report.verdict = "not found";
  }
  return report;
}

}  // namespace

Job bug_job(const KnownBug& bug, const Job& search) {
  Job job{"bug", bug.fault, search.summary, search.bounds, {}};
  job.run = [bug, search](Monitor& monitor) { return look_for(bug, search, monitor); };
  return job;
}

std::vector<Job> bug_jobs(const CheckOptions& options) {
  std::vector<Job> jobs;
  for (const KnownBug& bug : known_bugs()) jobs.push_back(bug_job(bug, search_for(bug, options)));
  return jobs;
}

cli::ExitCode run_bug_jobs(const std::vector<Job>& jobs, const OtherBugs& others,
                           const RunOptions& options) {
  return run_jobs(jobs, options,
                  {[&](const Table& table) { return bugs_to_text(table, others); },
                   [&](const Table& table) { return bugs_to_json(table, others); }});
}

std::string bugs_to_text(const Table& table, const OtherBugs& others) {
  std::vector<std::vector<std::string>> lines{
      {"bug", "origin", "scenario", "property", "verdict", "after", "time"}};
  for (const Row& row : table.rows) {
    const KnownBug bug = find_bug(row.name);
    Covered covered = row.report.covered;
    covered.resize(std::min<std::size_t>(covered.size(), 1));  // executions or states
    lines.push_back({bug.fault, origin_text(bug), bug.scenario, bug.property, row.report.verdict,
                     to_string(covered), fmt::format("{:.2f} s", row.seconds)});
  }
  std::string text = to_columns(lines, 5);
  if (!others.tested.empty()) text += "\npublished bugs that the core's own tests find\n";
  for (const TestedBug& bug : others.tested) {
    text += fmt::format("    {} ({}):\n        {}{}.patch\n", bug.what, bug.origin, kTestFaults,
                        bug.patch);
  }
  if (!others.excluded.empty()) text += "\npublished bugs that the core cannot have\n";
  for (const ExcludedBug& bug : others.excluded) {
    text += fmt::format("    {} ({}):\n        {}\n", bug.what, bug.origin, bug.reason);
  }
  const auto found = std::count_if(table.rows.begin(), table.rows.end(), [](const Row& row) {
    return row.report.outcome == Outcome::holds;
  });
  text += fmt::format("\n{} of {} bugs found", found, table.rows.size());
  if (table.not_run > 0) text += fmt::format(", {} not run: INCOMPLETE", table.not_run);
  return text + '\n';
}

std::string bugs_to_json(const Table& table, const OtherBugs& others) {
  auto json = nlohmann::ordered_json::parse(to_json(table));
  for (nlohmann::ordered_json& row : json["rows"]) {
    const KnownBug bug = find_bug(row["name"]);
    row["origin"] = origin_text(bug);
    row["scenario"] = bug.scenario;
    row["property"] = bug.property;
  }
  json["tested"] = nlohmann::ordered_json::array();
  for (const TestedBug& bug : others.tested) {
    json["tested"].push_back({{"what", bug.what},
                              {"origin", bug.origin},
                              {"patch", fmt::format("{}{}.patch", kTestFaults, bug.patch)}});
  }
  json["excluded"] = nlohmann::ordered_json::array();
  for (const ExcludedBug& bug : others.excluded) {
    json["excluded"].push_back(
        {{"what", bug.what}, {"origin", bug.origin}, {"reason", bug.reason}});
  }
  return json.dump(2) + '\n';
}

}  // namespace vmcheck
