// A consumer that sleeps until a bell rings, and a producer who rings it: the same model as
// doorbell.pml, line by line.
#pragma once

#include <cstdint>
#include <string>

#include "sim/state/model.h"

namespace vmcheck::state::oracle {

struct DoorbellState {
  std::uint8_t tail;  // indices count modulo twice the number of slots
  std::uint8_t head;
  std::uint8_t asleep;
  std::uint8_t bell;
  std::uint8_t producer;  // what it does next
  std::uint8_t consumer;
};

class Doorbell final : public Model<DoorbellState> {
 public:
  enum class Sleep {
    after_another_look,
    at_once,  // a seeded fault: what came in between is slept through
  };

  Doorbell(std::uint32_t slots, Sleep sleep) : slots_(slots), sleep_(sleep) {}

  void begin(DoorbellState&, run::Chooser&) const override {}
  bool step(DoorbellState& state, run::Chooser& chooser, Observer&) const override {
    return chooser.choose(run::ChoiceKind::schedule, 2) == 0 ? produce(state) : consume(state);
  }
  std::string text(const DoorbellState& state) const override;

 private:
  bool produce(DoorbellState& state) const;
  bool consume(DoorbellState& state) const;
  std::uint8_t behind(std::uint8_t index) const {
    return static_cast<std::uint8_t>((index + 1U) % (2 * slots_));
  }

  std::uint32_t slots_;
  Sleep sleep_;
};

}  // namespace vmcheck::state::oracle
