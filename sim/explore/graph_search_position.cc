// Positions of a search: going to one, resuming behind one, splitting, and the ways of a decision.
#include <fmt/core.h>

#include "sim/explore/graph_search.h"

namespace vmcheck::explore {

GraphSearch::Position GraphSearch::position() const {
  Position position;
  for (const Frame& frame : frames_) position.push_back(frame.retries);
  return position;
}

// Forgets all but the oldest decisions.
void GraphSearch::drop(std::size_t count) {
  while (frames_.size() > count) {
    const Frame& frame = frames_.back();
    rewind(frame);
    if (frame.kind == Kind::revisit) undo_revisit(frame);
    frames_.pop_back();
  }
}

void GraphSearch::restart() {
  drop(0);
  while (!added_.empty()) {
    builder_.remove(added_.back());
    added_.pop_back();
  }
  graph_.set_stamp(1);
  machine_.forget_checkpoints(0);
  machine_.forget_broken();
}

bool GraphSearch::decide(std::size_t count) {
  while (frames_.size() <= count) {
    if (machine_.broken()) return false;
    if (!extend() && frames_.size() <= count) return false;
  }
  return true;
}

void GraphSearch::go_to(const Position& position) {
  restart();
  begun_ = true;
  const auto mismatch = [](std::size_t decision) {
    return run::PathMismatch(fmt::format(
        "decision {} of the search cannot be taken as often otherwise as it was", decision + 1));
  };
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!decide(i)) throw mismatch(i);
    for (std::uint32_t k = 0; k < position[i]; ++k) {
      drop(i + 1);
      machine_.forget_broken();
      if (retry(frames_[i]) == Retry::exhausted) throw mismatch(i);
    }
  }
}

void GraphSearch::resume(const Position& position, std::size_t kept) {
  go_to(position);
  drop(position.size());
  kept_ = kept;
  steps_ = 0;
}

std::vector<std::uint32_t> GraphSearch::ways(std::size_t index) {
  std::vector<std::uint32_t> ways;
  if (!frames_[index].barred) ways.push_back(0);
  for (;;) {
    drop(index + 1);
    machine_.forget_broken();
    const Retry result = retry(frames_[index]);
    if (result == Retry::exhausted) {
      frames_.pop_back();
      return ways;
    }
    const bool leads_on = result == Retry::forward || frames_.size() > index + 1;
    if (leads_on) ways.push_back(frames_[index].retries);
  }
}

std::optional<GraphSearch::Position> GraphSearch::split() {
  constexpr std::size_t kLeast = 4;
  for (std::size_t i = kept_; i + kLeast < frames_.size(); ++i) {
    const Frame& frame = frames_[i];
    const bool is_write = frame.kind == Kind::write;
    if (!is_write && frame.kind != Kind::choice && frame.position == frame.lowest) continue;
    kept_ = i + 1;
    Position position = this->position();
    position.resize(i + 1);
    return position;
  }
  return std::nullopt;
}

}  // namespace vmcheck::explore
