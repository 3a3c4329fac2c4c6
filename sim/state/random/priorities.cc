#include "sim/state/random/priorities.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace vmcheck::state::random {
namespace {

using Place = std::vector<std::uint32_t>::difference_type;

constexpr std::uint32_t kBits = 64;  // of Options

}  // namespace

void Priorities::begin(const Plan& plan, Generator& random) {
  round_steps_ = plan.round;
  round_changes_ = plan.changes;
  begin_round(random);
}

void Priorities::begin_round(Generator& random) {
  ++round_;
  position_ = 0;
  admitted_ = 0;
  order_.clear();
  drawn_ = 0;
  changed_ = 0;
  changes_.clear();
  for (std::uint32_t i = 0; i < round_changes_; ++i) {
    changes_.push_back(random.next() % round_steps_);
  }
  find_next_change();
}

void Priorities::find_next_change() {
  next_change_ = UINT64_MAX;
  for (const std::uint64_t change : changes_) next_change_ = std::min(next_change_, change);
}

void Priorities::end_step(Generator& random) {
  if (++position_ == round_steps_) begin_round(random);
}

std::uint32_t Priorities::next(std::uint32_t count, run::Options enabled, Generator& random) {
  admit_all(count, enabled, random);
  std::size_t place = first(count, enabled);
  while (next_change_ <= position_ && place < order_.size()) {
    changes_.erase(std::find(changes_.begin(), changes_.end(), next_change_));
    find_next_change();
    change(place, random);
    place = first(count, enabled);
  }
  return place < order_.size() ? order_[place] : kNobody;
}

void Priorities::admit_all(std::uint32_t count, run::Options enabled, Generator& random) {
  if (enabled != kAll) {
    for (run::Options left = enabled & ~admitted_; left != 0; left &= left - 1) {
      admit(static_cast<std::uint32_t>(std::countr_zero(left)), random);
    }
  } else if (order_.size() < count) {
    for (std::uint32_t i = 0; i < count; ++i) admit(i, random);
  }
}

// To any place among those whose priority was drawn, all alike: so each order of them is as
// probable as the others.
void Priorities::admit(std::uint32_t process, Generator& random) {
  if (processes_.size() <= process) processes_.resize(process + 1);
  if (processes_[process].round == round_) return;
  processes_[process].round = round_;
  if (process < kBits) admitted_ |= run::option(process, true);
  const std::uint32_t place = random.below(static_cast<std::uint32_t>(++drawn_));
  order_.insert(order_.begin() + static_cast<Place>(place), process);
}

// The place of the first one that is enabled and not blocked; behind the last, if there is none.
std::size_t Priorities::first(std::uint32_t count, run::Options enabled) const {
  const auto is_next = [&](std::uint32_t process) {
    const bool is_enabled = enabled == kAll ? process < count : (enabled >> process & 1) != 0;
    return is_enabled && processes_[process].blocked != step_;
  };
  const auto found = std::find_if(order_.begin(), order_.end(), is_next);
  return static_cast<std::size_t>(found - order_.begin());
}

// Brings a process down below all that were drawn, to any place among those others that were.
void Priorities::change(std::size_t place, Generator& random) {
  if (place < drawn_) {
    --drawn_;
    ++changed_;
  } else if (place >= drawn_ + changed_) {
    return;
  }
  const std::size_t to = drawn_ + random.below(static_cast<std::uint32_t>(changed_));
  const auto at = [&](std::size_t i) { return order_.begin() + static_cast<Place>(i); };
  if (to >= place) {
    std::rotate(at(place), at(place + 1), at(to + 1));
  } else {
    std::rotate(at(to), at(place), at(place + 1));
  }
}

void Priorities::block(std::uint32_t process) {
  if (process < processes_.size()) processes_[process].blocked = step_;
}

void Priorities::give_way(std::uint32_t process) {
  const auto found = std::find(order_.begin(), order_.end(), process);
  if (found == order_.end()) return;
  const auto place = static_cast<std::size_t>(found - order_.begin());
  if (place < drawn_) {
    --drawn_;
  } else if (place < drawn_ + changed_) {
    --changed_;
  }
  std::rotate(found, found + 1, order_.end());
}

}  // namespace vmcheck::state::random
