// Events per second: bazel run -c opt //tools/replay:replay_benchmark
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tools/replay/replay.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay {
namespace {

// A file of 10 million events on rings of 16 bytes, once. It is read in memory that does not grow
// with it: so much the program has had at most when it is done.
void replay_long_file(benchmark::State& state) {
  const std::string path = std::filesystem::temp_directory_path() / "replay_benchmark.trace.jsonl";
  {
    std::ofstream out(path, std::ios::binary);
    write_ring_trace({.seed = 1, .events = 10000000}, out);
  }
  std::uint64_t events = 0;
  for (auto _ : state) {
    const Outcome outcome = replay_file(path, path);
    if (outcome.verdict != Verdict::holds) state.SkipWithError(outcome.message.c_str());
    events += outcome.events;
  }
  std::filesystem::remove(path);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}
BENCHMARK(replay_long_file)->Iterations(1)->Unit(benchmark::kMillisecond);

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
