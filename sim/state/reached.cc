#include "sim/state/reached.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/state/candidates.h"
#include "sim/state/fingerprint.h"
#include "sim/state/successors.h"

namespace vmcheck::state {
namespace {

ProcessSet all_processes(std::size_t count) {
  if (count > kMostProcesses) throw std::logic_error("the model has more than 64 processes");
  return count == kMostProcesses ? ~ProcessSet{0} : (ProcessSet{1} << count) - 1;
}

}  // namespace

Reached::Reached(std::vector<const StateSet*> sets) : sets_(std::move(sets)), starts_{0} {
  for (const StateSet* set : sets_) starts_.push_back(starts_.back() + set->size());
}

void Reached::unpack(std::uint32_t number, std::byte* state) const {
  const auto behind = std::upper_bound(starts_.begin(), starts_.end(), number);
  const auto set = static_cast<std::size_t>(behind - starts_.begin() - 1);
  sets_[set]->unpack(number - starts_[set], state);
}

std::uint32_t Reached::find(std::uint64_t hash, const std::byte* state) const {
  const std::size_t set = sets_.size() == 1 ? 0 : shard_of(hash);
  const std::optional<std::uint64_t> number = sets_[set]->find(hash, state);
  if (!number) throw std::logic_error("the model is not deterministic: a step leads elsewhere");
  return static_cast<std::uint32_t>(starts_[set] + *number);
}

Steps::Steps(const System& model, const Reached& reached)
    : model_(model),
      reached_(reached),
      processes_(all_processes(model.processes().size())),
      observer_(model.properties()),
      words_(words()),
      parent_(model.state_bytes()),
      state_(model.state_bytes()),
      differences_(mask_bytes(model.state_bytes())) {}

const std::byte* Steps::state(std::uint32_t number) {
  if (number != from_) {
    reached_.unpack(number, parent_.data());
    hash_ = fingerprint(parent_.data(), parent_.size());
    begin_step(model_, parent_.data(), state_.data());
    from_ = number;
  }
  return parent_.data();
}

bool Steps::make(std::uint32_t from, run::Chooser& chooser, Step& step) {
  observer_.take_makers();
  if (from == kBefore) {
    make_successor(model_, nullptr, state_.data(), chooser, observer_);
    step.to = take_initial();
  } else {
    if (!end_step(model_, state(from), state_.data(), chooser, observer_)) return false;
    step.to = take_successor();
  }
  step.makers = observer_.take_makers();
  if ((step.makers & ~processes_) != 0) {
    throw std::logic_error("a step is said to be made by a process that the model does not have");
  }
  return true;
}

// The number of an initial state.
std::uint32_t Steps::take_initial() {
  from_ = kBefore;
  const std::uint64_t hash = fingerprint(state_.data(), state_.size());
  return reached_.find(hash, state_.data());
}

// The number of a successor, which is made a copy of the parent again. Many steps change nothing.
std::uint32_t Steps::take_successor() {
  const std::size_t bytes = state_.size();
  words_.find_differences(state_.data(), parent_.data(), bytes, differences_.data());
  std::uint64_t hash = hash_;
  bool same = true;
  for_each_word(differences_.data(), bytes, [&](std::uint32_t word) {
    hash += fingerprint_of_word(word, word_at(state_.data(), bytes, word)) -
            fingerprint_of_word(word, word_at(parent_.data(), bytes, word));
    same = false;
  });
  if (same) return from_;
  const std::uint32_t number = reached_.find(hash, state_.data());
  for_each_word(differences_.data(), bytes, [&](std::uint32_t word) {
    put_word(state_.data(), bytes, word, word_at(parent_.data(), bytes, word));
  });
  return number;
}

ProcessSet Steps::enabled(std::uint32_t state) {
  ProcessSet makers = 0;
  for_each(state, [&](const Step& step, const run::Path&) {
    makers |= step.makers;
    return true;
  });
  return makers;
}

}  // namespace vmcheck::state
