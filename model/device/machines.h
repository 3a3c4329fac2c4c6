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

namespace vmcheck::device {

inline constexpr std::uint32_t kMostMachines = 4;

// As many as may be.
inline constexpr std::uint8_t kAnyNumber = 255;

// Whether there is one left; then there is one less.
inline bool take(std::uint8_t& left) {
  if (left == 0) return false;
  if (left != kAnyNumber) --left;
  return true;
}

// The bounds of a scenario.
struct MachinesBounds {
  std::uint8_t things = 0x1f;   // that a program may have: a bit for each
  std::uint8_t operations = 0;  // of all programs; kAnyNumber
  std::uint8_t messages = 0;    // and rings, from the host; kAnyNumber
  std::uint8_t removals = 0;    // of devices by their drivers; kAnyNumber
  bool in_use = true;           // drivers have probed their devices
  bool hostile = false;         // devices give what they like: only what is safe is demanded
  bool restarts = false;        // who is done, or killed, begins anew
  std::uint8_t rules = 0;       // of the host: world::Context::rules
  bool any_host = false;        // each machine has any privileges, and the host carries or not
  bool anywhere = false;        // programs send to those who are not there as well
  std::uint8_t in_memory = 0;   // whose datagrams go through memory: a bit for each machine
  std::uint8_t shared = 0;      // whose device has one vector: a bit for each
  std::array<std::uint8_t, kMostMachines> privileges{};
  std::array<std::uint8_t, kMostMachines> hosts{};  // world::Context::host: of a nested machine
  world::Faults faults{};                           // of each machine, until it begins anew
  std::vector<const run::Property*> reached{};      // what some run must reach
};

// A machine with its driver's probe and removal, and its program.
struct Member : Machine {
  enum class Life : std::uint8_t { probing, failed, in_use, removing, removed };
  state::Padded<vmci_probe> probe;
  Program program;
  Life life;
  std::uint8_t sleeping;  // who probes or removes
  std::uint8_t struck;    // by faults: a bit for each class
  std::uint8_t unused;

  // Whether faults of a class have struck.
  bool has_struck(world::FaultClass what) const;

  // Whether rings may have been lost by faults; and messages.
  bool may_have_lost_rings() const;
  bool may_have_lost_messages() const;

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
  static std::string text(std::span<const Member> members);
  std::vector<std::string> fault_classes() const { return world::fault_classes(bounds_.faults); }

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
  std::vector<std::string> fault_classes() const override { return rules_.fault_classes(); }

 private:
  MachinesRules rules_;
};

}  // namespace vmcheck::device
