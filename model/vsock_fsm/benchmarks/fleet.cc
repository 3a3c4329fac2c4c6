// A host with 4,096 guests and a million connections, opened, used and closed on one core: how long
// that takes, and how much memory a connection has. 16 of each guest at once, and 256.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "model/vsock_fsm/fleet/runs.h"

namespace {

using namespace vmcheck::vsock;

void run_fleet(benchmark::State& state) {
  fleet::Size size;
  size.at_once = static_cast<std::uint32_t>(state.range(0));
  size.backlog = size.guests * size.at_once / 4;
  std::uint64_t seed = 0;
  fleet::Outcome run;
  for (auto _ : state) {
    run = fleet::run_fleet(cores::sound_core, size, ++seed);
    if (run.broken) state.SkipWithError(run.story.c_str());
  }
  const auto rate = [](std::uint64_t count) {
    return benchmark::Counter(static_cast<double>(count),
                              benchmark::Counter::kIsIterationInvariantRate);
  };
  state.counters["connections/s"] = rate(run.figures.opened);
  state.counters["steps/s"] = rate(run.figures.steps);
  state.counters["connections"] = static_cast<double>(run.figures.opened);
  state.counters["failed"] = static_cast<double>(run.figures.failed);
  state.counters["moves"] = static_cast<double>(run.figures.moves);
  state.counters["at once"] = static_cast<double>(run.figures.at_once);
  state.counters["bytes/connection"] =
      static_cast<double>(run.figures.bytes) / static_cast<double>(run.figures.at_once);
}

BENCHMARK(run_fleet)->ArgName("at_once")->Arg(16)->Arg(256)->Iterations(1)->Unit(
    benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();
