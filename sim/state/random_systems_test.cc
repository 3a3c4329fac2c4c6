// The explorer beside brute force, on random small systems.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/state/oracle/random_system.h"
#include "sim/state/states.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;
using oracle::Reachable;
using oracle::Table;
using oracle::TableModel;

const std::array<Options, 6> kWays{{
    {},
    {.workers = 3},
    {.keep = Keep::fingerprints},
    {.keep = Keep::fingerprints, .workers = 3},
    {.order = Order::depth_first},
    {.order = Order::depth_first, .keep = Keep::fingerprints},
}};

bool is_breadth_first(const Options& options) {
  return options.order == Order::breadth_first;
}

// `always` properties that were never evaluated do not matter here.
bool is_violated(const Result& result) {
  return result.violation && !result.violation->moves.empty();
}

// Makes the steps of a counterexample again, and looks whether they lead where it says.
void expect_real(const TableModel& model, const Violation& violation) {
  std::uint32_t state = 0;
  Observer observer(model.properties(), Observer::Use::telling);
  for (std::size_t i = 0; i < violation.moves.size(); ++i) {
    const Move& move = violation.moves[i];
    run::Replay choices(move.choices);
    if (i == 0) {
      model.begin(state, choices);
    } else {
      RC_ASSERT(model.step(state, choices, observer));
    }
    RC_ASSERT(choices.exhausted());
    RC_ASSERT(move.state == model.text(state));
    model.check(state, observer);
    RC_ASSERT(!observer.breach() || i + 1 == violation.moves.size());
  }
  if (violation.property == run::property::kProgress) {
    RC_ASSERT(!observer.breach());
  } else {
    RC_ASSERT(observer.breach()->property == violation.property);
    RC_ASSERT(observer.breach()->message == violation.message);
  }
}

RC_GTEST_PROP(RandomSystems, AreExploredAsByBruteForce, ()) {
  const Table table = *oracle::any_table();
  const TableModel model(table);
  const Reachable truth = oracle::reach(table);
  RC_CLASSIFY(truth.breach.has_value(), "broken");
  for (const Options& options : kWays) {
    const Result result = explore_states(model, options);
    RC_ASSERT(is_violated(result) == truth.breach.has_value());
    if (is_violated(result)) {
      expect_real(model, *result.violation);
      const std::size_t steps = result.violation->moves.size() - 1;
      RC_ASSERT((is_breadth_first(options) ? steps == *truth.breach : steps >= *truth.breach));
      continue;
    }
    RC_ASSERT(result.states == truth.distance.size());
    RC_ASSERT(result.transitions == truth.transitions);
    RC_ASSERT(result.revisited == table.initial.size() + truth.transitions - result.states);
    if (!is_breadth_first(options)) continue;
    const auto farthest = std::max_element(
        truth.distance.begin(), truth.distance.end(),
        [](const auto& one, const auto& other) { return one.second < other.second; });
    RC_ASSERT(result.depth == farthest->second);
  }
}

// One state after the other is the bad one.
RC_GTEST_PROP(RandomSystems, HaveTheirStatesAtTheirDistances, ()) {
  Table table = *oracle::any_table();
  for (Table::Row& row : table.rows) {
    row.may_end = true;
    row.breaks = false;
    for (auto& steps : row.steps) {
      for (Table::Step& step : steps) step.breaks = false;
    }
  }
  const Reachable truth = oracle::reach(table);
  for (std::uint32_t state = 0; state < table.rows.size(); ++state) {
    Table bad = table;
    bad.rows[state].breaks = true;
    const Result result = explore_states(TableModel(bad));
    const auto distance = truth.distance.find(state);
    RC_ASSERT(is_violated(result) == (distance != truth.distance.end()));
    if (is_violated(result)) RC_ASSERT(result.violation->moves.size() == distance->second + 1);
  }
}

}  // namespace
}  // namespace vmcheck::state
