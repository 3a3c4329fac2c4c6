#include "sim/run/path.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <utility>

namespace vmcheck::run {
namespace {

constexpr std::array<std::pair<ChoiceKind, std::string_view>, 6> kNames{{
    {ChoiceKind::schedule, "schedule"},
    {ChoiceKind::branch, "branch"},
    {ChoiceKind::value, "value"},
    {ChoiceKind::fault, "fault"},
    {ChoiceKind::reads_from, "reads-from"},
    {ChoiceKind::coherence, "coherence"},
}};

[[noreturn]] void throw_mismatch(const Choice& choice, std::size_t depth, ChoiceKind kind,
                                 std::uint32_t options) {
  throw PathMismatch(fmt::format("choice {}: the path has {} of {}, the run asks for {} of {}",
                                 depth + 1, to_string(choice.kind), choice.options, to_string(kind),
                                 options));
}

// The recorded answer at `depth`, which must be one to the question that is asked.
inline std::uint32_t recorded_answer(const Path& path, std::size_t depth, ChoiceKind kind,
                                     std::uint32_t options) {
  const Choice& choice = path[depth];
  if (choice.kind != kind || choice.options != options) [[unlikely]] {
    throw_mismatch(choice, depth, kind, options);
  }
  return choice.taken;
}

}  // namespace

std::string_view to_string(ChoiceKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "unknown";
}

ChoiceKind parse_choice_kind(std::string_view text) {
  for (const auto& [value, name] : kNames) {
    if (name == text) return value;
  }
  throw std::invalid_argument(fmt::format("unknown kind of choice \"{}\"", text));
}

std::string to_string(const Path& path) {
  std::string text;
  for (const Choice& choice : path) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}/{}", to_string(choice.kind), choice.taken, choice.options);
  }
  return text;
}

std::uint32_t DepthFirst::choose(ChoiceKind kind, std::uint32_t options) {
  if (depth_ < path_.size()) return recorded_answer(path_, depth_++, kind, options);
  path_.push_back({kind, options, 0});
  ++depth_;
  return 0;
}

std::uint32_t DepthFirst::choose_among(ChoiceKind kind, std::uint32_t options, Options enabled) {
  if (depth_ < path_.size()) return recorded_answer(path_, depth_++, kind, options);
  const auto taken = static_cast<std::uint32_t>(std::countr_zero(enabled));
  path_.push_back({kind, options, taken});
  untaken_.push_back({depth_++, enabled & (enabled - 1)});
  return taken;
}

// What was given or fixed may not be enabled, before a run has asked for it.
std::uint32_t DepthFirst::answer_again(ChoiceKind kind, std::uint32_t options) {
  if (depth_ >= known_) return kUnknown;
  return recorded_answer(path_, depth_++, kind, options);
}

bool DepthFirst::next() {
  if (depth_ != path_.size()) shorten(depth_);
  for (std::size_t size = depth_; size > fixed_; --size) {
    if (move_on(size)) return true;
    path_.pop_back();
  }
  path_.resize(floor_);
  fixed_ = floor_;
  known_ = floor_;
  return false;
}

// Moves the last of so many choices on to its next option. False if there is none.
bool DepthFirst::move_on(std::size_t size) {
  Choice& choice = path_[size - 1];
  if (untaken_.empty() || untaken_.back().depth + 1 != size) {
    known_ = size - 1;
    return ++choice.taken < choice.options;
  }
  Options& options = untaken_.back().options;
  if (options == 0) {
    untaken_.pop_back();
    return false;
  }
  choice.taken = static_cast<std::uint32_t>(std::countr_zero(options));
  options &= options - 1;
  known_ = size;
  return true;
}

void DepthFirst::shorten(std::size_t depth) {
  path_.resize(depth);
  while (!untaken_.empty() && untaken_.back().depth >= depth) untaken_.pop_back();
}

double DepthFirst::fraction_done() const {
  double done = 0;
  double share = 1;
  for (const Choice& choice : path_) {
    share /= choice.options;
    done += share * choice.taken;
  }
  return done;
}

std::uint32_t Replay::choose(ChoiceKind kind, std::uint32_t options) {
  if (depth_ >= path_.size()) return 0;
  return recorded_answer(path_, depth_++, kind, options);
}

}  // namespace vmcheck::run
