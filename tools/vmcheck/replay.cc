#include "tools/vmcheck/replay.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "tools/cli/interrupt.h"
#include "tools/replay/replay.h"

namespace vmcheck {
namespace {

constexpr const char* kSuffix = ".trace.jsonl";

Report replay_trace(const std::string& path, Monitor& monitor) {
  monitor.stop([] { return std::string(); });
  const replay::Outcome outcome =
      replay::replay_file(path, path, {.interrupted = &cli::interrupt_flag()});
  Report report;
  report.covered = {{"events", outcome.events}};
  report.details = outcome.message.empty() ? "" : outcome.message + '\n';
  switch (outcome.verdict) {
    case replay::Verdict::holds:
      report.outcome = Outcome::holds;
      report.verdict = "replayed";
      break;
    case replay::Verdict::diverged:
      report.outcome = Outcome::violated;
      report.verdict = "diverged";
      break;
    case replay::Verdict::bad_input:
      report.outcome = Outcome::bad_input;
      report.verdict = "bad input";
      break;
    case replay::Verdict::interrupted:
    case replay::Verdict::undecided:
      report.outcome = Outcome::no_verdict;
      report.verdict = "incomplete";
      break;
  }
  return report;
}

}  // namespace

std::string recorded_traces_folder(const std::string& program) {
  std::vector<std::string> candidates;
  // `bazel run` and tests start where the runfiles are; by itself the program has them beside it.
  if (const char* runfiles = std::getenv("RUNFILES_DIR")) {
    candidates.push_back(std::string(runfiles) + "/vmcheck/traces");
  }
  candidates.push_back(program + ".runfiles/vmcheck/traces");
  candidates.emplace_back("traces");
  for (const std::string& folder : candidates) {
    if (std::filesystem::is_directory(folder)) return folder;
  }
  throw std::runtime_error(
      "the recorded traces are not beside the program: start it with "
      "bazel run //tools/vmcheck, or name their folder with --traces");
}

std::vector<Job> replay_jobs(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > std::string(kSuffix).size() && name.ends_with(kSuffix)) {
      files.push_back(name);
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Job> jobs;
  for (const std::string& file : files) {
    const std::string path = folder + "/" + file;
    jobs.push_back({"replay", "traces/" + file.substr(0, file.size() - std::string(kSuffix).size()),
                    "a recording, event by event against the core", "",
                    [path](Monitor& monitor) { return replay_trace(path, monitor); }});
  }
  return jobs;
}

}  // namespace vmcheck
