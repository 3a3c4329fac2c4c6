// How fast the scenarios of a queue pair's whole life are explored: states and steps a second, with
// one thread and two; bytes of memory for a state.
#include <benchmark/benchmark.h>

#include <string>

#include "model/qpair/lifecycle/pair_scenarios.h"
#include "sim/state/states.h"

namespace {

using namespace vmcheck;

void explore_scenario(benchmark::State& state, const state::Scenario& scenario,
                      const state::Options& options) {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  double bytes = 0;
  for (auto _ : state) {
    const state::Result result = state::explore_states(*scenario.model, options);
    if (result.verdict == explore::Verdict::violated) state.SkipWithError("violated");
    states += result.states;
    transitions += result.transitions;
    bytes = static_cast<double>(result.bytes) / static_cast<double>(result.states);
  }
  state.counters["states/s"] =
      benchmark::Counter(static_cast<double>(states), benchmark::Counter::kIsRate);
  state.counters["steps/s"] =
      benchmark::Counter(static_cast<double>(transitions), benchmark::Counter::kIsRate);
  state.counters["bytes/state"] = bytes;
}

}  // namespace

int main(int argc, char** argv) {
  for (const state::Scenario& scenario : device::lifecycle::pair_scenarios(
           device::cores::sound_core, device::host_cores::sound_host)) {
    for (const std::uint32_t workers : {1U, 2U}) {
      for (const bool exact : {true, false}) {
        const std::string name = scenario.name + (exact ? "/states" : "/fingerprints") +
                                 "/threads:" + std::to_string(workers);
        state::Options options;
        options.workers = workers;
        options.keep = exact ? state::Keep::states : state::Keep::fingerprints;
        benchmark::RegisterBenchmark(name.c_str(),
                                     [scenario, options](benchmark::State& state) {
                                       explore_scenario(state, scenario, options);
                                     })
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
      }
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
