#include "sim/explore/picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/explore/words.h"

namespace vmcheck::explore {
namespace {

using memory::Cell;
using memory::Event;
using memory::EventId;
using memory::Graph;
using memory::Operation;
using run::Order;

std::string order_text(Order order) {
  return order == Order::plain ? " plain" : order_suffix(order);
}

// a, b, ..., z, aa, ab, ...
std::string letters(std::size_t number) {
  std::string text;
  for (++number; number > 0; number = (number - 1) / 26) {
    text.insert(0, 1, static_cast<char>('a' + (number - 1) % 26));
  }
  return text;
}

bool is_shown(const Event& event) {
  switch (event.operation) {
    case Operation::end:
    case Operation::stop:
      return false;
    case Operation::fail:
      return event.value != 0;
    default:
      return true;
  }
}

struct Edge {
  EventId from;
  EventId to;
};

// What both kinds of picture show.
class Picture {
 public:
  explicit Picture(const GraphMachine& machine) : machine_(machine), graph_(machine.graph()) {
    columns_.resize(graph_.threads());
    for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
      for (std::uint16_t i = 0; i < graph_.length(t); ++i) {
        if (is_shown(graph_.event({t, i}))) columns_[t].push_back({t, i});
      }
    }
    for (std::uint32_t location = 0; location < graph_.cells(); ++location) relate(location);
    const auto by_target = [](const Edge& a, const Edge& b) { return a.to < b.to; };
    std::sort(rf_.begin(), rf_.end(), by_target);
  }

  const std::vector<std::vector<EventId>>& columns() const { return columns_; }
  const std::vector<Edge>& rf() const { return rf_; }
  const std::vector<Edge>& co() const { return co_; }
  const std::vector<Edge>& fr() const { return fr_; }

  std::string letter(EventId id) const {
    std::size_t number = 0;
    for (std::uint16_t t = 0; t < id.thread; ++t) number += columns_[t].size();
    const std::vector<EventId>& column = columns_[id.thread];
    return letters(number + static_cast<std::size_t>(std::find(column.begin(), column.end(), id) -
                                                     column.begin()));
  }

  // "W x=1 release"
  std::string text(EventId id) const {
    const Event& event = graph_.event(id);
    switch (event.operation) {
      case Operation::fence:
        return "F " + fence_name(event.fence);
      case Operation::lock:
        return fmt::format("lock {}{}", name(event), event.blocked ? ", waits" : "");
      case Operation::unlock:
        return fmt::format("unlock {}", name(event));
      case Operation::choose:
        return fmt::format("choose {}", event.value);
      case Operation::fail:
        return "fails";
      case Operation::spawn:
        return "spawn " + machine_.task_name(static_cast<std::uint32_t>(event.operand));
      case Operation::join:
        return "join " + machine_.task_name(static_cast<std::uint32_t>(event.operand));
      case Operation::start:
        return "start";
      default:
        return access_text(event);
    }
  }

  std::string initial_text(std::uint32_t location) const {
    const Cell& cell = graph_.cell(location);
    return fmt::format("W {}={}", machine_.location_name(location),
                       cell.written ? std::to_string(cell.initial) : "?");
  }

 private:
  std::string name(const Event& event) const { return machine_.location_name(event.location); }

  std::string access_text(const Event& event) const {
    const std::string order = order_text(event.order);
    if (event.reads && event.writes) {
      return fmt::format("U {}={}->{}{}", name(event), event.read_value, event.value, order);
    }
    if (event.writes) return fmt::format("W {}={}{}", name(event), event.value, order);
    const bool known =
        event.reads && (graph_.cell(event.location).written || !memory::is_initial(event.rf));
    return fmt::format("R {}={}{}{}", name(event), known ? std::to_string(event.read_value) : "?",
                       order, event.blocked ? ", waits" : "");
  }

  void relate(std::uint32_t location) {
    const Cell& cell = graph_.cell(location);
    for (std::size_t i = 1; i < cell.co.size(); ++i) co_.push_back({cell.co[i - 1], cell.co[i]});
    std::vector<EventId> reads = cell.reads;
    std::sort(reads.begin(), reads.end());
    for (const EventId read : reads) {
      const EventId source = graph_.event(read).rf;
      rf_.push_back({source, read});
      const std::size_t next = graph_.co_position(source) + 1u;
      if (next < cell.co.size() && cell.co[next] != read) fr_.push_back({read, cell.co[next]});
    }
  }

  const GraphMachine& machine_;
  const Graph& graph_;
  std::vector<std::vector<EventId>> columns_;
  std::vector<Edge> rf_;
  std::vector<Edge> co_;
  std::vector<Edge> fr_;
};

// Text --------------------------------------------------------------------------------------------

// The events of the tasks side by side, each task's below its name.
std::string table(const std::vector<std::vector<std::string>>& columns) {
  std::size_t rows = 0;
  for (const auto& column : columns) rows = std::max(rows, column.size());
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    std::size_t indent = 0;
    for (const auto& column : columns) {
      std::size_t width = 0;
      for (const std::string& cell : column) width = std::max(width, cell.size());
      if (row < column.size()) {
        line.resize(indent, ' ');
        line += column[row];
      }
      indent += width + 3;
    }
    text += line + '\n';
  }
  return text;
}

std::string edges_text(const char* relation, const std::vector<Edge>& edges, const Picture& picture,
                       bool with_initial) {
  std::string text;
  for (const Edge& edge : edges) {
    const bool initial = memory::is_initial(edge.from);
    if (initial && !with_initial) continue;
    text += fmt::format("{} {} -> {}", text.empty() ? std::string(relation) + ":" : ",",
                        initial ? "init" : picture.letter(edge.from), picture.letter(edge.to));
  }
  return text.empty() ? text : text + '\n';
}

// Dot ---------------------------------------------------------------------------------------------

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string node(EventId id, const Picture& picture) {
  return memory::is_initial(id) ? fmt::format("init{}", id.index) : picture.letter(id);
}

// Nodes side by side, in their order by edges that are not seen.
std::string dot_row(const std::vector<std::string>& nodes) {
  if (nodes.size() < 2) return {};
  return fmt::format("  {{ rank=same; {} [style=invis]; }}\n", fmt::join(nodes, " -> "));
}

std::string dot_heads(const GraphMachine& machine) {
  std::string text;
  std::vector<std::string> heads;
  for (std::uint32_t task = 0; task < machine.tasks(); ++task) {
    heads.push_back(fmt::format("task{}", task));
    text += fmt::format("  {} [label={}, group={}];\n", heads.back(),
                        quoted(machine.task_name(task)), heads.back());
  }
  return text + dot_row(heads);
}

// Keeps the columns in the order of the tasks.
std::string dot_rows(const Picture& picture) {
  std::string text;
  for (std::size_t row = 0;; ++row) {
    std::vector<std::string> nodes;
    for (const std::vector<EventId>& column : picture.columns()) {
      if (row < column.size()) nodes.push_back(picture.letter(column[row]));
    }
    if (nodes.empty()) return text;
    text += dot_row(nodes);
  }
}

// A task's events below its name.
std::string dot_task(std::size_t task, const GraphMachine& machine, const Picture& picture) {
  std::string text;
  std::string above = fmt::format("task{}", task);
  for (const EventId id : picture.columns()[task]) {
    const std::string letter = picture.letter(id);
    text += fmt::format("  {} [label={}, tooltip={}, group=task{}];\n", letter,
                        quoted(letter + ": " + picture.text(id)),
                        quoted(site_text(machine.graph().event(id).site)), task);
    text += fmt::format("  {} -> {} [{}, weight=9];\n", above, letter,
                        id == picture.columns()[task].front() ? "style=invis" : "label=po");
    above = letter;
  }
  return text;
}

// A line of initial writes, of the locations that are accessed.
std::string dot_initial(const Picture& picture, const Graph& graph) {
  std::string text = "  { rank=source;";
  for (std::uint32_t location = 0; location < graph.cells(); ++location) {
    const Cell& cell = graph.cell(location);
    if (cell.co.size() == 1 && cell.reads.empty()) continue;
    text += fmt::format(" init{} [label={}];", location, quoted(picture.initial_text(location)));
  }
  return text + " }\n";
}

std::string dot_edges(const char* relation, const char* color, const std::vector<Edge>& edges,
                      const Picture& picture) {
  std::string text;
  for (const Edge& edge : edges) {
    text += fmt::format("  {} -> {} [label={}, color={}, fontcolor={}, constraint=false];\n",
                        node(edge.from, picture), node(edge.to, picture), relation, color, color);
  }
  return text;
}

}  // namespace

std::string text_picture(const GraphMachine& machine) {
  const Picture picture(machine);
  std::vector<std::vector<std::string>> columns;
  for (std::uint32_t task = 0; task < machine.tasks(); ++task) {
    columns.push_back({machine.task_name(task)});
    for (const EventId id : picture.columns()[task]) {
      const std::string site = site_text(machine.graph().event(id).site);
      columns.back().push_back(fmt::format("{}: {}{}{}", picture.letter(id), picture.text(id),
                                           site.empty() ? "" : "  ", site));
    }
  }
  const std::string edges = edges_text("rf", picture.rf(), picture, true) +
                            edges_text("co", picture.co(), picture, false) +
                            edges_text("fr", picture.fr(), picture, false);
  return table(columns) + (edges.empty() ? "" : "\n" + edges);
}

std::string dot(const GraphMachine& machine, const std::string& title) {
  const Picture picture(machine);
  std::string text = "digraph execution {\n  node [shape=plaintext];\n";
  if (!title.empty()) text += fmt::format("  labelloc=t;\n  label={};\n", quoted(title));
  text += dot_initial(picture, machine.graph());
  text += dot_heads(machine);
  for (std::size_t task = 0; task < picture.columns().size(); ++task) {
    text += dot_task(task, machine, picture);
  }
  text += dot_rows(picture);
  text += dot_edges("rf", "red", picture.rf(), picture);
  text += dot_edges("co", "blue", picture.co(), picture);
  text += dot_edges("fr", "orange", picture.fr(), picture);
  return text + "}\n";
}

}  // namespace vmcheck::explore
