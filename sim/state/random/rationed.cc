#include "sim/state/random/rationed.h"

#include <cstring>

#include "sim/state/random/recovery.h"
#include "sim/state/successors.h"

namespace vmcheck::state::random {
namespace {

enum End : std::uint32_t { kNone, kWanted, kOther };

// Asks on, but for faults when none are left.
class RationedChooser final : public run::Chooser {
 public:
  RationedChooser(run::Chooser& chooser, std::uint32_t faults)
      : chooser_(chooser), faults_(faults) {}

  std::uint32_t choose(run::ChoiceKind kind, std::uint32_t options) override {
    const bool is_fault = kind == run::ChoiceKind::fault;
    const std::uint32_t taken = is_fault && faults_ == 0 ? 0 : chooser_.choose(kind, options);
    if (is_fault && taken != 0) --faults_;
    return note(kind, options, taken);
  }

  std::uint32_t choose_among(run::ChoiceKind kind, std::uint32_t options,
                             run::Options enabled) override {
    return note(kind, options, chooser_.choose_among(kind, options, enabled));
  }

  run::Options possible_faults() override { return faults_ > 0 ? chooser_.possible_faults() : 0; }

  bool winds_down() const override { return chooser_.winds_down(); }

  std::uint32_t faults() const { return faults_; }  // left
  const run::Path& path() const { return path_; }   // as the model sees it

 private:
  std::uint32_t note(run::ChoiceKind kind, std::uint32_t options, std::uint32_t taken) {
    path_.push_back({kind, options, taken});
    return taken;
  }

  run::Chooser& chooser_;
  std::uint32_t faults_;
  run::Path path_;
};

// States lie in rows, the model's at the beginning of each.
std::size_t round_up(std::size_t bytes) {
  constexpr std::size_t kAlignment = alignof(std::max_align_t);
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

Rationed::Rationed(const System& model, const Wanted& wanted, std::uint32_t faults)
    : model_(model),
      wanted_(wanted),
      faults_(faults),
      bytes_(model.state_bytes()),
      walk_(model, wanted.bounds, wanted.strategy),
      observer_(model.properties()),
      parent_(bytes_) {}

std::vector<run::Property> Rationed::properties() const {
  if (wanted_.property == run::property::kProgress) return {};
  return {wanted_.property};
}

std::size_t Rationed::state_bytes() const {
  return round_up(bytes_ + sizeof(Ration));
}

void Rationed::begin(std::byte* state, run::Chooser& chooser) const {
  RationedChooser choices(chooser, faults_);
  model_.begin(state, choices);
  arrive(nullptr, state, choices.faults(), choices.path());
}

bool Rationed::step(std::byte* state, run::Chooser& chooser, Observer&) const {
  const Ration before = ration(state);
  if (before.end != kNone) return false;
  std::memcpy(parent_.data(), state, bytes_);
  RationedChooser choices(chooser, before.faults);
  if (!model_.step(state, choices, observer_)) return false;
  arrive(parent_.data(), state, choices.faults(), choices.path());
  return true;
}

// Looks what the state behind a step, or the step, breaks.
void Rationed::arrive(const std::byte* parent, std::byte* state, std::uint32_t faults,
                      const run::Path& step) const {
  model_.check(state, observer_);
  Ration after{faults, kNone};
  if (observer_.take_broken()) {
    after.end = broken_by(model_, parent, step) == wanted_.property ? kWanted : kOther;
  } else if (wanted_.property == kRecovery &&
             walk_.recover(state, wanted_.seed).ending == Ending::no_recovery) {
    after.end = kWanted;
  }
  std::memcpy(state + bytes_, &after, sizeof(after));
}

void Rationed::check(const std::byte* state, Observer& observer) const {
  if (wanted_.property == run::property::kProgress) return;
  observer.always(wanted_.property, ration(state).end != kWanted,
                  [&] { return model_.text(state); });
}

// Asked where no step is possible; that may be for want of faults.
bool Rationed::may_end(const std::byte* state) const {
  if (wanted_.property != run::property::kProgress || ration(state).end != kNone) return true;
  return model_.may_end(state) || has_successor(model_, state);
}

Rationed::Ration Rationed::ration(const std::byte* state) const {
  Ration ration;
  std::memcpy(&ration, state + bytes_, sizeof(ration));
  return ration;
}

}  // namespace vmcheck::state::random
