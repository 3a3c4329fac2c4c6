// Machines that are suspended, saved and restored, or die, while programs of their host watch them
// and have a queue pair with one. Where a machine is removed and restored afterwards, the host has
// forgotten it, as has any other that it could go on in; its id may be another's meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/host/core.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/contexts.h"
#include "sim/world/host.h"

namespace vmcheck::device::host {

inline constexpr std::uint32_t kMachines = 2;

// The ids that they can have: each wishes for the first one that is free.
inline constexpr std::array<std::uint32_t, kMachines> kMachineIds{16, 17};

// Programs that have subscribed to removals; the second one may end that.
inline constexpr std::uint32_t kSubscribers = 2;

// The resources of a machine's doorbells, which it registers in this order.
inline constexpr std::array<std::uint32_t, 2> kDoorbells{7, 8};

struct CheckpointBounds {
  std::uint8_t machines = 1;
  std::uint8_t pairs = 0;        // that the first machine creates
  std::uint8_t host_calls = 0;   // of the program that attaches to them, and leaves them
  std::uint8_t changes = 0;      // of each machine: doorbells, its own watches
  std::uint8_t suspensions = 0;  // likewise
  std::uint8_t moves = 0;        // of machines that go on where nobody knows them
  std::uint8_t deaths = 0;       // of any
  std::uint8_t watches = 0;      // that the host begins or ends
  bool unsubscribes = false;     // the second program
  std::uint8_t faults = 0;       // pages that cannot be pinned
  std::vector<const run::Property*> reached;  // what some run must reach
};

// What was saved of a machine, as it was written.
struct Saved {
  std::array<vmci_checkpoint_doorbell, kDoorbells.size()> doorbells;
  std::array<vmci_u32, 1> watched;
  std::uint8_t watched_count;
  std::uint8_t doorbell_count;
  std::uint8_t there;
  std::uint8_t unused;
};

// A virtual machine, and whoever runs it.
struct VirtualMachine {
  enum class Life : std::uint8_t {
    gone,
    runs,
    saving,
    stopped,
    restoring,
    registering,  // the doorbells that were saved
    leaving
  };
  enum class Does : std::uint8_t { nothing, allocates, unmaps, maps, detaches };

  state::Padded<vmci_broker_operation> call;  // for its pair
  state::Padded<vmci_host_removal> removal;
  Saved saved;
  std::uint32_t id;  // 0: the host does not know it
  world::PageStore store;
  Life life;
  Does does;
  std::uint8_t call_sleeps;
  std::uint8_t removal_sleeps;
  std::uint8_t failures;   // that may strike yet, when the call began
  std::uint8_t has;        // whether it has the pair
  std::uint8_t watches;    // whether it watches the host
  std::uint8_t watched;    // whether the host watches it, or did when it began to leave
  std::uint8_t doorbells;  // that it has registered
  std::uint8_t restored;   // doorbells so far
  std::uint8_t told;       // that there are events
  std::uint8_t turned_away;
  std::uint8_t changes;  // left, as the next one
  std::uint8_t suspensions;
  std::array<std::uint8_t, 4> unused;

  bool is_there() const { return id != 0 && life != Life::leaving; }
};

// The host's program with the other end of the pair.
struct PairProgram {
  state::Padded<vmci_broker_operation> call;
  std::uint8_t calls;  // left
  std::uint8_t runs;
  std::uint8_t sleeping;
  std::uint8_t has;
  std::array<std::uint8_t, 4> unused;
};

struct CheckpointState {
  state::Padded<vmci_host> host;
  world::QueueMemory memory;
  std::array<VirtualMachine, kMachines> machines;
  PairProgram program;
  state::Padded<vmci_programs> work;
  state::Padded<vmci_host_unsubscribe> unsubscribe;
  std::uint32_t in_hand;                    // the id of whose removal the host is being told
  std::array<std::uint8_t, kMachines> due;  // removals that it is to be told of, by id
  std::uint8_t heard;                       // by which programs: bits
  std::uint8_t works;
  std::uint8_t host_told;
  std::uint8_t unsubscribe_sleeps;
  std::uint8_t unsubscribed;  // 1: its end has begun, 2: it is done
  std::uint8_t pairs;         // left, as the following
  std::uint8_t moves;
  std::uint8_t deaths;
  std::uint8_t watches;
  std::array<std::uint8_t, 5> unused;
  world::Faults faults;
};

class CheckpointModel final : public state::Model<CheckpointState> {
 public:
  CheckpointModel(const ContextFunctions& core, CheckpointBounds bounds)
      : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(CheckpointState& state, run::Chooser& chooser) const override;
  bool step(CheckpointState& state, run::Chooser& chooser,
            state::Observer& observer) const override;
  void check(const CheckpointState& state, state::Observer& observer) const override;
  bool may_end(const CheckpointState& state) const override;
  void canonical(CheckpointState& state) const override;
  std::string text(const CheckpointState& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  void check_pinned(const CheckpointState& state, state::Observer& observer) const;
  void check_charged(const CheckpointState& state, state::Observer& observer) const;
  void check_nothing_left(const CheckpointState& state, state::Observer& observer) const;

  const ContextFunctions& core_;
  CheckpointBounds bounds_;
};

}  // namespace vmcheck::device::host
