// Doorbells of one machine: its threads create, destroy and ring them, while the hypervisor rings
// them too and the driver's handler and deferred work call their clients.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/core.h"
#include "model/device/machine.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/device.h"

namespace vmcheck::device {

// Rings without end.
inline constexpr std::uint8_t kEndless = 255;

// The bounds of a scenario.
struct DoorbellBounds {
  std::uint32_t threads;    // 1 or 2
  std::uint32_t doorbells;  // that there are at a time, at most 5
  std::uint8_t operations;  // of all threads
  std::uint8_t rings;       // from outside; kEndless: as many as may be
  std::uint32_t delayed;    // a bit for each doorbell: its client is called by deferred work
  world::Vectors vectors;
  world::Faults faults;
  std::vector<const run::Property*> reached;  // what some run must reach
};

inline constexpr std::uint32_t kMostThreads = 2;
inline constexpr std::uint32_t kMostDoorbells = 5;

// A thread's operation that is under way.
struct Thread {
  enum class Operation : std::uint8_t { none, create, destroy };
  Operation operation;
  std::uint8_t doorbell;
  std::uint8_t sleeping;  // until the driver wakes it
  std::uint8_t unused;
  state::Padded<vmci_doorbell_operation> steps;
};

// A doorbell as its client knows it, and what it may expect. All zero bytes: none.
struct Expectation {
  enum class Life : std::uint8_t { none, creating, live, destroying };
  std::uint32_t id;  // its resource
  Life life;
  std::uint8_t index;       // notification index; known from when it can be rung
  std::uint8_t destroyers;  // threads that destroy it
  std::uint8_t owed;        // rung since it was last called
  std::uint16_t rings;      // of its index since its creation
  std::uint16_t calls;
};

struct DoorbellState {
  Machine machine;
  std::array<Thread, kMostThreads> threads;
  std::array<Expectation, kMostDoorbells> doorbells;
  std::uint32_t newest_id;
  std::uint8_t operations;  // left
  std::uint8_t rings;       // left
  std::uint8_t watched;     // the doorbell whose rings must be answered at last
  std::uint8_t unused;
};

class Doorbells final : public state::Model<DoorbellState> {
 public:
  Doorbells(const Driver& driver, DoorbellBounds bounds)
      : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(DoorbellState& state, run::Chooser& chooser) const override;
  bool step(DoorbellState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const DoorbellState& state, state::Observer& observer) const override;
  bool may_end(const DoorbellState& state) const override;
  std::string text(const DoorbellState& state) const override;
  std::vector<std::string> fault_classes() const override;

  // With endless rings: that each is answered, if handlers and deferred work get their turns.
  std::vector<run::Property> goals() const override;
  bool is_met(std::size_t goal, const DoorbellState& state) const override;
  std::vector<state::Process> processes() const override;

  // The threads are interchangeable.
  void canonical(DoorbellState& state) const override;

 private:
  const Driver& driver_;
  DoorbellBounds bounds_;
};

}  // namespace vmcheck::device
