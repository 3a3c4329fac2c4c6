#include "tools/vmcheck/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tools/vmcheck/columns.h"

namespace vmcheck {
namespace {

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return "holds";
    case Outcome::no_failure:
      return "no failure found";
    case Outcome::violated:
      return "violated";
    case Outcome::bad_input:
      return "bad input";
    case Outcome::no_verdict:
      return "no verdict";
  }
  return "";
}

std::size_t count(const Table& table, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(table.rows.begin(), table.rows.end(),
                    [&](const Row& row) { return row.report.outcome == outcome; }));
}

// Whether nothing in it could be said to hold.
bool is_random(const Table& table) {
  return count(table, Outcome::no_failure) > 0;
}

}  // namespace

Outcome overall(const Table& table) {
  for (const Outcome outcome : {Outcome::violated, Outcome::bad_input, Outcome::no_verdict}) {
    if (count(table, outcome) > 0) return outcome;
  }
  if (table.not_run > 0) return Outcome::no_verdict;
  return count(table, Outcome::no_failure) > 0 ? Outcome::no_failure : Outcome::holds;
}

std::string to_string(const Covered& covered) {
  std::string text;
  for (const auto& [what, number] : covered) {
    if (!text.empty()) text += ", ";
    const bool plural = number != 1 || !what.ends_with('s');
    text += with_commas(number) + " " + (plural ? what : what.substr(0, what.size() - 1));
  }
  return text;
}

std::string to_text(const Table& table) {
  const bool proofs = std::any_of(table.rows.begin(), table.rows.end(),
                                  [](const Row& row) { return row.report.longest_question; });
  std::vector<std::vector<std::string>> lines{
      {"what", "verdict", "covered", "time", proofs ? "longest question" : ""}};
  for (const Row& row : table.rows) {
    const std::optional<double>& longest = row.report.longest_question;
    lines.push_back({row.kind + " " + row.name, row.report.verdict, to_string(row.report.covered),
                     fmt::format("{:.2f} s", row.seconds),
                     longest ? fmt::format("{:.0f} ms", *longest * 1000) : ""});
  }
  std::string text = to_columns(lines, 3) + '\n';
  std::string counts;
  for (const Outcome outcome : {Outcome::holds, Outcome::no_failure, Outcome::violated,
                                Outcome::bad_input, Outcome::no_verdict}) {
    const std::size_t rows = count(table, outcome);
    const bool is_told = rows > 0 || (outcome == Outcome::holds && !is_random(table));
    if (!is_told) continue;
    const bool plural = outcome == Outcome::holds && rows != 1;
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", rows,
                          plural ? "hold" : to_string(outcome));
  }
  if (table.not_run > 0) counts += fmt::format(", {} not run: INCOMPLETE", table.not_run);
  return text + counts + '\n';
}

std::string to_json(const Table& table) {
  nlohmann::ordered_json json{
      {"format", "vmcheck-results"},    {"version", 1},
      {"complete", table.not_run == 0}, {"verdict", to_string(overall(table))},
      {"not_run", table.not_run},       {"rows", nlohmann::ordered_json::array()}};
  for (const Row& row : table.rows) {
    nlohmann::ordered_json covered = nlohmann::ordered_json::object();
    for (const auto& [what, number] : row.report.covered) covered[what] = number;
    json["rows"].push_back({{"kind", row.kind},
                            {"name", row.name},
                            {"outcome", to_string(row.report.outcome)},
                            {"verdict", row.report.verdict},
                            {"covered", covered},
                            {"details", row.report.details},
                            {"seconds", row.seconds}});
    if (const std::optional<double>& longest = row.report.longest_question) {
      json["rows"].back()["longest_question_seconds"] = *longest;
    }
  }
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  return json.dump(2, ' ', false, kReplace) + '\n';
}

}  // namespace vmcheck
