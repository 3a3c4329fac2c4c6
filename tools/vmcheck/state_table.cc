#include "tools/vmcheck/state_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace vmcheck {
namespace {

using vsock::table::Input;
using vsock::table::kStateNames;
using vsock::table::kUnknownType;
using vsock::table::Row;

constexpr const char* kSeparator = ", ";

// As many types as this are told by what is missing.
constexpr std::size_t kMany = 8;

std::string join(const std::vector<std::string>& parts, const char* separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

// Of one kind, those with packets: "any packet but RST".
void add_packets(const Row& row, unsigned char kind, const char* any,
                 std::vector<std::string>& names) {
  std::vector<std::string> there;
  std::vector<std::string> missing;
  for (unsigned char type = 0; type <= kUnknownType; ++type) {
    const Input input{kind, type};
    const bool is_there =
        std::find(row.inputs.begin(), row.inputs.end(), input) != row.inputs.end();
    (is_there ? there : missing).emplace_back(name(input));
  }
  if (there.size() < kMany) {
    names.insert(names.end(), there.begin(), there.end());
    return;
  }
  if (kind == vsock::VMCI_ON_OPEN) {
    for (std::string& text : missing) text.erase(0, std::string("child ").size());
  }
  names.push_back(missing.empty() ? any : fmt::format("{} but {}", any, join(missing, kSeparator)));
}

std::string events_text(const Row& row) {
  std::vector<std::string> names;
  add_packets(row, vsock::VMCI_ON_PACKET, "any packet", names);
  add_packets(row, vsock::VMCI_ON_OPEN, "child", names);
  for (const Input& input : row.inputs) {
    if (!vsock::table::has_packet(input.kind)) names.emplace_back(name(input));
  }
  return join(names, kSeparator);
}

std::vector<std::string> guard_of(const Row& row) {
  std::vector<std::string> all;
  for (const vsock::table::Literal& literal : row.guard) all.emplace_back(words(literal));
  return all;
}

std::string deeds_text(const Row& row) {
  return row.is_nothing() ? "nothing" : join(deeds(row), "; ");
}

// A text in lines of at most `width`, broken at spaces.
std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (line.size() + 1 + word.size() <= width) {
      line += ' ' + word;
    } else {
      lines.push_back(word);
    }
    begin = end + 1;
  }
  return lines;
}

constexpr std::array<std::size_t, 5> kWidths{12, 26, 30, 12, 32};
using Cells = std::array<std::string, kWidths.size()>;

// A row's cells, each in as many lines as it needs.
std::string in_columns(const Cells& cells) {
  std::array<std::vector<std::string>, kWidths.size()> wrapped;
  std::size_t height = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    wrapped[i] = wrap(cells[i], kWidths[i]);
    height = std::max(height, wrapped[i].size());
  }
  std::string text;
  for (std::size_t line = 0; line < height; ++line) {
    std::string whole;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string part = line < wrapped[i].size() ? wrapped[i][line] : "";
      whole += fmt::format("{:<{}}", part, kWidths[i] + (i + 1 < cells.size() ? 2 : 0));
    }
    whole.erase(whole.find_last_not_of(' ') + 1);
    text += whole + '\n';
  }
  return text;
}

// A row as a part of a label for Graphviz, its lines to the left. No words need to be quoted.
std::string label_of(const Row& row) {
  std::string line = events_text(row);
  if (!row.guard.empty()) line += fmt::format(" [{}]", join(guard_of(row), kSeparator));
  return fmt::format("{}\\l", fmt::join(wrap(line, 60), "\\l    "));
}

}  // namespace

std::string state_table_text(const std::vector<Row>& rows) {
  std::string text = in_columns({"from", "event", "guard", "to", "action"});
  const Row* before = nullptr;
  for (const Row& row : rows) {
    if (before == nullptr || before->from != row.from) text += '\n';
    before = &row;
    text +=
        in_columns({kStateNames[row.from], events_text(row), join(guard_of(row), kSeparator),
                    row.effect.to == row.from ? "-" : kStateNames[row.effect.to], deeds_text(row)});
  }
  std::uint64_t steps = 0;
  for (const Row& row : rows) steps += row.steps;
  return text + fmt::format("\n{} rows, from {} steps\n", rows.size(), steps);
}

std::string state_table_dot(const std::vector<Row>& rows) {
  std::map<std::pair<unsigned char, unsigned char>, std::string> edges;
  for (const Row& row : rows) {
    if (row.effect.to != row.from) edges[{row.from, row.effect.to}] += label_of(row);
  }
  std::string text =
      "digraph connection {\n"
      "  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=9];\n";
  for (const char* state : kStateNames) text += fmt::format("  {};\n", state);
  for (const auto& [ends, label] : edges) {
    text += fmt::format("  {} -> {} [label=\"{}\"];\n", kStateNames[ends.first],
                        kStateNames[ends.second], label);
  }
  return text + "}\n";
}

std::string state_table_json(const std::vector<Row>& rows) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json events = nlohmann::ordered_json::array();
    for (const Input& input : row.inputs) events.push_back(name(input));
    nlohmann::ordered_json makes = nlohmann::ordered_json::object();
    for (const vsock::table::Make& make : row.makes) makes[name(make.field)] = name(make.term);
    all.push_back({{"from", kStateNames[row.from]},
                   {"events", events},
                   {"guard", guard_of(row)},
                   {"to", kStateNames[row.effect.to]},
                   {"actions", deeds(row)},
                   {"makes", makes},
                   {"steps", row.steps}});
  }
  const nlohmann::ordered_json table{
      {"format", "vmcheck-state-table"}, {"version", 1}, {"rows", all}};
  return table.dump(2) + "\n";
}

}  // namespace vmcheck
