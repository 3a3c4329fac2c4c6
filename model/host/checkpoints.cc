#include "model/host/checkpoints.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "model/host/checkpoints_drive.h"
#include "model/host/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::host {
namespace {

using Life = VirtualMachine::Life;
using Does = VirtualMachine::Does;

// Whether nothing is under way that concerns a machine's pair.
bool is_settled(const VirtualMachine& machine) {
  return machine.does == Does::nothing && machine.life != Life::leaving;
}

// Its memory is away from before it is saved until it is resumed.
bool is_pinned(const VirtualMachine& machine) {
  return machine.has != 0 && machine.life != Life::saving && machine.life != Life::stopped;
}

bool is_of(const VirtualMachine& machine, std::size_t area) {
  return machine.store.of_vm.number == area + 1 || machine.store.of_host.number == area + 1;
}

}  // namespace

std::vector<run::Property> CheckpointModel::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 property::kResult, property::kToldOnce, property::kAccounts};
  if (bounds_.pairs > 0) {
    all.push_back(world::property::kPins);
    all.push_back(property::kPinned);
  }
  if (bounds_.suspensions > 0) {
    all.push_back(property::kSaved);
    all.push_back(property::kRefused);
  }
  if (bounds_.watches > 0) all.push_back(property::kNotUnsubscribed);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void CheckpointModel::begin(CheckpointState& state, run::Chooser& chooser) const {
  core_.init(&*state.host, 0);
  state.pairs = bounds_.pairs;
  state.moves = bounds_.moves;
  state.deaths = bounds_.deaths;
  state.watches = bounds_.watches;
  state.program.calls = bounds_.host_calls;
  state::Observer observer(properties());
  CheckpointStep(core_, bounds_, state, chooser, observer).begin();
  state.faults.memory = bounds_.faults;
}

bool CheckpointModel::step(CheckpointState& state, run::Chooser& chooser,
                           state::Observer& observer) const {
  return CheckpointStep(core_, bounds_, state, chooser, observer).make();
}

void CheckpointModel::check(const CheckpointState& state, state::Observer& observer) const {
  for (std::uint32_t i = 0; i < kMachines; ++i) {
    const unsigned kept = removed(*state.host, kMachineIds[i]);
    observer.always(property::kToldOnce, kept == state.due[i], [&] {
      return fmt::format("the host is to be told {} times that {} is gone, not {}", kept,
                         kMachineIds[i], static_cast<unsigned>(state.due[i]));
    });
  }
  if (bounds_.pairs > 0) check_pinned(state, observer);
  check_charged(state, observer);
  check_nothing_left(state, observer);
}

void CheckpointModel::check_pinned(const CheckpointState& state, state::Observer& observer) const {
  const VirtualMachine& owner = state.machines[0];
  if (!is_settled(owner)) return;
  for (std::size_t i = 0; i < world::kQueues; ++i) {
    const unsigned pins = state.memory.areas[i].pins;
    const unsigned expected = is_of(owner, i) && is_pinned(owner) ? 1 : 0;
    observer.always(property::kPinned, pins == expected, [&] {
      return fmt::format("queue {} is pinned {} times, not {}", i + 1, pins, expected);
    });
  }
}

void CheckpointModel::check_charged(const CheckpointState& state, state::Observer& observer) const {
  const vmci_host& host = *state.host;
  for (const VirtualMachine& machine : state.machines) {
    if (!is_settled(machine)) continue;
    const std::uint64_t expected = machine.has != 0 ? kProduceSize + kConsumeSize : 0;
    for (std::uint32_t slot = 0; slot < VMCI_CONTEXTS_MAX; ++slot) {
      const vmci_broker_context& context = host.broker.contexts[slot];
      if (context.state != VMCI_CONTEXT_PRESENT || context.id != machine.id) continue;
      const unsigned doorbells = host.contexts[slot].doorbells;
      observer.always(property::kAccounts,
                      context.bytes == expected && doorbells == machine.doorbells, [&] {
                        return fmt::format("machine {} is charged for {} bytes and {} doorbells",
                                           machine.id, context.bytes, doorbells);
                      });
    }
  }
}

void CheckpointModel::check_nothing_left(const CheckpointState& state,
                                         state::Observer& observer) const {
  const vmci_host& host = *state.host;
  const auto& machines = state.machines;
  if (!std::all_of(machines.begin(), machines.end(), is_settled)) return;
  const unsigned doorbells = machines[0].doorbells + machines[1].doorbells;
  const auto registered = static_cast<unsigned>(
      std::count_if(std::begin(host.registry.slots), std::end(host.registry.slots),
                    [](const vmci_resource& one) { return one.state != VMCI_RESOURCE_FREE; }));
  observer.always(property::kAccounts, registered == doorbells, [&] {
    return fmt::format("{} doorbells are registered, not {}", registered, doorbells);
  });
  const bool owed = state.host_told != 0 || state.works != 0 || machines[0].told != 0;
  if (machines[0].has != 0 || state.program.has != 0 || state.program.runs != 0 || owed) return;
  const bool pairs = std::any_of(std::begin(host.broker.pairs), std::end(host.broker.pairs),
                                 [](const vmci_broker_pair& one) {
                                   return one.pair.state != VMCI_PAIR_NEW || one.claimed != 0;
                                 });
  observer.always(property::kAccounts, !pairs && host.broker.contexts[VMCI_HOST_SLOT].bytes == 0,
                  [] { return std::string("nobody has the pair, but something of it is left"); });
}

bool CheckpointModel::may_end(const CheckpointState& state) const {
  const bool idle =
      std::all_of(state.machines.begin(), state.machines.end(), [](const VirtualMachine& machine) {
        return machine.does == Does::nothing && machine.told == 0 &&
               (machine.life == Life::runs || machine.life == Life::gone);
      });
  const bool due = std::any_of(state.due.begin(), state.due.end(),
                               [](std::uint8_t removals) { return removals != 0; });
  return idle && !due && state.works == 0 && state.host_told == 0 && state.program.runs == 0 &&
         state.unsubscribed != 1;
}

// Where none has a pair it does not matter which machine has which id.
void CheckpointModel::canonical(CheckpointState& state) const {
  if (bounds_.pairs > 0 || bounds_.machines < kMachines) return;
  auto& [one, other] = state.machines;
  if (std::memcmp(&one, &other, sizeof one) < 0) std::swap(one, other);
}

std::string CheckpointModel::text(const CheckpointState& state) const {
  static constexpr std::array<const char*, 7> kLife{"gone",      "running",     "saving", "stopped",
                                                    "restoring", "registering", "leaving"};
  const auto life = [&](std::uint32_t i) {
    return kLife[static_cast<std::size_t>(state.machines[i].life)];
  };
  return fmt::format("machine {} {}, machine {} {}; of {} removals the host is to be told",
                     state.machines[0].id, life(0), state.machines[1].id, life(1),
                     state.due[0] + state.due[1]);
}

std::vector<std::string> CheckpointModel::fault_classes() const {
  return world::fault_classes({.memory = bounds_.faults});
}

}  // namespace vmcheck::device::host
