// Several machines with their devices, drivers and programs, the hypervisor between them, and all
// that can happen to them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/device/program.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/fault_classes.h"

namespace vmcheck::device {

inline constexpr std::uint32_t kMostMachines = 4;

using world::kAnyNumber;
using world::take;

// The bounds of a scenario.
struct MachinesBounds {
  std::uint8_t things = 0x1f;   // that a program may have: a bit for each
  std::uint8_t operations = 0;  // of all programs; kAnyNumber
  std::uint8_t messages = 0;    // and rings, from the host; kAnyNumber
  std::uint8_t removals = 0;    // of devices by their drivers; kAnyNumber
  bool in_use = true;           // drivers have probed their devices
  // How often a device gives what is not so. kAnyNumber: then nothing else is believed either, and
  // only what is safe is demanded.
  std::uint8_t lies = 0;
  // The vectors on which a device that lies interrupts of its own accord, by their causes.
  std::uint8_t at_will = world::kDatagramCause | world::kNotificationCause;
  bool restarts = false;       // who is done, or killed, begins anew
  std::uint8_t rules = 0;      // of the host: world::Context::rules
  bool any_host = false;       // each machine has any privileges, and the host carries or not
  bool sends = true;           // programs send and ring
  bool anywhere = false;       // to those who are not there as well
  std::uint8_t in_memory = 0;  // whose datagrams go through memory: a bit for each machine
  std::uint8_t shared = 0;     // whose device has one vector: a bit for each
  std::array<std::uint8_t, kMostMachines> privileges{};
  std::array<std::uint8_t, kMostMachines> hosts{};  // world::Context::host: of a nested machine
  world::Faults faults{};                           // of each machine, until it begins anew
  std::vector<const run::Property*> reached{};      // what some run must reach

  bool only_safety() const { return lies == kAnyNumber; }

  // Whether devices lie, but not without end.
  bool lies_at_times() const { return lies > 0 && !only_safety(); }
};

// A machine with its driver's probe and removal, and its program.
struct Member : Machine {
  enum class Life : std::uint8_t { probing, failed, in_use, removing, removed };
  state::Padded<vmci_probe> probe;
  Program program;
  Life life;
  std::uint8_t sleeping;  // who probes or removes
  std::uint16_t struck;   // by faults: a bit for each class
  std::uint8_t lied;      // its device, or it gave half a message, since the machine was quiet
  std::uint8_t unused[3];

  // Whether faults of a class have struck.
  bool has_struck(world::FaultClass what) const;

  // Whether rings may have been lost by faults; and messages.
  bool may_have_lost_rings() const;
  bool may_have_lost_messages() const;

  // Faults of a class have struck.
  void strike(world::FaultClass what);

  // The device has lied, or will never give the rest of a message: what is on its way is not owed
  // any more. What comes from now on neither, until nothing is left that this may have changed.
  void deceive();
  void undeceive();

  // One of the doorbells is rung: if it is there, and the device in use, its call is owed.
  void ring(std::uint32_t resource);
};

// Whether a machine runs, and the one that it runs on.
bool runs(std::span<const Member> members, std::uint32_t number);

// What is left of the bounds, and the id of the next context.
struct Left {
  std::uint8_t operations;
  std::uint8_t messages;
  std::uint8_t removals;
  std::uint8_t next_id;
};

// The model, of however many machines.
class MachinesRules {
 public:
  MachinesRules(const Driver& driver, MachinesBounds bounds)
      : driver_(driver), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const;
  void begin(std::span<Member> members, Left& left, run::Chooser& chooser) const;
  bool step(std::span<Member> members, Left& left, run::Chooser& chooser,
            state::Observer& observer) const;
  void check(std::span<const Member> members, state::Observer& observer) const;
  static bool may_end(std::span<const Member> members);

  // Of devices that lie at times: that handlers end all the same, if they get their turns.
  std::vector<run::Property> goals() const;
  static bool is_met(std::span<const Member> members);
  static std::vector<state::Process> processes(std::uint32_t machines);
  static std::string text(std::span<const Member> members);

  // Where only safety is demanded nobody looks at causes that there are not, or at messages that
  // are over. A driver does not look again at what it has delivered.
  void canonical(std::span<Member> members) const;
  std::vector<std::string> fault_classes() const {
    return world::fault_classes(bounds_.faults, bounds_.lies, bounds_.removals);
  }

 private:
  const Driver& driver_;
  MachinesBounds bounds_;
};

template <std::uint32_t kMachines>
struct MachinesState {
  std::array<Member, kMachines> members;
  Left left;
};

// The same as a model of that many.
template <std::uint32_t kMachines>
class Machines final : public state::Model<MachinesState<kMachines>> {
 public:
  using State = MachinesState<kMachines>;
  static_assert(kMachines <= kMostMachines);

  Machines(const Driver& driver, MachinesBounds bounds) : rules_(driver, std::move(bounds)) {}

  std::vector<run::Property> properties() const override { return rules_.properties(); }
  void begin(State& state, run::Chooser& chooser) const override {
    rules_.begin(state.members, state.left, chooser);
  }
  bool step(State& state, run::Chooser& chooser, state::Observer& observer) const override {
    return rules_.step(state.members, state.left, chooser, observer);
  }
  void check(const State& state, state::Observer& observer) const override {
    rules_.check(state.members, observer);
  }
  bool may_end(const State& state) const override { return MachinesRules::may_end(state.members); }
  std::string text(const State& state) const override { return MachinesRules::text(state.members); }
  void canonical(State& state) const override { rules_.canonical(state.members); }
  std::vector<run::Property> goals() const override { return rules_.goals(); }
  bool is_met(std::size_t, const State& state) const override {
    return MachinesRules::is_met(state.members);
  }
  std::vector<state::Process> processes() const override {
    return MachinesRules::processes(kMachines);
  }
  std::vector<std::string> fault_classes() const override { return rules_.fault_classes(); }

 private:
  MachinesRules rules_;
};

}  // namespace vmcheck::device
