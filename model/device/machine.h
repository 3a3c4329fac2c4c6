// A virtual machine: its device, its driver, and those of the driver's operations that the machine
// itself runs: the handlers of interrupts and deferred work.
#pragma once

#include <cstdint>
#include <string>

#include "model/device/core.h"
#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/state/padded.h"
#include "sim/world/device.h"
#include "sim/world/platform.h"

namespace vmcheck::device::VMCHECK_CORE {

// The machine's number, and its context id.
inline constexpr std::uint8_t kMachine = 0;
inline constexpr std::uint32_t kContext = 42;

struct Machine {
  world::Device device;
  state::Padded<vmci_guest> guest;
  // Of handlers that run. With a vector for each cause each uses its own part.
  state::Padded<vmci_interrupt> interrupt;
  state::Padded<vmci_deferred> deferred;
  std::uint8_t handling;   // a bit for each vector whose handler runs, as in Device::pending
  std::uint8_t deferring;  // deferred work: kAsked and kRuns
  std::uint8_t sleepers_woken;
  std::uint8_t unused;

  static constexpr std::uint8_t kAsked = 1;
  static constexpr std::uint8_t kRuns = 2;

  // Whether nothing is under way by which a client may yet be called.
  bool is_quiet() const { return device.pending == 0 && handling == 0 && deferring == 0; }

  // Whether nothing is left of resources, subscriptions and their clients.
  bool has_nothing() const;

  // What is under way, for people: "; interrupt pending, work deferred".
  std::string text() const;
};

// Makes a machine whose driver has probed the device: the tables are empty, interrupts on.
void start(Machine& machine, world::Vectors vectors, const world::Faults& faults);

// The machine during one step.
class MachineStep {
 public:
  MachineStep(Machine& machine, world::Clients& clients, run::Chooser& chooser,
              state::Observer& observer)
      : machine_(machine), clients_(clients), chooser_(chooser), observer_(observer) {}

  // Runs a step of the driver and sees to what it asked for. If it woke those who wait, that is
  // kept in Machine::sleepers_woken.
  template <typename Run>
  auto drive(const Run& run) {
    world::Platform platform({&machine_.device, 1}, clients_, chooser_, observer_);
    const auto result = run(*machine_.guest);
    if (platform.woke()) machine_.sleepers_woken = 1;
    if (platform.deferred()) machine_.deferring |= Machine::kAsked;
    return result;
  }

  // How many there are of the following; each makes its step. False if it has none to make.
  static constexpr std::uint32_t kActors = 4;
  bool act(std::uint32_t actor);

 private:
  bool handle(std::uint8_t vector);
  bool defer();
  bool interrupt_for_nothing();
  vmci_step handler_step(vmci_guest& guest, std::uint8_t vector);
  void end_handler(std::uint8_t vector);

  Machine& machine_;
  world::Clients& clients_;
  run::Chooser& chooser_;
  state::Observer& observer_;
};

}  // namespace vmcheck::device::VMCHECK_CORE
