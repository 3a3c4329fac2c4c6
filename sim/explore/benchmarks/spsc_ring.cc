// How fast execution graphs are explored: the ring of one producer and one consumer, each end
// making 5 to 8 attempts, under each memory model; and with a full fence behind each publication.
#include "sim/explore/examples/spsc_ring.h"

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <string>

#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace {

using namespace vmcheck;

// The most memory that the process has had so far, in MiB.
double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

using explore::Publication;

void explore_ring(benchmark::State& state, const memory::Model& model, Publication publication) {
  const run::Scenario scenario =
      explore::spsc_ring(static_cast<std::uint32_t>(state.range(0)), publication);
  explore::Limits limits;
  limits.workers = static_cast<std::uint32_t>(state.range(1));
  std::uint64_t executions = 0;
  explore::Result result;
  for (auto _ : state) {
    result = explore::explore_graphs(scenario, model, limits);
    if (result.verdict != explore::Verdict::holds) state.SkipWithError("does not hold");
    executions += result.executions;
  }
  state.counters["executions"] = static_cast<double>(result.executions);
  state.counters["blocked"] = static_cast<double>(result.blocked);
  state.counters["executions/s"] =
      benchmark::Counter(static_cast<double>(executions), benchmark::Counter::kIsRate);
  state.counters["peak_MiB"] = peak_memory();
}

void register_ring(const std::string& name, Publication publication) {
  for (const memory::Model* model : memory::models()) {
    benchmark::RegisterBenchmark(
        (name + "/" + std::string(model->name())).c_str(),
        [=](benchmark::State& state) { explore_ring(state, *model, publication); })
        ->ArgNames({"operations", "workers"})
        ->ArgsProduct({{5, 6, 7, 8}, {1, 2}})
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_ring("spsc_ring", Publication::release);
  register_ring("fenced_ring", Publication::release_and_fence);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
