// How fast states are explored: a ring of 6 to 10 slots, its state of 44 bytes; in either order,
// keeping states or fingerprints, all orders of steps or partial ones, with 1 and 2 threads where
// there can be more.
#include "sim/state/examples/ring.h"

#include <benchmark/benchmark.h>

#include <cstdint>

#include "sim/state/states.h"

namespace {

using namespace vmcheck;
using benchmark::Counter;

void explore_ring(benchmark::State& state, state::Order order, state::Keep keep,
                  bool partial_order) {
  const state::Ring ring(static_cast<std::uint32_t>(state.range(0)));
  state::Options options;
  options.order = order;
  options.partial_order = partial_order;
  options.keep = keep;
  options.workers = static_cast<std::uint32_t>(state.range(1));
  double states = 0;
  double transitions = 0;
  state::Result result;
  for (auto _ : state) {
    result = state::explore_states(ring, options);
    if (result.verdict != explore::Verdict::holds) state.SkipWithError("does not hold");
    states += static_cast<double>(result.states);
    transitions += static_cast<double>(result.transitions);
  }
  state.counters["states"] = static_cast<double>(result.states);
  state.counters["states/s"] = Counter(states, Counter::kIsRate);
  state.counters["transitions/s"] = Counter(transitions, Counter::kIsRate);
  state.counters["bytes/state"] =
      static_cast<double>(result.bytes) / static_cast<double>(result.states);
}

void register_ring(const char* name, state::Order order, state::Keep keep, std::int64_t workers,
                   bool partial_order = false) {
  benchmark::RegisterBenchmark(
      name, [=](benchmark::State& state) { explore_ring(state, order, keep, partial_order); })
      ->ArgNames({"slots", "workers"})
      ->ArgsProduct({{6, 8, 10}, benchmark::CreateDenseRange(1, workers, 1)})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  using state::Keep;
  using state::Order;
  register_ring("breadth/states", Order::breadth_first, Keep::states, 2);
  register_ring("breadth/fingerprints", Order::breadth_first, Keep::fingerprints, 2);
  register_ring("depth/states", Order::depth_first, Keep::states, 1);
  register_ring("depth/fingerprints", Order::depth_first, Keep::fingerprints, 1);
  register_ring("breadth/partial-orders", Order::breadth_first, Keep::states, 2, true);
  register_ring("depth/partial-orders", Order::depth_first, Keep::states, 1, true);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
