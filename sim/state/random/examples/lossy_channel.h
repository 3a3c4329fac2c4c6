// An example with faults: messages sent one after the other over a channel that loses and repeats.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/state/model.h"

namespace vmcheck::state {

struct LossyChannelState {
  std::uint8_t acknowledged;  // messages of which the sender knows that they arrived
  std::uint8_t delivered;     // messages that the receiver handed on
  std::uint8_t waits;         // the sender has sent the next message
  std::uint8_t ticks;
  std::uint8_t message;  // in the channel, its number
  std::uint8_t copies;   // of it; 0: the channel is empty
  std::uint8_t answer;   // the number of a message that arrived, counted from 1; 0: none
};

class LossyChannel final : public Model<LossyChannelState> {
 public:
  enum class Sender {
    sends_again,
    waits,      // a seeded fault: it sends once, and gets stuck
    only_ticks  // a seeded fault: it goes on for ever and does nothing
  };
  enum class Receiver {
    looks_at_numbers,
    hands_all_on,  // a seeded fault: what comes twice is delivered twice
  };

  // Classes of faults.
  static constexpr std::uint32_t kMessageLost = 0;
  static constexpr std::uint32_t kMessageRepeated = 1;
  static constexpr std::uint32_t kAnswerLost = 2;

  inline static const run::Property kOnce{run::PropertyKind::always, "once",
                                          "no message is delivered twice"};
  inline static const run::Property kAgain{run::PropertyKind::sometimes, "again",
                                           "a message is sent again"};

  // For up to 200 messages.
  explicit LossyChannel(std::uint8_t messages, Sender sender = Sender::sends_again,
                        Receiver receiver = Receiver::looks_at_numbers)
      : messages_(messages), sender_(sender), receiver_(receiver) {}

  std::vector<run::Property> properties() const override { return {kOnce, kAgain}; }

  void begin(LossyChannelState&, run::Chooser&) const override {}

  bool step(LossyChannelState& state, run::Chooser& chooser, Observer& observer) const override {
    const bool sends = chooser.choose(run::ChoiceKind::schedule, 2) == 0;
    return sends ? send(state, chooser, observer) : receive(state, chooser, observer);
  }

  void check(const LossyChannelState& state, Observer& observer) const override {
    observer.always(kOnce, state.delivered <= state.acknowledged + state.waits, [&] {
      return fmt::format("{} delivered, {} sent", state.delivered,
                         state.acknowledged + state.waits);
    });
  }

  bool may_end(const LossyChannelState& state) const override {
    return state.acknowledged == messages_;
  }

  std::string text(const LossyChannelState& state) const override {
    return fmt::format("{} acknowledged, {} delivered, {} in the channel", state.acknowledged,
                       state.delivered, state.copies);
  }

 private:
  bool send(LossyChannelState& state, run::Chooser& chooser, Observer& observer) const {
    if (state.acknowledged == messages_) return false;
    if (state.answer != 0) {
      if (state.answer == state.acknowledged + 1) {
        ++state.acknowledged;
        state.waits = 0;
      }
      state.answer = 0;
      return true;
    }
    if (state.waits != 0) {
      if (state.copies > 0 || sender_ == Sender::waits) return false;
      state.ticks = (state.ticks + 1) % 3;
      if (sender_ == Sender::only_ticks || state.ticks != 0) return true;
      observer.sometimes(kAgain, true);
    }
    if (state.copies > 0) return false;
    state.waits = 1;
    state.message = state.acknowledged;
    const bool lost = chooser.choose_fault(2, kMessageLost) != 0;
    if (!lost)
      state.copies = static_cast<std::uint8_t>(1 + chooser.choose_fault(2, kMessageRepeated));
    observer.note([&] { return fmt::format("message {}{}", state.message, lost ? " lost" : ""); });
    return true;
  }

  bool receive(LossyChannelState& state, run::Chooser& chooser, Observer& observer) const {
    if (state.copies == 0) return false;
    --state.copies;
    if (receiver_ == Receiver::hands_all_on || state.message == state.delivered) ++state.delivered;
    if (chooser.choose_fault(2, kAnswerLost) == 0) {
      state.answer = static_cast<std::uint8_t>(state.message + 1);
    }
    observer.note([&] { return fmt::format("message {} received", state.message); });
    return true;
  }

  std::uint8_t messages_;
  Sender sender_;
  Receiver receiver_;
};

}  // namespace vmcheck::state
