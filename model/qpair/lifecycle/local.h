// Local queue pairs: two clients of one machine create, attach, detach and create anew what has one
// handle, and move bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/qpair/lifecycle/client.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::lifecycle {

inline constexpr std::uint32_t kClients = 2;

// The bounds of a scenario.
struct LocalBounds {
  std::uint8_t allocations;  // of both clients
  std::uint8_t bytes;        // that are written
  world::Faults faults;
  std::vector<const run::Property*> reached;  // what some run must reach
};

// A ring of the pair that there is: what went through it.
struct RingCount {
  std::uint8_t written;
  std::uint8_t read;
};

struct LocalState {
  world::QueueMemory memory;
  std::array<Client, kClients> clients;
  Machine machine;
  std::array<RingCount, kClients> rings;  // by the end that fills it
  std::uint8_t pairs;                     // that were created
  std::uint8_t attached;                  // whether somebody has attached to the last of them
  std::uint8_t allocations;               // left
  std::uint8_t bytes;                     // left
  std::uint32_t unused;
};

class Local final : public state::Model<LocalState> {
 public:
  Local(const Driver& driver, LocalBounds bounds) : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(LocalState& state, run::Chooser& chooser) const override;
  bool step(LocalState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const LocalState& state, state::Observer& observer) const override;
  bool may_end(const LocalState& state) const override;
  std::string text(const LocalState& state) const override;
  std::vector<std::string> fault_classes() const override;

  // The clients are interchangeable.
  void canonical(LocalState& state) const override;

 private:
  const Driver& driver_;
  LocalBounds bounds_;
};

}  // namespace vmcheck::device::lifecycle
