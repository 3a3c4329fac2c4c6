#include "tools/vmcheck/save_run.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "tools/cli/atomic_file.h"

namespace vmcheck {

std::string file_stem(const replay::Schedule& schedule) {
  const std::string fault = schedule.fault == "none" ? "" : "+" + schedule.fault;
  std::string stem = fmt::format("{}-{}{}", schedule.scenario, schedule.model, fault);
  std::replace(stem.begin(), stem.end(), '/', '-');
  return stem;
}

Saved save_new(const std::string& folder, const std::string& stem, const std::string& suffix,
               const std::string& contents) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return {"", fmt::format("{}: {}", folder, error.message())};
  for (int number = 1;; ++number) {
    const std::string file = fmt::format("{}/{}-{}{}", folder, stem, number, suffix);
    if (std::filesystem::exists(file)) continue;
    try {
      cli::AtomicFile out(file, file);
      out.stream() << contents;
      out.commit();
    } catch (const cli::OutputError& problem) {
      return {"", problem.what()};
    }
    return {file, ""};
  }
}

std::string save_run(const replay::Schedule& schedule, const std::string& folder) {
  const Saved saved =
      save_new(folder, file_stem(schedule), ".trace.jsonl", replay::to_text(schedule));
  if (!saved.problem.empty()) return fmt::format("not saved: {}\n", saved.problem);
  return fmt::format("to see it again: bazel run //tools/replay -- {}\n", saved.file);
}

}  // namespace vmcheck
