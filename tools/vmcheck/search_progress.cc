#include "tools/vmcheck/search_progress.h"

#include <fmt/core.h>

#include <iterator>

namespace vmcheck {
namespace {

// "950", "1.2k", "41M".
std::string short_number(double number) {
  constexpr const char* kUnits[] = {"", "k", "M", "G", "T", "P", "E"};
  std::size_t unit = 0;
  while (number >= 999.5 && unit + 1 < std::size(kUnits)) {
    number /= 1000;
    ++unit;
  }
  const bool has_decimal = unit > 0 && number < 9.95;
  return fmt::format("{:.{}f}{}", number, has_decimal ? 1 : 0, kUnits[unit]);
}

// "45 s", "12 min", "30 h", "9 days".
std::string duration(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 100 * 60) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 100 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{} days", short_number(seconds / (24 * 3600)));
}

}  // namespace

std::string search_progress(std::uint64_t executions, double seconds,
                            const std::optional<explore::Estimate>& estimate) {
  const auto visited = static_cast<double>(executions);
  if (!estimate) return short_number(visited) + " executions";
  const std::string all =
      fmt::format("{} +- {}", short_number(estimate->executions), short_number(estimate->error));
  if (visited == 0 || visited >= estimate->executions) {
    return fmt::format("{} executions, estimated {}", short_number(visited), all);
  }
  const double left = seconds * (estimate->executions - visited) / visited;
  return fmt::format("{} of {} executions, {} left", short_number(visited), all, duration(left));
}

std::string search_progress(const state::Progress& progress) {
  const std::string states = short_number(static_cast<double>(progress.states));
  const std::string frontier = short_number(static_cast<double>(progress.frontier));
  if (progress.goal) {
    return fmt::format("{} states, {} left to decide goal {}", states, frontier,
                       *progress.goal + 1);
  }
  return fmt::format("{} states, {} of them in the frontier, depth {}", states, frontier,
                     progress.depth);
}

std::string search_progress(const state::random::Progress& progress) {
  return fmt::format("{} runs, {} steps", short_number(static_cast<double>(progress.runs)),
                     short_number(static_cast<double>(progress.steps)));
}

}  // namespace vmcheck
