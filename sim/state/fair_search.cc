#include "sim/state/fair_search.h"

#include <algorithm>
#include <utility>

#include "sim/state/row_bytes.h"

namespace vmcheck::state {
namespace {

constexpr std::uint32_t kElsewhere =
    UINT32_MAX;  // not in the region that is searched, or done with
constexpr std::uint32_t kFresh = UINT32_MAX - 1;  // in it, and not seen yet
constexpr std::uint64_t kBatchSteps = 8192;       // the search goes on with them without asking

}  // namespace

FairSearch::FairSearch(const System& model, Steps& steps, const Options& options,
                       const Result& found)
    : model_(model), steps_(steps), options_(options), found_(found), fair_(model.processes()) {}

FairSearch::Answer FairSearch::decide(std::size_t goal) {
  if (begin(goal)) search_all();
  return std::move(answer_);
}

// The functions that follow say whether the search goes on; if not, the answer is there.

bool FairSearch::begin(std::size_t goal) {
  goal_ = goal;
  answer_ = {};
  const std::uint32_t states = steps_.reached().size();
  if (marks_.empty()) {
    if (!has_room(states * sizeof(std::uint32_t))) return false;
    marks_.resize(states);
  }
  for (std::uint32_t state = 0; state < states; ++state) {
    const bool met = model_.is_met(goal, steps_.state(state));
    marks_[state] = met ? kElsewhere : kFresh;
    if (!met) ++answer_.unmet;
  }
  left_ = answer_.unmet;
  return true;
}

bool FairSearch::search_all() {
  for (std::uint32_t state = 0; state < marks_.size(); ++state) {
    if (marks_[state] == kFresh && !search_from(state)) return false;
  }
  while (!regions_.empty()) {
    take_region();
    for (const std::uint32_t state : region_) {
      if (marks_[state] == kFresh && !search_from(state)) return false;
    }
  }
  return true;
}

void FairSearch::take_region() {
  const auto first = deferred_.begin() + static_cast<std::ptrdiff_t>(regions_.back());
  region_.assign(first, deferred_.end());
  deferred_.erase(first, deferred_.end());
  regions_.pop_back();
  for (const std::uint32_t state : region_) marks_[state] = kFresh;
}

bool FairSearch::search_from(std::uint32_t root) {
  if (!enter(root, 0)) return false;
  Steps::Step step;
  for (;;) {
    if (++tried_ % kBatchSteps == 0 && is_stopped()) {
      answer_.incomplete = Incomplete::stopped;
      return false;
    }
    Frame& top = frames_.back();
    choices_.begin();
    if (steps_.make(top.state, choices_, step)) {
      top.stepped = true;
      top.enabled |= step.makers;
      const std::uint32_t mark = marks_[step.to];
      if (mark == kFresh) {
        choices_.descend();
        if (!enter(step.to, step.makers)) return false;
        continue;
      }
      if (mark != kElsewhere) join(mark, step.makers);
    }
    while (!choices_.next()) {
      if (!leave()) return false;
      if (frames_.empty()) return true;
      choices_.ascend(frames_.back().choices);
    }
  }
}

bool FairSearch::enter(std::uint32_t state, ProcessSet makers) {
  if (!has_room(bytes_with(1, 0))) return false;
  const auto position = static_cast<std::uint32_t>(stack_.size());
  marks_[state] = position;
  stack_.push_back(state);
  components_.push_back({position, false, makers, {}});
  frames_.push_back({state, false, frames_.empty() ? 0 : choices_.path().size(), 0});
  return true;
}

// A step leads from the uppermost frame to a state on the stack: what lies between is connected.
void FairSearch::join(std::uint32_t position, ProcessSet makers) {
  while (components_.back().first > position) {
    const Component upper = components_.back();
    components_.pop_back();
    components_.back().activity.add(upper.activity);
    components_.back().activity.stepping |= upper.entering;
  }
  components_.back().activity.stepping |= makers;
  components_.back().cyclic = true;
}

// All steps from the uppermost frame were made.
bool FairSearch::leave() {
  const Frame frame = frames_.back();
  if (!frame.stepped) {
    answer_.states = {frame.state};
    answer_.ends = true;
    return false;
  }
  Component& component = components_.back();
  component.activity.add_state(frame.enabled);
  if (component.first == marks_[frame.state]) {
    if (!complete(component)) return false;
    components_.pop_back();
  }
  frames_.pop_back();
  return true;
}

// The uppermost component has all its states.
bool FairSearch::complete(const Component& component) {
  if (component.cyclic) {
    const ProcessSet starved = fair_.starved(component.activity);
    if (starved == 0) {
      answer_.states.assign(stack_.begin() + component.first, stack_.end());
      std::sort(answer_.states.begin(), answer_.states.end());
      return false;
    }
    // Else there is a state that will be left.
    if ((starved & component.activity.always_enabled) == 0 &&
        !set_aside(component.first, starved)) {
      return false;
    }
  }
  left_ -= stack_.size() - component.first;
  while (stack_.size() > component.first) {
    marks_[stack_.back()] = kElsewhere;
    stack_.pop_back();
  }
  return true;
}

// Lets those states be searched again, by themselves, in which nobody can step who is starved.
bool FairSearch::set_aside(std::uint32_t first, ProcessSet starved) {
  if (!has_room(bytes_with(0, stack_.size() - first))) return false;
  const std::size_t begin = deferred_.size();
  for (std::size_t i = first; i < stack_.size(); ++i) {
    if ((steps_.enabled(stack_[i]) & starved) == 0) deferred_.push_back(stack_[i]);
  }
  left_ += deferred_.size() - begin;
  if (deferred_.size() > begin) regions_.push_back(begin);
  return true;
}

bool FairSearch::is_stopped() const {
  return options_.stop(
      {found_.states, found_.transitions, found_.depth, left_, found_.bytes + bytes(), goal_});
}

// Whether so much memory may be used beside that for states.
bool FairSearch::has_room(std::uint64_t bytes) {
  if (found_.bytes + bytes <= options_.bytes) return true;
  answer_.incomplete = Incomplete::memory_bound;
  return false;
}

// Memory that is in use, or is while the rows grow by so much: those of the way at hand, and those
// of what is to be searched.
std::uint64_t FairSearch::bytes_with(std::size_t more, std::size_t deferred) const {
  return marks_.capacity() * sizeof(std::uint32_t) + row_bytes(stack_, more) +
         row_bytes(frames_, more) + row_bytes(components_, more) + row_bytes(choices_.path(), 0) +
         row_bytes(deferred_, deferred) + row_bytes(regions_, deferred > 0 ? 1 : 0) +
         row_bytes(region_, deferred);
}

}  // namespace vmcheck::state
