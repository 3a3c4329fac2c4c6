// How fast scenarios are explored state by state: states and steps a second, with one thread and
// two, keeping states or fingerprints; bytes of memory for a state; and how many states there are
// without each reduction. Of those with too many states for that: steps a second of random runs,
// and of a machine's device, events (sim/world/events.h).
#include "sim/state/states.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "model/device/cores.h"
#include "model/host/cores.h"
#include "model/host/scenarios.h"
#include "model/qpair/broker/cores.h"
#include "model/qpair/broker/scenarios.h"
#include "model/qpair/lifecycle/pair_scenarios.h"
#include "model/qpair/lifecycle/scenarios.h"
#include "model/vsock_fsm/cores.h"
#include "sim/state/random/campaign.h"
#include "sim/state/scenario.h"
#include "sim/world/events.h"

namespace {

using namespace vmcheck;
using benchmark::Counter;
using state::Scenario;

constexpr std::uint64_t kRuns = 100;

std::vector<Scenario> sound_scenarios() {
  const device::Core& guest = device::cores::sound_core;
  const device::HostCore& host = device::host_cores::sound_host;
  std::vector<Scenario> all;
  for (std::vector<Scenario> some :
       {guest.scenarios(), device::lifecycle::scenarios(guest), device::broker::scenarios(host),
        device::lifecycle::pair_scenarios(guest, host),
        device::host::scenarios(device::context_cores::sound_contexts),
        vsock::cores::sound_core.scenarios()}) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

void explore(benchmark::State& state, const Scenario& scenario, const state::Options& options) {
  double states = 0;
  double transitions = 0;
  state::Result result;
  for (auto _ : state) {
    result = state::explore_states(*scenario.model, options);
    if (result.verdict == explore::Verdict::violated) state.SkipWithError("violated");
    states += static_cast<double>(result.states);
    transitions += static_cast<double>(result.transitions);
  }
  state.counters["states"] = static_cast<double>(result.states);
  state.counters["states/s"] = Counter(states, Counter::kIsRate);
  state.counters["steps/s"] = Counter(transitions, Counter::kIsRate);
  state.counters["bytes/state"] =
      static_cast<double>(result.bytes) / static_cast<double>(result.states);
}

// Device-level events in some runs: as many for any number of workers. A thread counts its own.
std::uint64_t count_events(const Scenario& scenario, state::random::Options options) {
  options.workers = 1;
  const std::uint64_t before = world::device_events;
  explore_randomly(*scenario.model, options);
  return world::device_events - before;
}

void run(benchmark::State& state, const Scenario& scenario, std::uint32_t workers) {
  const state::random::Options options{.runs = kRuns, .workers = workers};
  const auto events = static_cast<double>(count_events(scenario, options));
  state::random::Result result;
  for (auto _ : state) {
    result = explore_randomly(*scenario.model, options);
    if (result.failure) state.SkipWithError("violated");
  }
  state.counters["steps/s"] =
      Counter(static_cast<double>(result.steps), Counter::kIsIterationInvariantRate);
  state.counters["events/s"] = Counter(events, Counter::kIsIterationInvariantRate);
}

template <typename Measure>
void add(const std::string& name, const Measure& measure) {
  benchmark::RegisterBenchmark(name.c_str(), measure)->UseRealTime()->Unit(benchmark::kMillisecond);
}

void add_search(const Scenario& scenario, const char* how, const state::Options& options) {
  add(scenario.name + how + "/threads:" + std::to_string(options.workers),
      [=](benchmark::State& state) { explore(state, scenario, options); });
}

void add_all(const Scenario& scenario) {
  for (const std::uint32_t workers : {1U, 2U}) {
    if (scenario.sampled) {
      add(scenario.name + "/random/threads:" + std::to_string(workers),
          [=](benchmark::State& state) { run(state, scenario, workers); });
    } else {
      add_search(scenario, "/states", {.workers = workers});
      add_search(scenario, "/fingerprints",
                 {.keep = state::Keep::fingerprints, .workers = workers});
    }
  }
  if (scenario.sampled) return;
  add_search(scenario, "/no-symmetry", {.symmetry = false});
  add_search(scenario, "/unreduced",
             {.keep = state::Keep::fingerprints, .symmetry = false, .partial_order = false});
  if (scenario.model->actors() > 0) add_search(scenario, "/all-orders", {.partial_order = false});
}

}  // namespace

int main(int argc, char** argv) {
  for (const Scenario& scenario : sound_scenarios()) add_all(scenario);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
