#include "sim/state/story.h"

#include <fmt/format.h>

#include <algorithm>

namespace vmcheck::state {
namespace {

// What a step does, in the model's words or else by its choices.
std::string step_text(const Move& move) {
  if (move.notes.empty()) return run::to_string(move.choices);
  return fmt::format("{}", fmt::join(move.notes, ", "));
}

const char* text_of(Incomplete why) {
  switch (why) {
    case Incomplete::states_bound:
      return "bound of states reached";
    case Incomplete::memory_bound:
      return "bound of memory reached";
    case Incomplete::stopped:
      return "stopped";
    case Incomplete::fingerprints:
      return "goals not decided, for which states must be kept,";
  }
  return "";
}

}  // namespace

std::string story(const Violation& violation, std::size_t lines) {
  std::string text = fmt::format("violated: {} ({})\n  {}\n", violation.property.name,
                                 violation.property.statement, violation.message);
  if (violation.moves.empty()) return text;

  std::size_t width = std::string("step").size();
  for (const Move& move : violation.moves) width = std::max(width, step_text(move).size());

  text += fmt::format("\n step  {:<{}}  state\n", "", width);
  const std::size_t frame = violation.cycle ? 6 : 5;  // the lines around the steps
  const std::size_t moves = violation.moves.size();
  const std::size_t room = lines == 0 ? moves : std::max(lines, frame + 1) - frame;
  const std::size_t skipped = moves > room ? moves - room : 0;
  if (skipped > 0) text += fmt::format("  ...  {} lines before these\n", skipped);
  for (std::size_t i = skipped; i < moves; ++i) {
    const Move& move = violation.moves[i];
    if (i == std::max(violation.cycle.value_or(moves), skipped)) {
      text += i == *violation.cycle
                  ? "       the cycle begins here\n"
                  : fmt::format("       in a cycle since step {}\n", *violation.cycle);
    }
    text += fmt::format("{:>5}  {:<{}}  {}\n", i == 0 ? std::string() : std::to_string(i),
                        step_text(move), width, move.state);
  }
  return text;
}

std::string summary(const Result& result) {
  std::string text = fmt::format("{} states, {} transitions, {} revisited, depth {}", result.states,
                                 result.transitions, result.revisited, result.depth);
  if (result.partial > 0) text += fmt::format(", {} expanded in part", result.partial);
  if (result.missed > 0)
    text += fmt::format(", a state missed with probability {:.1g}", result.missed);
  return result.incomplete ? fmt::format("{} at {}", text_of(*result.incomplete), text) : text;
}

}  // namespace vmcheck::state
