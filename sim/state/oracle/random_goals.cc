#include "sim/state/oracle/random_goals.h"

#include <algorithm>

namespace vmcheck::state::oracle {
namespace {

using rc::gen::arbitrary;
using rc::gen::inRange;

Graph::Node any_node(std::uint32_t nodes, std::size_t processes) {
  Graph::Node node;
  const auto edges = *rc::gen::element<std::size_t>(0, 1, 1, 1, 2, 2, 3);
  for (std::size_t i = 0; i < edges; ++i) {
    const auto to = *inRange<std::uint32_t>(0, nodes);
    std::vector<bool> makers(processes);
    if (processes > 0) makers[*inRange<std::size_t>(0, processes)] = *inRange(0, 5) > 0;
    if (processes > 0 && *inRange(0, 5) == 0) makers[*inRange<std::size_t>(0, processes)] = true;
    node.edges.push_back({to, makers});
  }
  for (std::size_t goal = 0; goal < kGoals; ++goal) {
    // Where no run ends the goal is rarely met, so that fairness decides; and else mostly.
    node.meets.push_back(*inRange(0, 5) == 0 || (edges == 0 && *inRange(0, 8) > 0));
  }
  return node;
}

// Goals are met at 0 only, where processes go that are treated fairly; in between nobody's steps
// lead around. So a fair run that avoids the goals avoids the nodes in which they could go.
rc::Gen<Graph> graph_with_a_home() {
  return rc::gen::exec([] {
    Graph graph;
    const auto processes = *inRange<std::size_t>(1, 4);
    graph.processes.assign(processes, Fairness::strong);
    const auto nodes = *inRange<std::uint32_t>(4, 10);
    for (std::uint32_t i = 0; i < nodes; ++i) {
      Graph::Node node;
      node.meets.assign(kGoals, i == 0);
      const auto around = *inRange<std::size_t>(1, 3);
      for (std::size_t edge = 0; edge < around; ++edge) {
        node.edges.push_back({*inRange<std::uint32_t>(1, nodes), std::vector<bool>(processes)});
      }
      if (*inRange(0, 3) > 0) {
        std::vector<bool> makers(processes);
        makers[*inRange<std::size_t>(0, processes)] = true;
        node.edges.push_back({*inRange(0, 4) > 0 ? 0 : i, makers});
      }
      graph.nodes.push_back(node);
    }
    return graph;
  });
}

// Whether from each of the nodes an edge, and then others, lead to each of them, always staying.
bool is_strongly_connected(const Graph& graph, const std::vector<std::uint32_t>& nodes,
                           const std::vector<Passage>& passages) {
  for (const std::uint32_t from : nodes) {
    std::vector<bool> seen(graph.nodes.size());
    for (std::size_t round = 0; round < nodes.size(); ++round) {
      for (const Passage& passage : passages) {
        if (passage.from == from || seen[passage.from]) {
          seen[graph.nodes[passage.from].edges[passage.edge].to] = true;
        }
      }
    }
    for (const std::uint32_t to : nodes) {
      if (!seen[to]) return false;
    }
  }
  return true;
}

bool is_enabled(const Graph::Node& node, std::size_t process) {
  return std::any_of(node.edges.begin(), node.edges.end(),
                     [&](const Graph::Edge& edge) { return bool{edge.makers[process]}; });
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Graph& graph) {
  out << "processes";
  for (const Fairness fairness : graph.processes) {
    out << (fairness == Fairness::none   ? " none"
            : fairness == Fairness::weak ? " weak"
                                         : " strong");
  }
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    out << '\n' << node << " meets";
    for (const bool met : graph.nodes[node].meets) out << ' ' << met;
    out << ':';
    for (const Graph::Edge& edge : graph.nodes[node].edges) {
      out << " to " << edge.to << " by";
      for (std::size_t i = 0; i < edge.makers.size(); ++i) {
        if (edge.makers[i]) out << ' ' << i;
      }
      out << ';';
    }
  }
  return out << '\n';
}

rc::Gen<Graph> any_graph() {
  return rc::gen::exec([] {
    if (*arbitrary<bool>()) return *graph_with_a_home();
    Graph graph;
    const auto processes = *inRange<std::size_t>(0, 4);
    for (std::size_t i = 0; i < processes; ++i) {
      graph.processes.push_back(*rc::gen::element(Fairness::none, Fairness::weak, Fairness::weak,
                                                  Fairness::strong, Fairness::strong));
    }
    const auto nodes = *inRange<std::uint32_t>(1, 9);
    for (std::uint32_t i = 0; i < nodes; ++i) graph.nodes.push_back(any_node(nodes, processes));
    return graph;
  });
}

std::vector<run::Property> GraphModel::goals() const {
  std::vector<run::Property> goals;
  for (std::size_t goal = 0; goal < kGoals; ++goal) {
    goals.push_back({run::PropertyKind::always, "goal " + std::to_string(goal), "it is met"});
  }
  return goals;
}

std::vector<Process> GraphModel::processes() const {
  std::vector<Process> processes;
  for (const Fairness fairness : graph_.processes) {
    processes.push_back({std::to_string(processes.size()), fairness});
  }
  return processes;
}

bool GraphModel::step(std::uint32_t& state, run::Chooser& chooser, Observer& observer) const {
  const auto& edges = graph_.nodes[state].edges;
  if (edges.empty()) return false;
  const std::uint32_t taken =
      chooser.choose(run::ChoiceKind::schedule, static_cast<std::uint32_t>(edges.size()));
  for (std::uint32_t i = 0; i < graph_.processes.size(); ++i) {
    if (edges[taken].makers[i]) observer.made_by(i);
  }
  state = edges[taken].to;
  return true;
}

std::map<std::uint32_t, std::uint32_t> distances(const Graph& graph) {
  std::map<std::uint32_t, std::uint32_t> distance;
  std::vector<std::uint32_t> level{0};
  for (std::uint32_t steps = 0; !level.empty(); ++steps) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t node : level) {
      if (!distance.emplace(node, steps).second) continue;
      for (const Graph::Edge& edge : graph.nodes[node].edges) next.push_back(edge.to);
    }
    level = std::move(next);
  }
  return distance;
}

bool is_avoided(const Graph& graph, std::size_t goal) {
  std::vector<std::uint32_t> unmet;
  for (const auto& [node, distance] : distances(graph)) {
    if (graph.nodes[node].meets[goal]) continue;
    if (graph.nodes[node].edges.empty()) return true;
    unmet.push_back(node);
  }
  for (std::uint32_t set = 1; set < 1U << unmet.size(); ++set) {
    std::vector<std::uint32_t> nodes;
    for (std::size_t i = 0; i < unmet.size(); ++i) {
      if ((set >> i & 1) != 0) nodes.push_back(unmet[i]);
    }
    std::vector<Passage> passages;
    for (const std::uint32_t from : nodes) {
      for (std::size_t i = 0; i < graph.nodes[from].edges.size(); ++i) {
        const std::uint32_t to = graph.nodes[from].edges[i].to;
        if (std::find(nodes.begin(), nodes.end(), to) != nodes.end()) passages.push_back({from, i});
      }
    }
    if (is_strongly_connected(graph, nodes, passages) && is_fair(graph, nodes, passages)) {
      return true;
    }
  }
  return false;
}

bool is_fair(const Graph& graph, const std::vector<std::uint32_t>& nodes,
             const std::vector<Passage>& passages) {
  for (std::size_t process = 0; process < graph.processes.size(); ++process) {
    const bool steps = std::any_of(passages.begin(), passages.end(), [&](const Passage& passage) {
      return bool{graph.nodes[passage.from].edges[passage.edge].makers[process]};
    });
    const auto enabled = std::count_if(nodes.begin(), nodes.end(), [&](std::uint32_t node) {
      return is_enabled(graph.nodes[node], process);
    });
    const bool demanded = graph.processes[process] == Fairness::weak
                              ? static_cast<std::size_t>(enabled) == nodes.size()
                              : graph.processes[process] == Fairness::strong && enabled > 0;
    if (demanded && !steps) return false;
  }
  return true;
}

}  // namespace vmcheck::state::oracle
