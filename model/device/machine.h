// A virtual machine: its device, its driver, and those of the driver's operations that the machine
// itself runs: the handlers of interrupts and deferred work.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/device/core.h"
#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/observer.h"
#include "sim/state/padded.h"
#include "sim/state/process.h"
#include "sim/world/hardware.h"
#include "sim/world/hypervisor.h"
#include "sim/world/platform.h"

namespace vmcheck::device {

// The number of a machine that is alone, and its context id.
inline constexpr std::uint8_t kMachine = 0;
inline constexpr std::uint32_t kContext = 42;

struct Machine : world::Hardware {
  state::Padded<vmci_guest> guest;
  // Of handlers that run. With a vector for each cause each uses its own part.
  state::Padded<vmci_interrupt> interrupt;
  state::Padded<vmci_deferred> deferred;

  // Whether nothing is under way by which a client may yet be called.
  bool is_quiet() const { return (device.pending | processor.handling | processor.deferring) == 0; }

  // Whether nothing is left of resources, subscriptions and their clients.
  bool has_nothing() const;

  // Whether nothing is left of what the platform gave, nor of what it does, and the device is as
  // after a reset, if it is still there.
  bool is_given_back() const;

  // What is under way, for people: ", interrupt pending, work deferred".
  std::string text() const;

  // The vectors whose handler runs, or whose interrupt can be taken.
  unsigned int may_handle() const {
    const unsigned int taken = processor.vectors != 0 ? device.pending : 0;
    return processor.handling | taken;
  }

  // Those actors of MachineStep that may have a step, if these classes of faults are possible.
  run::Options enabled(run::Options possible_faults) const;

  // Who has woken those whose step waits: bits of Processor::woken, asked for once.
  std::uint8_t take_wake() { return std::exchange(processor.woken, std::uint8_t{0}); }
};

// The classes of faults by which actors of MachineStep have a step: the others ask for none here.
inline constexpr run::Options kOwnFaults =
    run::option(static_cast<std::uint32_t>(world::FaultClass::interrupts), true) |
    run::option(static_cast<std::uint32_t>(world::FaultClass::lost), true) |
    run::option(static_cast<std::uint32_t>(world::FaultClass::removal), true);

inline run::Options Machine::enabled(run::Options possible_faults) const {
  using enum world::FaultClass;
  static_assert(world::kDatagramCause == 1 && world::kNotificationCause == 2);
  static_assert(world::Vectors::shared == world::Vectors{0} &&
                world::Vectors::exclusive == world::Vectors{1});
  const auto may_strike = [&](std::uint8_t left, world::FaultClass what) {
    return world::may_strike(left, what, possible_faults);
  };
  const run::Options vectors = 1 + 2 * static_cast<run::Options>(device.vectors);
  const run::Options sound = (may_handle() & vectors) | run::option(2, processor.deferring != 0);
  if ((possible_faults & kOwnFaults) == 0) return sound;  // as in most steps of a run at random
  return sound |
         run::option(3, processor.vectors != 0 && may_strike(faults.interrupts, interrupts)) |
         run::option(4, device.pending != 0 && may_strike(faults.lost, lost)) |
         run::option(5, may_strike(faults.removal, removal));
}

// What a machine is like when it begins.
struct Setup {
  world::Vectors vectors;
  world::Faults faults;
  bool in_memory = false;  // where datagrams go through, instead of ports
  std::uint8_t number = kMachine;
  std::uint32_t context = kContext;
};

// Makes a machine whose driver has not probed the device, of one that is all zero bytes.
void power_on(Machine& machine, const Driver& driver, const Setup& setup);

// Makes a machine whose driver has probed the device: the tables are empty, interrupts on.
void start(Machine& machine, const Driver& driver, const Setup& setup);

// The processes of a model whose steps are those of its threads, of the hypervisor, and of the
// machine, in this order. Who sends and rings, and what goes wrong, may be forgotten.
std::vector<state::Process> machine_processes(std::uint32_t threads);

// The machine during one step.
class MachineStep {
 public:
  // Of one of several machines.
  MachineStep(world::Machines machines, Machine& machine, const Driver& driver,
              world::Clients& clients, run::Chooser& chooser, state::Observer& observer)
      : machines_(machines),
        machine_(machine),
        driver_(driver),
        clients_(clients),
        chooser_(chooser),
        observer_(observer) {}

  // Runs a step of the driver.
  template <typename Run>
  auto drive(const Run& run) {
    const world::Platform platform(machines_, clients_, chooser_, observer_);
    return run(*machine_.guest);
  }

  // What is behind the machine's device.
  world::Hypervisor hypervisor() const {
    return world::Hypervisor(machines_, clients_.queue_pairs());
  }

  // How many there are of the following; each makes its step. False if it has none to make.
  static constexpr std::uint32_t kActors = 6;
  bool act(std::uint32_t actor);

  // The same of one that is enabled.
  bool act_enabled(std::uint32_t actor);

  // Those of them that may have a step; the others have none.
  run::Options enabled() const { return machine_.enabled(chooser_.possible_faults()); }

 private:
  bool handle(std::uint8_t vector);
  bool defer();
  bool interrupt_for_nothing();
  bool lose_interrupt();
  bool pull_out();
  vmci_step handler_step(vmci_guest& guest, std::uint8_t vector);
  void end_handler(std::uint8_t vector);

  world::Machines machines_;
  Machine& machine_;
  const Driver& driver_;
  world::Clients& clients_;
  run::Chooser& chooser_;
  state::Observer& observer_;
};

// One step of a model of one machine: what all models have in common.
template <typename Bounds, typename State>
class ModelStep : public world::Clients {
 protected:
  ModelStep(const Driver& driver, const Bounds& bounds, State& state, run::Chooser& chooser,
            state::Observer& observer)
      : driver_(driver),
        bounds_(bounds),
        state_(state),
        chooser_(chooser),
        observer_(observer),
        machine_(world::Machines(std::span(&state.machine, 1)), state.machine, driver, *this,
                 chooser, observer) {}

  // Of the properties that some run of this scenario must reach.
  void reach(const run::Property& property, bool reached) {
    if (!reached) return;
    const auto& all = bounds_.reached;
    observer_.sometimes(property, std::find(all.begin(), all.end(), &property) != all.end());
  }

  const Driver& driver_;
  const Bounds& bounds_;
  State& state_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  MachineStep machine_;
};

}  // namespace vmcheck::device
