// How fast random runs are: a ring of 16 slots, its state of 44 bytes; as each schedule would have
// it, short runs and long ones, with 1 and 2 threads.
#include "sim/state/examples/ring.h"

#include <benchmark/benchmark.h>

#include <cstdint>

#include "sim/state/random/campaign.h"

namespace {

using namespace vmcheck;
using state::random::Schedule;

constexpr std::uint64_t kSteps = 1 << 20;

void run_ring(benchmark::State& state, Schedule schedule) {
  const state::Ring ring(16);
  state::random::Options options;
  options.bounds.steps = static_cast<std::uint64_t>(state.range(0));
  options.runs = kSteps / options.bounds.steps;
  options.workers = static_cast<std::uint32_t>(state.range(1));
  options.strategy.schedule = schedule;
  double steps = 0;
  for (auto _ : state) {
    const state::random::Result result = explore_randomly(ring, options);
    if (result.failure) state.SkipWithError("does not hold");
    steps += static_cast<double>(result.steps);
    ++options.seed;
  }
  state.counters["steps/s"] = benchmark::Counter(steps, benchmark::Counter::kIsRate);
}

void register_ring(const char* name, Schedule schedule) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { run_ring(state, schedule); })
      ->ArgNames({"steps", "workers"})
      ->ArgsProduct({{64, 1 << 14}, {1, 2}})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  register_ring("uniform", Schedule::uniform);
  register_ring("priorities", Schedule::priorities);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
