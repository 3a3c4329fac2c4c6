#include "tools/vmcheck/save_run.h"

#include <fmt/format.h>

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

std::string save_run(const replay::Schedule& schedule, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fmt::format("not saved: {}: {}\n", folder, error.message());
  const std::string stem = folder + "/" + file_stem(schedule);
  for (int number = 1;; ++number) {
    const std::string file = fmt::format("{}-{}.trace.jsonl", stem, number);
    if (std::filesystem::exists(file)) continue;
    try {
      cli::AtomicFile out(file, file);
      out.stream() << replay::to_text(schedule);
      out.commit();
    } catch (const cli::OutputError& problem) {
      return fmt::format("not saved: {}\n", problem.what());
    }
    return fmt::format("to see it again: bazel run //tools/replay -- {}\n", file);
  }
}

}  // namespace vmcheck
