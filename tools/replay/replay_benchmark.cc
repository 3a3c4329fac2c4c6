// Events per second: bazel run -c opt //tools/replay:replay_benchmark
#include <benchmark/benchmark.h>

#include <sstream>
#include <string>

#include "tools/replay/replay.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

// 200,000 random transfers and snapshots on rings of so many bytes.
void replay_random_trace(benchmark::State& state) {
  const auto size = static_cast<std::uint64_t>(state.range(0));
  const std::string text = generate_ring_trace(
      {.seed = 1, .events = 200000, .produce_size = size, .consume_size = size});
  std::istringstream in(text);
  std::uint64_t events = 0;
  for (auto _ : state) {
    in.clear();
    in.seekg(0);
    const Outcome outcome = replay_stream(in, "random");
    if (outcome.verdict != Verdict::holds) state.SkipWithError(outcome.message.c_str());
    events += outcome.events;
  }
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}
BENCHMARK(replay_random_trace)->Arg(16)->Arg(4096)->Arg(65536)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vmcheck::replay

BENCHMARK_MAIN();
