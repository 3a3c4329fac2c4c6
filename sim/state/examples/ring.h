// An example: a ring of slots with one producer and one consumer, each load and store a step.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "sim/state/model.h"

namespace vmcheck::state {

// 44 bytes. Indices count modulo twice the number of slots.
struct RingState {
  enum class At : std::uint8_t { looking, copying, publishing };

  struct End {
    std::uint32_t seen;  // the other end's index, as it was last read
    At at;
    std::uint8_t value;  // the consumer's, as it was last read
    std::uint16_t unused;
  };

  std::uint32_t tail;
  std::uint32_t head;
  std::array<std::uint8_t, 16> slots;
  std::uint32_t stream;  // a bit for each index: what was sent
  End producer;
  End consumer;
};

class Ring final : public Model<RingState> {
 public:
  enum class Publication {
    behind_the_slot,
    before_the_slot,  // a seeded fault: the consumer may read what was not written yet
  };

  // Of 1 to 16 slots. The producer sends values of 0 and 1 for ever.
  explicit Ring(std::uint32_t slots, Publication publication = Publication::behind_the_slot)
      : slots_(slots), publication_(publication) {}

  std::vector<run::Property> properties() const override;
  void begin(RingState& state, run::Chooser& chooser) const override;
  bool step(RingState& state, run::Chooser& chooser, Observer& observer) const override;
  void check(const RingState& state, Observer& observer) const override;
  std::string text(const RingState& state) const override;

  // Each end leaves alone the slots that are the other's to read or to write; not with the fault.
  std::uint32_t actors() const override { return 2; }
  void footprints(const RingState& state, std::span<Footprint> footprints) const override;
  ObjectSet visible() const override;

 private:
  std::uint32_t used(std::uint32_t tail, std::uint32_t head) const;
  std::uint32_t behind(std::uint32_t index) const { return (index + 1) % (2 * slots_); }
  void produce(RingState& state, run::Chooser& chooser, Observer& observer) const;
  void write_slot(RingState& state, run::Chooser& chooser, Observer& observer) const;
  void consume(RingState& state, Observer& observer) const;
  ObjectSet entries(std::uint32_t first, std::uint32_t count) const;

  std::uint32_t slots_;
  Publication publication_;
};

}  // namespace vmcheck::state
