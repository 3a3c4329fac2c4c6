#include "tools/kernel_peer/run_scenarios.h"

#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <optional>

#include "tools/kernel_peer/failure.h"
#include "tools/kernel_peer/player.h"
#include "tools/kernel_peer/steps.h"
#include "tools/replay/header.h"

namespace vmcheck::kernel_peer {
namespace {

using Clock = std::chrono::steady_clock;

// What is not as it must be.
std::optional<std::string> play(Player& player) {
  try {
    player.play();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return std::nullopt;
}

// Of several machines the traces have names of their own.
void write_traces(const Scenario& scenario, const std::map<std::string, const Trace*>& traces,
                  const std::string& source, std::ostream& out) {
  for (const auto& [name, trace] : traces) {
    const std::string full = traces.size() == 1 ? scenario.name : scenario.name + "-" + name;
    out << trace->text(full, source);
  }
}

bool run_one(const Scenario& scenario, const std::string& source, std::ostream& out) {
  const auto begin = Clock::now();
  std::optional<std::string> failure;
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  try {
    Player player(scenario);
    failure = play(player);
    const auto traces = player.traces();
    for (const auto& [name, trace] : traces) {
      packets += trace->packets();
      bytes += trace->bytes();
    }
    write_traces(scenario, traces, source, out);
  } catch (const Failure& error) {
    failure = error.what();
  }
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  out << fmt::format(R"({{"result":{},"failure":{},"packets":{},"bytes":{},"ms":{}}})",
                     replay::to_json(scenario.name), failure ? replay::to_json(*failure) : "null",
                     packets, bytes, time.count())
      << std::endl;
  fmt::print("{}: {}\n", scenario.name, failure ? *failure : "as it must be");
  std::fflush(stdout);
  return !failure;
}

}  // namespace

std::vector<std::string> scenario_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files) {
    for (const Scenario& scenario : read_scenarios(file)) names.push_back(scenario.name);
  }
  return names;
}

bool run_scenarios(const RunOptions& options, std::ostream& out) {
  bool good = true;
  for (const std::string& file : options.files) {
    for (const Scenario& scenario : read_scenarios(file)) {
      if (!options.wanted.empty() && !options.wanted.contains(scenario.name)) continue;
      good &= run_one(scenario, options.source, out);
      if (options.first && !good) return false;
    }
  }
  return good;
}

}  // namespace vmcheck::kernel_peer
