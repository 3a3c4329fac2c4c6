// Partial-order reduction: of steps whose order does not matter only one order is searched.
//
// If nothing that others can do before an actor's next step touches what that step does, then what
// he can do stays as it is until he does it, and comes to the same before it all and behind it. If
// check() does not see it either, it is enough to make his steps, an ample set. Others' steps must
// not be put off for ever: one of his steps must lead to a state from where the search has yet to
// go on. So each state where somebody was put off has a way to one where nobody was.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/state/footprint.h"
#include "sim/state/model.h"
#include "sim/state/result.h"

namespace vmcheck::state {

// Whose steps from a state are made, turn by turn.
class Turns {
 public:
  // Stands for all actors, in one turn.
  static constexpr std::uint32_t kEverybody = kMostActors;

  // Everybody steps.
  Turns() = default;

  // Of these actors, those whose steps are enough come first.
  Turns(ActorSet actors, ActorSet ample) : ample_(ample), left_(actors) {}

  // Moves on to the first turn, or the next one. False if enough steps were made.
  bool next();

  // Whose turn it is.
  std::uint32_t actor() const { return actor_; }

  // Whether it is of use to know that a step of this turn leads on; and that it does.
  bool asks() const { return tries_ && !enough_; }
  void leads_on() { enough_ = tries_; }

  // Whether somebody had no turn.
  bool is_partial() const { return enough_ && left_ != 0; }

 private:
  ActorSet ample_ = 0;
  ActorSet left_ = 1;  // who had no turn yet
  std::uint8_t actor_ = kEverybody;
  bool tries_ = false;   // the steps of this turn may be enough
  bool enough_ = false;  // they are
};

class PartialOrder {
 public:
  // The model lives longer than this. Throws std::logic_error if it has too many actors.
  PartialOrder(const System& model, const Options& options);

  // Whether steps may be left out at all.
  bool is_on() const { return !footprints_.empty(); }

  // The actors in a state of whom the steps of one are enough, if one of those leads on.
  ActorSet ample(const std::byte* state);

  // Whose turn it is in a state.
  Turns turns(const std::byte* state);

 private:
  const System& model_;
  ObjectSet visible_;
  std::vector<Footprint> footprints_;  // of each actor, in the state at hand
};

}  // namespace vmcheck::state
