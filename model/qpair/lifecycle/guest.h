// Queue pairs that a machine shares with its host: clients create them or attach to the host's,
// while the host comes and goes, the hypervisor refuses, memory is not to be had, the driver gives
// up the device, or the machine is migrated.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/qpair/lifecycle/client.h"
#include "model/qpair/lifecycle/host.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::lifecycle {

// A client that creates pairs, and one that attaches to the one that the host has created.
inline constexpr std::uint32_t kCreator = 0;
inline constexpr std::uint32_t kAttacher = 1;
inline constexpr std::uint32_t kGuestClients = 2;

// The bounds of a scenario.
struct GuestBounds {
  std::uint32_t clients;        // a bit for each that there is
  std::uint8_t allocations;     // of all clients
  std::uint8_t bytes;           // that are written
  std::uint8_t strays = 0;      // events that are repeated, or about somebody else
  std::uint8_t removals = 0;    // by the driver
  std::uint8_t migrations = 0;  // of the machine
  bool far_pages = false;       // page numbers may have more than 32 bits
  world::Faults faults;
  std::vector<const run::Property*> reached;  // what some run must reach
};

struct GuestState {
  enum class Life : std::uint8_t { in_use, removing, removed };
  world::QueueMemory memory;
  std::array<Client, kGuestClients> clients;
  std::array<HostPair, kGuestClients> pairs;  // as the hypervisor knows them, in any order
  Machine machine;
  state::Padded<vmci_probe> probe;
  std::uint32_t newest_id;
  Life life;
  std::uint8_t sleeping;     // who removes
  std::uint8_t allocations;  // left, as the following
  std::uint8_t bytes;
  std::uint8_t strays;
  std::uint8_t removals;
  std::uint8_t migrations;
  std::uint8_t said;  // a bit for each of the news about the host's pair, or the machine, so far
};

class Guest final : public state::Model<GuestState> {
 public:
  Guest(const Driver& driver, GuestBounds bounds) : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(GuestState& state, run::Chooser& chooser) const override;
  bool step(GuestState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const GuestState& state, state::Observer& observer) const override;
  bool may_end(const GuestState& state) const override;
  std::string text(const GuestState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  const Driver& driver_;
  GuestBounds bounds_;
};

}  // namespace vmcheck::device::lifecycle
