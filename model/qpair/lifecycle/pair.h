// A queue pair's whole life: a machine with its driver and a client, the host's broker as the
// hypervisor's part, and a program of the host with the other end. Either creates the pair; the
// machine is suspended and resumed, migrated or killed, and the driver gives up the device.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/qpair/broker/core.h"
#include "model/qpair/lifecycle/client.h"
#include "model/qpair/lifecycle/host.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::lifecycle {

// The bounds of a scenario.
struct PairBounds {
  bool host_creates = false;      // and the machine attaches; else the other way round
  std::uint8_t allocations;       // of the client
  std::uint8_t host_calls;        // of the host's program, to have the pair and to leave it
  std::uint8_t client_bytes = 0;  // that are written
  std::uint8_t host_bytes = 0;
  std::uint8_t suspensions = 0;  // of the machine, as the following
  std::uint8_t migrations = 0;
  std::uint8_t kills = 0;
  std::uint8_t removals = 0;  // by the driver
  world::Faults faults{};     // of the machine
  std::uint8_t host_faults = 0;
  std::uint8_t third_calls = 0;               // of another machine, which wants to attach as well
  bool mismatches = false;                    // the host may ask for what does not fit
  std::vector<const run::Property*> reached;  // what some run must reach
};

// The host's program, which has one end or none.
struct Program {
  enum class Does : std::uint8_t { nothing, allocates, detaches };
  state::Padded<vmci_broker_operation> call;
  state::Padded<vmci_host_operation> end;
  vmci_handle handle;  // of its pair
  Does does;
  std::uint8_t has;    // whether it has the pair
  std::uint8_t moves;  // whether an operation of its end runs
  std::uint8_t call_sleeps;
  std::uint8_t end_sleeps;
  std::uint8_t failures;  // of the host that may strike yet, when the call began
  std::uint8_t written;   // bytes of this pair
  std::uint8_t read;
};

// Who runs the machine, and speaks for it to the broker.
struct Keeper {
  enum class Does : std::uint8_t { nothing, suspends, resumes, migrates, kills };
  state::Padded<vmci_context_removal> removal;
  Does does;
  std::uint8_t sleeping;
  std::uint8_t stopped;  // the machine makes no step
  std::uint8_t dead;
  std::uint8_t told;  // that there are events for the machine
  std::array<std::uint8_t, 3> unused;

  // What is called but to remove the machine: in the place of a removal's own calls.
  vmci_broker_operation& call() { return removal->detach; }
};

// Another machine, which has no part in the pair.
struct Third {
  state::Padded<vmci_broker_operation> call;
  std::uint8_t tries;
  std::uint8_t sleeping;
  std::array<std::uint8_t, 6> unused;
};

struct PairState {
  enum class Life : std::uint8_t { in_use, removing, removed };
  world::QueueMemory memory;
  Client client;
  Machine machine;
  state::Padded<vmci_probe> probe;
  Life life;
  std::uint8_t sleeping;  // who removes
  std::uint8_t said;      // a bit for each of the news so far
  std::uint8_t parted;    // the broker does not know the pair that the client has
  state::Padded<vmci_broker> broker;
  Program program;
  Keeper keeper;
  Third third;
  std::uint8_t host_told;    // that there are events for the host
  std::uint8_t allocations;  // left, as the following
  std::uint8_t host_calls;
  std::uint8_t client_bytes;
  std::uint8_t host_bytes;
  std::uint8_t suspensions;
  std::uint8_t migrations;
  std::uint8_t kills;
  std::uint8_t removals;
  std::int8_t refusal;  // what the broker answered the client's allocation, if that is an error
  std::uint8_t third_calls;
  std::array<std::uint8_t, 5> unused;
  world::Faults host_faults;
};

class Pair final : public state::Model<PairState> {
 public:
  Pair(const Driver& driver, const HostFunctions& host, PairBounds bounds)
      : driver_(driver), host_(host), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(PairState& state, run::Chooser& chooser) const override;
  bool step(PairState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const PairState& state, state::Observer& observer) const override;
  bool may_end(const PairState& state) const override;
  std::string text(const PairState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  const Driver& driver_;
  const HostFunctions& host_;
  PairBounds bounds_;
};

}  // namespace vmcheck::device::lifecycle
