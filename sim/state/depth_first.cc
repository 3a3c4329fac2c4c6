#include "sim/state/depth_first.h"

#include <algorithm>

#include "sim/state/fingerprint.h"
#include "sim/state/row_bytes.h"
#include "sim/state/successors.h"
#include "sim/state/telling.h"

namespace vmcheck::state {
namespace {

constexpr std::uint64_t kBatchSteps = 8192;  // the search goes on with them without asking

}  // namespace

DepthFirst::DepthFirst(const System& model, const Options& options)
    : model_(model),
      options_(options),
      packing_(initial_state(model)),
      packer_(packing_),
      seen_(packing_, options.keep),
      observer_(model.properties()),
      partial_order_(model, options),
      state_(model.state_bytes()) {}

Result DepthFirst::run() {
  const End end = search();
  result_.states = seen_.size();
  result_.bytes = bytes_with(0);
  result_.coverage = observer_.coverage();
  if (end == End::exhausted) result_.verdict = explore::Verdict::holds;
  if (end == End::broken_by_step || end == End::broken_by_being) {
    result_.verdict = explore::Verdict::violated;
    result_.violation = tell(model_, steps(end));
  }
  return std::move(result_);
}

DepthFirst::End DepthFirst::search() {
  frames_.push_back({0, {}});
  begin_turn();
  for (;;) {
    if (++steps_ % kBatchSteps == 0 && is_stopped()) return end(Incomplete::stopped);
    choices_.begin();
    if (make_successor(model_, top(), state_.data(), choices_, observer_)) {
      frames_.back().stepped = true;
      const bool broken = observer_.take_broken();
      if (!broken && !has_room()) return end(Incomplete::memory_bound);
      if (top() != nullptr) ++result_.transitions;
      if (broken) return End::broken_by_step;
      const std::uint64_t hash = fingerprint(state_.data(), state_.size());
      Turns& turns = frames_.back().turns;
      if (turns.asks() && !on_the_way_.contains(hash)) turns.leads_on();
      if (seen_.insert(hash, packer_.pack(state_.data()))) {
        seen_.forget_before(seen_.size());
        model_.check(state_.data(), observer_);
        if (observer_.take_broken()) return End::broken_by_step;
        if (seen_.size() > options_.states) return end(Incomplete::states_bound);
        push(hash);
        continue;
      }
      ++result_.revisited;
    }
    while (!choices_.next() && !begin_turn()) {
      if (is_stuck()) return End::broken_by_being;
      if (frames_.size() == 1) return End::exhausted;
      pop();
    }
  }
}

DepthFirst::End DepthFirst::end(Incomplete why) {
  result_.incomplete = why;
  return End::incomplete;
}

bool DepthFirst::is_stopped() {
  return options_.stop({seen_.size(), result_.transitions, result_.depth, frames_.size() - 1,
                        bytes_with(0), std::nullopt});
}

bool DepthFirst::is_stuck() const {
  return !frames_.back().stepped && !model_.may_end(top());
}

void DepthFirst::push(std::uint64_t hash) {
  choices_.descend();
  frames_.push_back({choices_.path().size(), partial_order_.turns(state_.data())});
  stack_.insert(stack_.end(), state_.begin(), state_.end());
  if (partial_order_.is_on()) on_the_way_.push(hash);
  begin_turn();
  result_.depth = std::max(result_.depth, static_cast<std::uint32_t>(frames_.size() - 2));
}

void DepthFirst::pop() {
  if (frames_.back().turns.is_partial()) ++result_.partial;
  if (partial_order_.is_on()) on_the_way_.pop();
  stack_.resize(stack_.size() - state_.size());
  frames_.pop_back();
  const Frame& below = frames_.back();
  choices_.ascend(below.choices, below.turns.actor() == Turns::kEverybody ? 0 : 1);
}

// Whether there is one more turn in the uppermost state.
bool DepthFirst::begin_turn() {
  Turns& turns = frames_.back().turns;
  if (!turns.next()) return false;
  if (turns.actor() != Turns::kEverybody) {
    choices_.fix({run::ChoiceKind::schedule, model_.actors(), turns.actor()});
  }
  return true;
}

// Null in the lowest frame.
const std::byte* DepthFirst::top() const {
  return stack_.empty() ? nullptr : stack_.data() + stack_.size() - state_.size();
}

// Whether one more state can be kept.
bool DepthFirst::has_room() const {
  if (!seen_.fits(1)) return false;
  return options_.bytes == UINT64_MAX || bytes_with(1) <= options_.bytes;
}

std::uint64_t DepthFirst::bytes_with(std::uint64_t more) const {
  return seen_.bytes_with(more) + row_bytes(stack_, more * state_.size()) +
         row_bytes(frames_, more) + row_bytes(choices_.path(), 0) + on_the_way_.bytes_with(more);
}

// The way to the uppermost state, and the step at hand if that is what broke.
std::vector<run::Path> DepthFirst::steps(End end) const {
  const run::Path& path = choices_.path();
  std::vector<run::Path> steps;
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const bool last = i + 1 == frames_.size();
    if (last && end == End::broken_by_being) break;
    const auto place = [&](std::size_t choices) {
      return path.begin() + static_cast<std::ptrdiff_t>(choices);
    };
    steps.emplace_back(place(frames_[i].choices),
                       last ? path.end() : place(frames_[i + 1].choices));
  }
  return steps;
}

}  // namespace vmcheck::state
