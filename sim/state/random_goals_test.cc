// Goals beside brute force, on random small graphs.
#include "sim/state/oracle/random_goals.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/state/states.h"
#include "sim/state/story.h"

namespace vmcheck::state {
namespace {

using explore::Verdict;
using oracle::Graph;
using oracle::GraphModel;
using oracle::Passage;

const std::array<Options, 4> kWays{
    {{}, {.workers = 2}, {.workers = 3}, {.order = Order::depth_first}}};

// What must come out.
struct Truth {
  std::optional<std::size_t> avoided;  // the first goal that a fair run avoids
  std::vector<std::uint64_t> unmet;    // of each goal up to that, states in which it is not met
};

Truth truth_of(const Graph& graph) {
  Truth truth;
  for (std::size_t goal = 0; goal < oracle::kGoals && !truth.avoided; ++goal) {
    truth.unmet.push_back(0);
    for (const auto& [node, distance] : oracle::distances(graph)) {
      if (!graph.nodes[node].meets[goal]) ++truth.unmet.back();
    }
    if (oracle::is_avoided(graph, goal)) truth.avoided = goal;
  }
  return truth;
}

// Goes the way that is told, and looks at what it says.
void expect_real(const Graph& graph, const Violation& violation, std::size_t goal) {
  const GraphModel model(graph);
  RC_ASSERT(violation.property == model.goals()[goal]);
  const std::size_t begin = violation.cycle.value_or(violation.moves.size());
  std::uint32_t at = 0;
  std::vector<std::uint32_t> nodes;  // of the cycle
  std::vector<Passage> passages;
  RC_ASSERT(begin > 0u);
  for (std::size_t i = 1; i < violation.moves.size(); ++i) {
    const run::Path& choices = violation.moves[i].choices;
    RC_ASSERT(choices.size() == 1u);
    const std::size_t edge = choices.front().taken;
    if (i >= begin) passages.push_back({at, edge});
    at = graph.nodes[at].edges.at(edge).to;
    RC_ASSERT(violation.moves[i].state == std::to_string(at));
    if (i >= begin) nodes.push_back(at);
    if (i + 1 >= begin) RC_ASSERT(!graph.nodes[at].meets[goal]);
  }
  const std::string& entry = violation.moves[begin - 1].state;
  RC_ASSERT(begin - 1 ==
            oracle::distances(graph).at(static_cast<std::uint32_t>(std::stoul(entry))));
  if (violation.cycle) {
    RC_ASSERT(!nodes.empty());
    RC_ASSERT(std::to_string(at) == entry);
    RC_ASSERT(oracle::is_fair(graph, nodes, passages));
  } else {
    RC_ASSERT(graph.nodes[at].edges.empty());
  }
}

RC_GTEST_PROP(RandomGoals, AreAvoidedAsByBruteForce, ()) {
  const Graph graph = *oracle::any_graph();
  const Truth truth = truth_of(graph);
  RC_CLASSIFY(truth.avoided.has_value(), "avoided");
  for (const Options& options : kWays) {
    const Result result = explore_states(GraphModel(graph), options);
    RC_ASSERT(result.coverage.size() == truth.unmet.size());
    bool vacuous = false;
    for (std::size_t goal = 0; goal < truth.unmet.size(); ++goal) {
      RC_ASSERT(result.coverage[goal].count == truth.unmet[goal]);
      vacuous = vacuous || truth.unmet[goal] == 0;
    }
    if (truth.avoided) {
      RC_ASSERT(result.verdict == Verdict::violated);
      expect_real(graph, *result.violation, *truth.avoided);
    } else {
      RC_ASSERT(result.verdict == (vacuous ? Verdict::violated : Verdict::holds));
      RC_ASSERT(!result.violation || result.violation->moves.empty());
    }
  }
}

RC_GTEST_PROP(RandomGoals, AreToldTheSameForAnyNumberOfThreads, ()) {
  const GraphModel model(*oracle::any_graph());
  std::set<std::string> told;
  for (const std::uint32_t workers : {1u, 2u, 3u}) {
    const Result result = explore_states(model, {.workers = workers});
    told.insert(summary(result) + (result.violation ? story(*result.violation, 0) : ""));
  }
  RC_ASSERT(told.size() == 1u);
}

// Where nobody must be treated fairly, a cycle comes to no state twice.
RC_GTEST_PROP(RandomGoals, AreAvoidedWithoutDetours, ()) {
  Graph graph = *oracle::any_graph();
  for (Fairness& fairness : graph.processes) fairness = Fairness::none;
  const Result result = explore_states(GraphModel(graph));
  if (!result.violation || !result.violation->cycle) return;
  std::set<std::string> states;
  for (std::size_t i = *result.violation->cycle; i < result.violation->moves.size(); ++i) {
    RC_ASSERT(states.insert(result.violation->moves[i].state).second);
  }
}

}  // namespace
}  // namespace vmcheck::state
