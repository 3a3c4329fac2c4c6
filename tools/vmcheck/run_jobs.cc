#include "tools/vmcheck/run_jobs.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>

#include "tools/cli/atomic_file.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/progress.h"
#include "tools/cli/user_path.h"

namespace vmcheck {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Passes on a job's progress, and stops it for Ctrl-C or when the time is up. Time decides only
// whether a verdict is reached, never which.
class Watch final : public Monitor {
 public:
  explicit Watch(double limit) : limit_(limit), start_(Clock::now()) {}

  bool stop(const std::function<std::string()>& progress) override {
    this->progress.update([&] { return fmt::format("{}  {:.0f} s", progress(), elapsed()); });
    return over();
  }

  bool over() const { return cli::interrupted() || (limit_ > 0 && elapsed() >= limit_); }
  double elapsed() const { return seconds_since(start_); }

  cli::Progress progress;

 private:
  double limit_;
  Clock::time_point start_;
};

Report run_job(const Job& job, Watch& watch) {
  try {
    return job.run(watch);
  } catch (const std::exception& error) {
    return {Outcome::bad_input, "error", {}, fmt::format("{}\n", error.what())};
  }
}

// So that it is there even if the program crashes.
void print_now(const std::string& text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

cli::ExitCode exit_code(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
    case Outcome::no_failure:
      return cli::ExitCode::holds;
    case Outcome::violated:
      return cli::ExitCode::violation;
    case Outcome::bad_input:
      return cli::ExitCode::bad_input;
    case Outcome::no_verdict:
      break;
  }
  return cli::ExitCode::no_verdict;
}

}  // namespace

cli::ExitCode run_jobs(const std::vector<Job>& jobs, const RunOptions& options,
                       const TableFormat& format) {
  // Opened first, so that a name that cannot be written does not cost the whole run.
  std::optional<cli::AtomicFile> json;
  if (!options.json.empty()) json.emplace(cli::user_path(options.json), options.json);
  Watch watch(options.time_limit);
  Table table;
  for (const Job& job : jobs) {
    if (watch.over()) break;
    const std::string what = job.kind + " " + job.name;
    if (!job.preface.empty()) print_now(fmt::format("{}: {}\n", what, job.preface));
    const Clock::time_point start = Clock::now();
    watch.progress.begin(what);
    Report report = run_job(job, watch);
    watch.progress.end(fmt::format("{}, {}", report.verdict, to_string(report.covered)));
    if (!report.details.empty() && (options.details || report.outcome != Outcome::holds)) {
      print_now(fmt::format("{}\n{}\n", what, report.details));
    }
    table.rows.push_back({job.kind, job.name, std::move(report), seconds_since(start)});
  }
  table.not_run = jobs.size() - table.rows.size();
  fmt::print("{}", format.text(table));
  if (json) {
    json->stream() << format.json(table);
    json->commit();
  }
  return exit_code(overall(table));
}

}  // namespace vmcheck
