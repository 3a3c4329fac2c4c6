// Random runs beside brute force, on random small systems.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/state/oracle/random_system.h"
#include "sim/state/random/campaign.h"
#include "sim/state/random/minimise.h"
#include "sim/state/random/recovery.h"
#include "sim/state/random/steps.h"
#include "sim/state/states.h"

namespace vmcheck::state::random {
namespace {

using oracle::Reachable;
using oracle::Table;
using oracle::TableModel;

// Asks for faults where values are asked for.
class FaultChooser final : public run::Chooser {
 public:
  explicit FaultChooser(run::Chooser& chooser) : chooser_(chooser) {}

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override {
    return kind == run::ChoiceKind::value ? chooser_.choose_fault(options, options)
                                          : chooser_.choose(kind, options);
  }
  std::uint32_t choose_among(run::ChoiceKind kind, std::uint32_t options,
                             run::Options enabled) override {
    return chooser_.choose_among(kind, options, enabled);
  }
  run::Options possible_faults() override { return chooser_.possible_faults(); }
  bool winds_down() const override { return chooser_.winds_down(); }

 private:
  run::Chooser& chooser_;
};

// A table of which each first step of a process is its own, and the others come by a fault. Keeps
// which states were reached.
class FaultyTable final : public System {
 public:
  explicit FaultyTable(const Table& table) : model_(table) {}

  std::vector<run::Property> properties() const override { return model_.properties(); }
  std::size_t state_bytes() const override { return system().state_bytes(); }
  void begin(std::byte* state, run::Chooser& chooser) const override {
    system().begin(state, chooser);
  }
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const override {
    FaultChooser choices(chooser);
    return system().step(state, choices, observer);
  }
  void check(const std::byte* state, Observer& observer) const override {
    reached_.insert(static_cast<std::uint32_t>(std::stoul(text(state))));
    system().check(state, observer);
  }
  bool may_end(const std::byte* state) const override { return system().may_end(state); }
  std::string text(const std::byte* state) const override { return system().text(state); }

  const std::set<std::uint32_t>& reached() const { return reached_; }

 private:
  const System& system() const { return model_; }

  TableModel model_;
  mutable std::set<std::uint32_t> reached_;
};

std::vector<run::Path> steps_of(const Violation& violation) {
  std::vector<run::Path> steps;
  for (const Move& move : violation.moves) steps.push_back(move.choices);
  return steps;
}

bool is_stuck(const Table::Row& row) {
  for (const auto& steps : row.steps) {
    for (const Table::Step& step : steps) {
      if (step.target) return false;
    }
  }
  return !row.may_end;
}

// What the cheapest run that breaks `wanted`, and nothing before, costs in faults and steps.
std::optional<Cost> cheapest(const Table& table, const run::Property& wanted) {
  using Entry = std::tuple<Cost, std::uint32_t, bool>;  // where it is; the last step broke
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (const std::uint32_t state : table.initial) queue.push({Cost{}, state, false});
  std::set<std::uint32_t> seen;
  while (!queue.empty()) {
    const auto [cost, state, broke] = queue.top();
    queue.pop();
    const Table::Row& row = table.rows[state];
    if (broke || row.breaks) {
      if ((broke ? TableModel::kStep : TableModel::kState) == wanted) return cost;
      continue;
    }
    if (!seen.insert(state).second) continue;
    if (is_stuck(row) && wanted == run::property::kProgress) return cost;
    for (const auto& steps : row.steps) {
      for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].target) continue;
        const Cost next{cost.faults + (i > 0 ? 1 : 0), cost.steps + 1, 0, 0};
        queue.push({next, *steps[i].target, steps[i].breaks});
      }
    }
  }
  return std::nullopt;
}

// Few runs, so that in some systems nothing broken is found.
Options any_options() {
  return {.seed = *rc::gen::arbitrary<std::uint64_t>(),
          .runs = *rc::gen::inRange<std::uint64_t>(1, 30),
          .bounds = {*rc::gen::inRange<std::uint64_t>(0, 40), 0},
          .strategy = {{}, *rc::gen::element(Faults::uniform, Faults::swarm), {}, {}}};
}

RC_GTEST_PROP(RandomSystems, AreReachedOnlyWhereTheyCanBe, ()) {
  const Table table = *oracle::any_table();
  const FaultyTable model(table);
  const Result result = explore_randomly(model, any_options());
  RC_CLASSIFY(result.failure.has_value(), "broken");
  const Reachable truth = oracle::reach(table);
  for (const std::uint32_t state : model.reached()) RC_ASSERT(truth.distance.count(state) == 1u);
  if (!result.failure) return;
  const Violation& violation = result.failure->violation;
  const auto least = cheapest(table, violation.property);
  RC_ASSERT(least.has_value());
  RC_ASSERT(*least <= cost_of(steps_of(violation)));
}

RC_GTEST_PROP(RandomSystems, AreAllReachedByManyRuns, ()) {
  Table table = *oracle::any_table();
  for (Table::Row& row : table.rows) {
    row.may_end = true;
    row.breaks = false;
    for (auto& steps : row.steps) {
      for (Table::Step& step : steps) step.breaks = false;
    }
  }
  const FaultyTable model(table);
  Options options{.runs = 100, .bounds = {50, 0}};
  options.strategy.faults = Faults::uniform;
  options.strategy.schedule = Schedule::uniform;
  const std::size_t all = oracle::reach(table).distance.size();
  while (model.reached().size() < all && options.seed < 10) {
    explore_randomly(model, options);
    ++options.seed;
  }
  RC_ASSERT(model.reached().size() == all);
}

RC_GTEST_PROP(RandomSystems, HaveNoCheaperViolationThanTheMinimised, ()) {
  const Table table = *oracle::any_table();
  const FaultyTable model(table);
  const Result result = explore_randomly(model, any_options());
  RC_PRE(result.failure.has_value());
  const Violation small = minimise(model, result.failure->violation);
  RC_ASSERT(small.property == result.failure->violation.property);
  const Cost cost = cost_of(steps_of(small));
  const auto least = cheapest(table, small.property);
  RC_ASSERT(least.has_value());
  RC_ASSERT(cost.faults == least->faults);
  RC_ASSERT(cost.steps == least->steps);
}

// What the minimiser finds by itself is one, too, if not the cheapest.
RC_GTEST_PROP(RandomSystems, AreMinimisedWithoutASearch, ()) {
  const Table table = *oracle::any_table();
  const FaultyTable model(table);
  const Result result = explore_randomly(model, any_options());
  RC_PRE(result.failure.has_value());
  const Violation small = minimise(model, result.failure->violation, {.states = 0});
  RC_ASSERT(small.property == result.failure->violation.property);
  const Cost cost = cost_of(steps_of(small));
  RC_ASSERT(cost <= cost_of(steps_of(result.failure->violation)));
  RC_ASSERT(cost >= *cheapest(table, small.property));
}

// Where a run does not recover, no state behind the faults is one to end in, and no step a fault.
RC_GTEST_PROP(RandomSystems, DoNotRecoverWhereItIsSaid, ()) {
  const Table table = *oracle::any_table();
  const FaultyTable model(table);
  Options options = any_options();
  options.bounds.recovery = 20;
  const Result result = explore_randomly(model, options);
  RC_PRE(result.failure && result.failure->violation.property == kRecovery);
  const Failure small = minimise(model, *result.failure, options);
  for (const Failure& failure : {*result.failure, small}) {
    const std::vector<Move>& moves = failure.violation.moves;
    for (std::size_t i = moves.size() - 1 - failure.recovery; i < moves.size(); ++i) {
      RC_ASSERT(!table.rows[std::stoul(moves[i].state)].may_end);
      if (i + failure.recovery >= moves.size()) RC_ASSERT(faults_in(moves[i].choices) == 0u);
    }
    if (failure.recovery < 20) {
      for (const auto& steps : table.rows[std::stoul(moves.back().state)].steps) {
        RC_ASSERT(!steps.front().target);
      }
    }
  }
  RC_ASSERT(cost_of(steps_of(small.violation)).faults <=
            cost_of(steps_of(result.failure->violation)).faults);
}

}  // namespace
}  // namespace vmcheck::state::random
