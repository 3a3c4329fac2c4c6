// How fast scenarios are explored: executions and steps a second on one core.
#include "model/qpair/scenarios.h"

#include <benchmark/benchmark.h>

#include "sim/explore/interleaving.h"

namespace {

using namespace vmcheck;

void explore_scenario(benchmark::State& state, const run::Scenario& scenario) {
  constexpr std::uint64_t kExecutions = 20'000;
  explore::Limits limits;
  limits.executions = kExecutions;
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  for (auto _ : state) {
    const explore::Result result = explore::explore_interleavings(scenario, limits);
    if (result.verdict == explore::Verdict::violated) state.SkipWithError("violated");
    executions += result.executions;
    steps += result.steps;
  }
  state.counters["executions/s"] =
      benchmark::Counter(static_cast<double>(executions), benchmark::Counter::kIsRate);
  state.counters["steps/s"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
}

}  // namespace

int main(int argc, char** argv) {
  for (const run::Scenario& scenario : qpair::scenarios(simulated::sound_core)) {
    benchmark::RegisterBenchmark(scenario.name.c_str(), [scenario](benchmark::State& state) {
      explore_scenario(state, scenario);
    });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
