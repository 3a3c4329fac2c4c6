// Random small graphs with processes and goals, and which goals fair runs avoid, by brute force.
#pragma once

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state::oracle {

// A graph whose nodes are numbers. Runs begin at 0.
struct Graph {
  struct Edge {
    std::uint32_t to;
    std::vector<bool> makers;  // which processes make it
  };

  struct Node {
    std::vector<Edge> edges;
    std::vector<bool> meets;  // which goals
  };

  std::vector<Fairness> processes;
  std::vector<Node> nodes;
};

inline constexpr std::size_t kGoals = 2;

std::ostream& operator<<(std::ostream& out, const Graph& graph);

// Up to eight nodes and three processes.
rc::Gen<Graph> any_graph();

// The graph as a model for the explorer.
class GraphModel final : public Model<std::uint32_t> {
 public:
  explicit GraphModel(Graph graph) : graph_(std::move(graph)) {}

  std::vector<run::Property> goals() const override;
  bool is_met(std::size_t goal, const std::uint32_t& state) const override {
    return graph_.nodes[state].meets[goal];
  }
  std::vector<Process> processes() const override;
  void begin(std::uint32_t&, run::Chooser&) const override {}
  bool step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const override;
  bool may_end(const std::uint32_t&) const override { return true; }
  std::string text(const std::uint32_t& state) const override { return std::to_string(state); }

 private:
  Graph graph_;
};

// Of each node that can be reached, the fewest steps to it.
std::map<std::uint32_t, std::uint32_t> distances(const Graph& graph);

// Whether a fair run avoids a goal from some time on. Looks at each set of nodes.
bool is_avoided(const Graph& graph, std::size_t goal);

// One edge that a run goes along: which one of which node.
struct Passage {
  std::uint32_t from;
  std::size_t edge;
};

// Whether a run is fair that is in these nodes, and goes along these edges between them, again and
// again, and in the end nowhere else.
bool is_fair(const Graph& graph, const std::vector<std::uint32_t>& nodes,
             const std::vector<Passage>& passages);

}  // namespace vmcheck::state::oracle
