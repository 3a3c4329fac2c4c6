// How fast scenarios are explored: executions and steps a second on one core.
#include "model/qpair/scenarios.h"

#include <benchmark/benchmark.h>

#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace {

using namespace vmcheck;

void explore_scenario(benchmark::State& state, const run::Scenario& scenario,
                      const memory::Model& model) {
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  for (auto _ : state) {
    const explore::Result result = explore::explore_graphs(scenario, model);
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
    for (const memory::Model* model : memory::models()) {
      const std::string name = scenario.name + "/" + std::string(model->name());
      benchmark::RegisterBenchmark(name.c_str(), [scenario, model](benchmark::State& state) {
        explore_scenario(state, scenario, *model);
      });
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
