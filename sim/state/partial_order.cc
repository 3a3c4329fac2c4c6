#include "sim/state/partial_order.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <stdexcept>

namespace vmcheck::state {
namespace {

// Whether two steps can change what the other one does.
bool meet(const Touched& one, const Touched& other) {
  return (one.writes & (other.reads | other.writes)) != 0 || (one.reads & other.writes) != 0;
}

}  // namespace

bool Turns::next() {
  if (enough_ || left_ == 0) return false;
  tries_ = ample_ != 0;
  // Without reduction the only bit there is stands for everybody.
  if (actor_ == kEverybody && !tries_) {
    left_ = 0;
    return true;
  }
  const ActorSet from = tries_ ? ample_ : left_;
  actor_ = static_cast<std::uint8_t>(std::countr_zero(from));
  const ActorSet bit = ActorSet{1} << actor_;
  ample_ &= ~bit;
  left_ &= ~bit;
  return true;
}

PartialOrder::PartialOrder(const System& model, const Options& options)
    : model_(model), visible_(model.visible()) {
  if (!options.partial_order || !model.goals().empty()) return;
  if (model.actors() > kMostActors) throw std::logic_error("the model has more than 64 actors");
  footprints_.resize(model.actors());
}

ActorSet PartialOrder::ample(const std::byte* state) {
  std::fill(footprints_.begin(), footprints_.end(), Footprint{});
  model_.footprints(state, footprints_);
  ActorSet ample = 0;
  for (std::size_t actor = 0; actor < footprints_.size(); ++actor) {
    const Footprint& footprint = footprints_[actor];
    const bool seen = (footprint.next.writes & visible_) != 0;
    if (!seen && !meet(footprint.next, footprint.others)) ample |= ActorSet{1} << actor;
  }
  return ample;
}

Turns PartialOrder::turns(const std::byte* state) {
  if (!is_on()) return {};
  const ActorSet some = ample(state);
  if (some == 0) return {};
  const std::size_t none = kMostActors - footprints_.size();
  return {~ActorSet{0} >> none, some};
}

}  // namespace vmcheck::state
