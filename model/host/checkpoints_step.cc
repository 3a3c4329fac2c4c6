// Machines that come, have a pair, doorbells and watches, are suspended, and go.
#include "model/host/checkpoints_step.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "model/host/checkpoints_drive.h"
#include "model/host/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::host {
namespace {

using run::ChoiceKind;

// Who makes a step.
enum Actor : std::uint32_t {
  kKeeper = 0,
  kRemover = kKeeper + kMachines,
  kFetcher = kRemover + kMachines,
  kProgram = kFetcher + kMachines,
  kWatcher,
  kWorker,
  kUnsubscriber,
  kActors
};

std::uint8_t pages_of(std::uint64_t size) {
  return static_cast<std::uint8_t>(1 +
                                   (size + world::kQueuePageBytes - 1) / world::kQueuePageBytes);
}

}  // namespace

bool CheckpointStep::make() {
  const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, kActors);
  if (who < kRemover) return keep(state_.machines[who - kKeeper]);
  if (who < kFetcher) return remove(state_.machines[who - kRemover]);
  if (who < kProgram) return fetch(state_.machines[who - kFetcher]);
  switch (who) {
    case kProgram:
      return program();
    case kWatcher:
      return watch();
    case kWorker:
      return work();
    default:
      return unsubscribe();
  }
}

void CheckpointStep::reach(const run::Property& property, bool reached) {
  if (!reached) return;
  const auto& all = bounds_.reached;
  observer_.sometimes(property, std::find(all.begin(), all.end(), &property) != all.end());
}

void CheckpointStep::demand_result(int result, int expected, const char* what) {
  observer_.always(property::kResult, result == expected,
                   [&] { return fmt::format("{}: {}, not {}", what, result, expected); });
}

std::int32_t CheckpointStep::alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) {
  return VMCI_ERROR_UNAVAILABLE;  // there is no driver
}

std::int32_t CheckpointStep::detach(std::uint32_t, std::uint32_t, std::uint32_t) {
  return VMCI_ERROR_UNAVAILABLE;
}

void CheckpointStep::woken() {
  for (VirtualMachine& machine : state_.machines) {
    machine.call_sleeps = 0;
    machine.removal_sleeps = 0;
  }
  state_.program.sleeping = 0;
  state_.unsubscribe_sleeps = 0;
}

void CheckpointStep::told(std::uint32_t context) {
  if (context == VMCI_CONTEXT_HOST) state_.host_told = 1;
  for (VirtualMachine& machine : state_.machines) {
    if (machine.is_there() && machine.id == context) machine.told = 1;
  }
}

void CheckpointStep::begin() {
  for (std::uint32_t program = 1; program <= kSubscribers; ++program) {
    vmci_u32 id = 0;
    const int result = drive([&](vmci_host& host) {
      return core_.subscribe(&host, VMCI_EVENT_CONTEXT_REMOVED,
                             static_cast<vmci_host_callback>(program), &id);
    });
    demand_result(result, VMCI_SUCCESS, "a program subscribes");
    state_.unsubscribe->id = id;
  }
  for (std::uint32_t i = 0; i < bounds_.machines; ++i) {
    VirtualMachine& machine = state_.machines[i];
    machine.changes = bounds_.changes;
    machine.suspensions = bounds_.suspensions;
    add(machine);
  }
}

bool CheckpointStep::keep(VirtualMachine& machine) {
  if (machine.does != Does::nothing) {
    if (machine.call_sleeps != 0) return false;
    go_on(machine);
    return true;
  }
  switch (machine.life) {
    case Life::runs:
      return live(machine);
    case Life::saving:
      save(machine);
      return true;
    case Life::stopped:
      return decide(machine);
    case Life::restoring:
      restore(machine);
      return true;
    case Life::registering:
      register_next(machine);
      return true;
    case Life::gone:
      return arrive(machine);
    default:
      return false;
  }
}

bool CheckpointStep::live(VirtualMachine& machine) {
  switch (chooser_.choose(ChoiceKind::value, 3)) {
    case 0:
      if (&machine != state_.machines.data() || bounds_.pairs == 0) return false;
      if (machine.has == 0 && state_.pairs == 0) return false;
      if (machine.has == 0) --state_.pairs;
      begin_call(machine, machine.has != 0 ? Does::detaches : Does::allocates);
      return true;
    case 1:
      return change(machine);
    default:
      break;
  }
  if (machine.suspensions == 0) return false;
  --machine.suspensions;
  observer_.note([&] { return fmt::format("machine {} is stopped", machine.id); });
  machine.life = Life::saving;
  if (machine.has != 0) begin_call(machine, Does::unmaps);
  return true;
}

// Its doorbells, and whom it watches.
bool CheckpointStep::change(VirtualMachine& machine) {
  const std::uint32_t what = chooser_.choose(ChoiceKind::value, 4);
  if (machine.changes == 0) return false;
  if (what == 0 && machine.doorbells == kDoorbells.size()) return false;
  --machine.changes;
  if (what == 0) {
    const vmci_handle handle{machine.id, kDoorbells[machine.doorbells]};
    observer_.note([&] { return fmt::format("machine {} registers a doorbell", machine.id); });
    const int result =
        drive([&](vmci_host& host) { return core_.register_doorbell(&host, machine.id, handle); });
    demand_result(result, VMCI_SUCCESS, "a doorbell is registered");
    ++machine.doorbells;
    return true;
  }
  const std::uint32_t other = kMachineIds[0] + kMachineIds[1] - machine.id;
  change_watch(machine, what != 2, what == 3 ? other : VMCI_CONTEXT_HOST);
  return true;
}

void CheckpointStep::change_watch(VirtualMachine& machine, bool begins, std::uint32_t watched) {
  observer_.note([&] {
    return fmt::format("machine {} {} to watch {}", machine.id, begins ? "begins" : "ceases",
                       watched);
  });
  const int result = drive([&](vmci_host& host) {
    return begins ? core_.watch(&host, machine.id, watched)
                  : core_.unwatch(&host, machine.id, watched);
  });
  if (watched != VMCI_CONTEXT_HOST) {
    demand_result(result, VMCI_ERROR_DST_UNREACHABLE, "a machine watches another");
    return;
  }
  const bool so = (machine.watches != 0) == begins;
  const int refused = begins ? VMCI_ERROR_ALREADY_EXISTS : VMCI_ERROR_NOT_FOUND;
  demand_result(result, so ? refused : VMCI_SUCCESS, "a machine watches its host");
  machine.watches = begins ? 1 : 0;
}

void CheckpointStep::begin_call(VirtualMachine& machine, Does does) {
  vmci_pair_request& request = machine.call->request;
  world::PageStore& store = machine.store;
  if (does == Does::allocates && store.of_vm.number == 0) {
    store.of_vm = state_.memory.alloc(pages_of(kProduceSize), false);
    store.of_host = state_.memory.alloc(pages_of(kConsumeSize), false);
  }
  machine.does = does;
  machine.failures = state_.faults.memory;
  machine.call->store = store;
  request.handle = kPair;
  request.context = machine.id;
  request.peer = VMCI_CONTEXT_HOST;
  request.produce_size = kProduceSize;
  request.consume_size = kConsumeSize;
  request.pages = std::uint64_t{pages_of(kProduceSize)} + pages_of(kConsumeSize);
  go_on(machine);
}

void CheckpointStep::go_on(VirtualMachine& machine) {
  vmci_broker_operation& call = *machine.call;
  observer_.note([&] {
    static constexpr std::array<const char*, 5> kWhat{"", "asks for its pair", "gives up its pages",
                                                      "brings its pages back", "leaves its pair"};
    return fmt::format("machine {} {}, phase {}", call.request.context,
                       kWhat[static_cast<std::size_t>(machine.does)],
                       static_cast<unsigned>(call.phase));
  });
  const vmci_step made = drive([&](vmci_host& host) {
    if (machine.does == Does::allocates) return core_.alloc_step(&host.broker, &call);
    if (machine.does == Does::unmaps) return core_.unmap_step(&host.broker, &call);
    if (machine.does == Does::maps) return core_.map_step(&host.broker, &call);
    return core_.detach_step(&host.broker, &call);
  });
  clear_padding(call.outcome.pair);
  if (made == VMCI_STEP_WAIT) machine.call_sleeps = 1;
  if (made == VMCI_STEP_DONE) finish_call(machine);
}

// Of a machine that dies meanwhile nothing is said.
void CheckpointStep::finish_call(VirtualMachine& machine) {
  const Does does = machine.does;
  const int result = machine.call->result;
  const bool struck = result == VMCI_ERROR_NO_MEM && machine.failures != state_.faults.memory;
  const bool late = does == Does::allocates && result == VMCI_ERROR_UNAVAILABLE;
  const bool there = machine.is_there() && machine.id == machine.call->request.context;
  observer_.always(property::kResult, result >= VMCI_SUCCESS || struck || late || !there,
                   [&] { return fmt::format("the machine's call gives {}", result); });
  machine.call.clear();
  machine.does = Does::nothing;
  machine.failures = 0;
  if (!there) return;
  if (result >= VMCI_SUCCESS && does == Does::allocates) machine.has = 1;
  if (result >= VMCI_SUCCESS && does == Does::detaches) machine.has = 0;
  if (does == Does::maps && result >= VMCI_SUCCESS) machine.life = Life::restoring;
  reach(property::kNotPinned, struck && does == Does::maps);
}

// Whether a machine that is stopped goes on here or elsewhere.
bool CheckpointStep::decide(VirtualMachine& machine) {
  if (chooser_.choose(ChoiceKind::value, 2) == 0) {
    machine.life = Life::restoring;
    if (machine.has != 0) {
      machine.life = Life::stopped;
      begin_call(machine, Does::maps);
    }
    return true;
  }
  if (state_.moves == 0) return false;
  --state_.moves;
  reach(property::kMoved, true);
  leave(machine);
  return true;
}

// The first id, or the other one if that is taken: to try one after the other were several steps.
std::uint32_t CheckpointStep::free_id() const {
  const bool taken =
      std::any_of(state_.machines.begin(), state_.machines.end(),
                  [](const VirtualMachine& machine) { return machine.id == kMachineIds[0]; });
  return kMachineIds[taken ? 1 : 0];
}

// Of whom the host is still to be told has its place.
bool CheckpointStep::has_place() const {
  unsigned taken = 1;
  for (const VirtualMachine& machine : state_.machines) taken += machine.id != 0 ? 1 : 0;
  for (const std::uint8_t due : state_.due) taken += due;
  return taken < VMCI_CONTEXTS_MAX;
}

bool CheckpointStep::arrive(VirtualMachine& machine) {
  const auto number = static_cast<std::uint32_t>(&machine - state_.machines.data());
  if (number >= bounds_.machines || (machine.turned_away != 0 && !has_place())) return false;
  add(machine);
  return true;
}

void CheckpointStep::add(VirtualMachine& machine) {
  const bool place = has_place();
  const std::uint32_t expected = free_id();
  vmci_u32 id = 0;
  const vmci_context_request request{expected, 0, VMCI_VERSION_WITH_MEMORY, 0};
  const int result =
      drive([&](vmci_host& host) { return core_.add_context(&host, &request, &id); });
  observer_.note([&] { return fmt::format("a machine is taken in as {}", id); });
  demand_result(result, place ? VMCI_SUCCESS : VMCI_ERROR_NO_RESOURCES, "a machine comes");
  reach(property::kNoPlace, !place);
  machine.turned_away = place ? 0 : 1;
  if (!place) return;
  demand_result(static_cast<int>(id), static_cast<int>(expected), "the id of a machine");
  machine.id = id;
  machine.life = machine.saved.there != 0 ? Life::restoring : Life::runs;
}

// The machine is told of the host's end of its pair.
bool CheckpointStep::fetch(VirtualMachine& machine) {
  if (machine.told == 0 || !machine.is_there()) return false;
  vmci_event_queue_pair_msg message{};
  observer_.note([&] { return fmt::format("machine {} fetches an event", machine.id); });
  const int result =
      drive([&](vmci_host& host) { return core_.next_event(&host.broker, machine.id, &message); });
  if (result < VMCI_SUCCESS) machine.told = 0;
  return true;
}

bool CheckpointStep::remove(VirtualMachine& machine) {
  if (machine.removal_sleeps != 0 || machine.life == Life::gone) return false;
  if (machine.life != Life::leaving) {
    if (state_.deaths == 0) return false;
    --state_.deaths;
    reach(property::kDiedSaved, machine.saved.there != 0);
  }
  leave(machine);
  return true;
}

// It begins to, or goes on.
void CheckpointStep::leave(VirtualMachine& machine) {
  vmci_host_removal& removal = *machine.removal;
  machine.life = Life::leaving;
  machine.told = 0;
  if (machine.id != 0) removal.pairs.context = machine.id;
  observer_.note([&] {
    return fmt::format("machine {} is removed, phase {}", removal.pairs.context,
                       static_cast<unsigned>(removal.phase));
  });
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.remove_context_step(&host, &removal); });
  clear_padding(removal.pairs.detach.outcome.pair);
  const auto& contexts = state_.host->broker.contexts;
  const bool here = std::any_of(std::begin(contexts), std::end(contexts), [&](const auto& one) {
    return one.state == VMCI_CONTEXT_LEAVING && one.id == machine.id;
  });
  if (machine.id != 0 && !here) left(machine);
  if (made == VMCI_STEP_WAIT) machine.removal_sleeps = 1;
  if (made != VMCI_STEP_DONE) return;
  demand_result(removal.pairs.result, VMCI_SUCCESS, "a machine is removed");
  machine.removal.clear();
  machine.life = Life::gone;
}

// The host has forgotten it, but for those whom it is to tell.
void CheckpointStep::left(VirtualMachine& machine) {
  if (machine.watched != 0) ++state_.due[machine.id - kMachineIds[0]];
  for (const world::Queue queue : {machine.store.of_vm, machine.store.of_host}) {
    world::QueueArea* area = state_.memory.find(queue);
    if (area == nullptr) continue;
    observer_.always(property::kPinned, area->pins == 0,
                     [] { return std::string("a machine has left, and its pages are pinned"); });
    *area = {};
  }
  machine.store = {};
  machine.id = 0;
  machine.has = 0;
  machine.watches = 0;
  machine.watched = 0;
  machine.doorbells = 0;
  machine.restored = 0;
}

}  // namespace vmcheck::device::host
