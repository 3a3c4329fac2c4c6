// How long proofs take on one core: each theorem with its twin, and all of them.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "model/qpair/proofs/theorems.h"

namespace {

using namespace vmcheck;

// What went into proofs; of all of them together where several are added.
struct Effort {
  std::uint64_t obligations = 0;
  std::uint64_t paths = 0;
  std::uint64_t questions = 0;
  double longest_question = 0;  // seconds
};

smt::Verdict prove(const smt::Theorem& theorem, Effort& effort) {
  smt::Limits limits;
  limits.observer = [&](const smt::Question& question) {
    ++effort.questions;
    effort.longest_question = std::max(effort.longest_question, question.seconds);
  };
  const smt::TheoremResult result = smt::prove(theorem, limits);
  effort.obligations += result.proof.obligations;
  effort.paths += result.proof.paths;
  return result.verdict;
}

void prove_each(benchmark::State& state, const std::vector<smt::Theorem>& theorems) {
  Effort effort;
  for (auto _ : state) {
    for (const smt::Theorem& theorem : theorems) {
      if (prove(theorem, effort) != smt::Verdict::proved) state.SkipWithError("not proved");
    }
  }
  const auto each = benchmark::Counter::kAvgIterations;
  const auto count = [&](std::uint64_t number) {
    return benchmark::Counter(static_cast<double>(number), each);
  };
  state.counters["obligations"] = count(effort.obligations);
  state.counters["paths"] = count(effort.paths);
  state.counters["questions"] = count(effort.questions);
  state.counters["longest_ms"] = effort.longest_question * 1000;
}

void add(const std::string& name, const std::vector<smt::Theorem>& theorems) {
  benchmark::RegisterBenchmark(name.c_str(), [theorems](benchmark::State& state) {
    prove_each(state, theorems);
  })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  for (const smt::Theorem& theorem : qpair::proofs::theorems()) add(theorem.name, {theorem});
  add("all", qpair::proofs::theorems());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
