#include "sim/explore/story.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "sim/explore/words.h"

namespace vmcheck::explore {
namespace {

std::string cell_text(const Step& event) {
  if (event.is_note) return event.text + ":";
  const std::string site = site_text(event.site);
  return "  " + event.text + (site.empty() ? "" : "  " + site);
}

// Events of `finally`, which no task runs, get a column of their own behind the tasks'.
std::size_t column_of(const Step& event, std::size_t tasks) {
  return std::min<std::size_t>(event.task, tasks);
}

}  // namespace

std::string story(const Violation& violation, std::size_t lines) {
  std::string text = fmt::format("violated: {} ({})\n  {}\n", violation.property.name,
                                 violation.property.statement, violation.message);
  if (violation.steps.empty()) return text;

  std::vector<std::string> heads = violation.tasks;
  heads.emplace_back("at rest");
  std::vector<std::size_t> widths;
  for (const std::string& head : heads) widths.push_back(head.size());
  for (const Step& event : violation.steps) {
    std::size_t& width = widths[column_of(event, violation.tasks.size())];
    width = std::max(width, cell_text(event).size());
  }
  const bool ends_at_rest =
      std::any_of(violation.steps.begin(), violation.steps.end(),
                  [&](const Step& event) { return event.task >= violation.tasks.size(); });
  if (!ends_at_rest) heads.pop_back();

  text += "\n step";
  for (std::size_t i = 0; i < heads.size(); ++i)
    text += fmt::format("  {:<{}}", heads[i], widths[i]);
  while (text.back() == ' ') text.pop_back();
  text += '\n';

  constexpr std::size_t kFrame = 6;  // the lines around the steps
  const std::size_t room = lines == 0 ? SIZE_MAX : std::max(lines, kFrame + 1) - kFrame;
  std::size_t skipped = 0;
  if (violation.steps.size() > room) {
    skipped = violation.steps.size() - room;
    text += fmt::format("  ...  {} lines before these\n", skipped);
  }
  std::size_t step = 0;
  for (std::size_t i = 0; i < violation.steps.size(); ++i) {
    const Step& event = violation.steps[i];
    step += !event.is_note;
    if (i < skipped) continue;
    std::size_t indent = 2;
    const std::size_t column = column_of(event, violation.tasks.size());
    for (std::size_t c = 0; c < column; ++c) indent += widths[c] + 2;
    text += event.is_note ? std::string(5, ' ') : fmt::format("{:5}", step);
    text += std::string(indent, ' ') + cell_text(event) + '\n';
  }
  return text;
}

}  // namespace vmcheck::explore
