#include "sim/explore/graphs.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "sim/explore/forward_run.h"
#include "sim/explore/graph_machine.h"
#include "sim/explore/graph_search.h"
#include "sim/explore/recorder.h"
#include "sim/explore/witness.h"

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

// An execution that breaks the same property with less to read, if there is one among the next.
Witness find_shorter(Witness shortest, GraphMachine& machine, GraphSearch& search,
                     const Limits& limits) {
  constexpr std::uint64_t kMostExecutions = 20'000;
  for (std::uint64_t i = 0; i < kMostExecutions && search.next(); ++i) {
    if (i % 1024 == 1023 && limits.stop({i, 0})) break;
    if (!machine.broken() || !(machine.broken()->property == shortest.property)) continue;
    Witness other = make_witness(machine, shortest.setup);
    if (other.length() < shortest.length()) shortest = std::move(other);
  }
  return shortest;
}

class Exploration {
 public:
  Exploration(const run::Scenario& scenario, const memory::Model& model, const Limits& limits)
      : scenario_(scenario), model_(model), limits_(limits), machine_(scenario) {}

  Result run() {
    run::DepthFirst setup;
    bool more = true;
    while (more && result_.verdict != Verdict::violated && !stopped_) {
      setup.begin();
      machine_.build(setup, model_.knowledge());
      search(setup.path());
      more = setup.next();
    }
    result_.coverage = machine_.coverage();
    if (result_.verdict == Verdict::violated || stopped_) return std::move(result_);
    result_.violation = find_vacuous(result_);
    result_.verdict = result_.violation ? Verdict::violated : Verdict::holds;
    return std::move(result_);
  }

 private:
  // All executions of the program as it has been built.
  void search(const run::Path& setup) {
    constexpr std::uint64_t kAskEvery = 1024;
    GraphSearch search(machine_, model_);
    while (!stopped_ && search.next()) {
      const bool blocked = search.end() == GraphBuilder::End::blocked;
      ++(blocked && !machine_.broken() ? result_.blocked : result_.executions);
      if (machine_.broken()) {
        report(search, setup);
        break;
      }
      const std::uint64_t visited = result_.executions + result_.blocked;
      stopped_ = result_.executions >= limits_.executions ||
                 (visited % kAskEvery == 0 && limits_.stop({visited, 0}));
    }
    result_.steps += search.steps();
  }

  void report(GraphSearch& search, const run::Path& setup) {
    result_.verdict = Verdict::violated;
    Witness witness = make_witness(machine_, setup);
    witness = find_shorter(std::move(witness), machine_, search, limits_);
    result_.violation = tell(witness, scenario_, model_);
  }

  const run::Scenario& scenario_;
  const memory::Model& model_;
  const Limits& limits_;
  GraphMachine machine_;
  Result result_;
  bool stopped_ = false;
};

}  // namespace

Result explore_graphs(const run::Scenario& scenario, const memory::Model& model,
                      const Limits& limits) {
  return Exploration(scenario, model, limits).run();
}

Result replay_graph(const run::Scenario& scenario, const memory::Model& model,
                    const run::Path& path) {
  run::Replay chooser(path);
  GraphMachine machine(scenario);
  machine.build(chooser, model.knowledge());
  ChooserDirector director(chooser);
  Result result;
  result.executions = 1;
  result.violation = record(machine, model, director);
  if (result.violation) {
    result.violation->path = path;
    result.verdict = Verdict::violated;
  }
  result.coverage = machine.coverage();
  return result;
}

}  // namespace vmcheck::explore
