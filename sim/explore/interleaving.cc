#include "sim/explore/interleaving.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "sim/explore/interleaver.h"

namespace vmcheck::explore {
namespace {

using run::PropertyKind;

// A property that no run evaluated or reached: the scenario does not show what it claims to.
std::optional<Violation> find_vacuous(const Result& result) {
  for (const Coverage& entry : result.coverage) {
    if (entry.count > 0) continue;
    const char* what =
        entry.property.kind == PropertyKind::sometimes ? "never reached" : "never evaluated";
    return Violation{
        entry.property, fmt::format("{} in {} executions", what, result.executions), {}, {}, {}};
  }
  return std::nullopt;
}

// A shorter run that breaks the same property, if there is one among the first runs of a search.
run::Path shorten(const run::Scenario& scenario, const run::Path& path, const Limits& limits) {
  constexpr std::uint64_t kMostRuns = 20'000;
  run::Replay first(path);
  Interleaver longest(scenario, first, false);
  if (longest.run_once()) {
    throw std::logic_error(fmt::format(
        "scenario {} is not deterministic: a run that broke a property does not break it again",
        scenario.name));
  }
  const std::string property = longest.take_violation()->property.name;

  run::Path shortest = path;
  run::DepthFirst chooser;
  Interleaver machine(scenario, chooser, false);
  Length best = longest.length();
  machine.limit_length(best);
  for (std::uint64_t runs = 0; runs < kMostRuns && !limits.stop({runs, 0}); ++runs) {
    chooser.begin();
    const bool broke = !machine.run_once() && machine.take_violation()->property.name == property;
    if (broke && machine.length() < best) {
      shortest = chooser.path();
      best = machine.length();
      machine.limit_length(best);
    }
    if (!chooser.next()) break;
  }
  return shortest;
}

}  // namespace

Result explore_interleavings(const run::Scenario& scenario, const Limits& limits) {
  constexpr std::uint64_t kAskEvery = 1024;
  run::DepthFirst chooser(limits.resume);
  Interleaver machine(scenario, chooser, false);
  Result result;
  bool more = true;
  bool stopped = false;
  while (more && !stopped && result.executions < limits.executions) {
    chooser.begin();
    const bool holds = machine.run_once();
    ++result.executions;
    if (!holds) {
      const run::Path shortest = shorten(scenario, chooser.path(), limits);
      result.violation = replay_interleaving(scenario, shortest).violation;
      result.verdict = Verdict::violated;
      break;
    }
    more = chooser.next();
    if (result.executions % kAskEvery == 0) {
      stopped = limits.stop({result.executions, chooser.fraction_done()});
    }
  }
  result.steps = machine.steps();
  result.coverage = machine.coverage();
  if (result.verdict == Verdict::violated) return result;
  if (more) {
    result.next = chooser.path();
    return result;
  }
  // A search that was resumed did not see the runs before: it cannot speak for `sometimes`.
  if (limits.resume.empty()) result.violation = find_vacuous(result);
  result.verdict = result.violation ? Verdict::violated : Verdict::holds;
  return result;
}

Result replay_interleaving(const run::Scenario& scenario, const run::Path& path) {
  run::Replay chooser(path);
  Interleaver machine(scenario, chooser, true);
  Result result;
  result.executions = 1;
  if (!machine.run_once()) {
    result.violation = machine.take_violation();
    result.violation->path = path;
    result.verdict = Verdict::violated;
  }
  result.steps = machine.steps();
  result.coverage = machine.coverage();
  return result;
}

}  // namespace vmcheck::explore
