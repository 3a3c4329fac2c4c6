// The host's programs: who watches machines, who is told of removals, who has an end of the pair.
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "model/host/checkpoints_drive.h"
#include "model/host/properties.h"
#include "sim/world/bytes.h"

namespace vmcheck::device::host {
namespace {

using run::ChoiceKind;

constexpr std::uint8_t bit_of(std::uint32_t program) {
  return static_cast<std::uint8_t>(1U << (program - 1));
}

}  // namespace

unsigned removed(const vmci_host& host, std::uint32_t id) {
  const auto& contexts = host.broker.contexts;
  return static_cast<unsigned>(
      std::count_if(std::begin(contexts), std::end(contexts), [&](const auto& context) {
        return context.state == VMCI_CONTEXT_REMOVED && context.id == id;
      }));
}

int CheckpointStep::datagram_for_program(std::uint32_t, std::span<const std::byte>) {
  return VMCI_SUCCESS;
}

// It attaches to the pair that there is, and leaves it.
bool CheckpointStep::program() {
  PairProgram& program = state_.program;
  vmci_broker_operation& call = *program.call;
  if (program.sleeping != 0) return false;
  if (program.runs == 0) {
    const auto& pairs = state_.host->broker.pairs;
    const bool any = std::any_of(std::begin(pairs), std::end(pairs), [](const auto& entry) {
      return entry.pair.state != VMCI_PAIR_NEW;
    });
    if (program.calls == 0 || !any) return false;
    --program.calls;
    program.runs = 1;
    call.request.handle = kPair;
    call.request.context = VMCI_CONTEXT_HOST;
    call.request.peer = VMCI_ID_INVALID;
    call.request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
    call.request.produce_size = kConsumeSize;
    call.request.consume_size = kProduceSize;
  }
  observer_.note([&] {
    return fmt::format("the host's program {}, phase {}", program.has != 0 ? "leaves" : "attaches",
                       static_cast<unsigned>(call.phase));
  });
  const vmci_step made = drive([&](vmci_host& host) {
    return program.has != 0 ? core_.detach_step(&host.broker, &call)
                            : core_.alloc_step(&host.broker, &call);
  });
  clear_padding(call.outcome.pair);
  if (made == VMCI_STEP_WAIT) program.sleeping = 1;
  if (made != VMCI_STEP_DONE) return true;
  const int result = call.result;
  const bool late =
      program.has == 0 && (result == VMCI_ERROR_UNAVAILABLE || result == VMCI_ERROR_NOT_FOUND);
  observer_.always(property::kResult, result >= VMCI_SUCCESS || late,
                   [&] { return fmt::format("the program's call gives {}", result); });
  reach(property::kLeftMeanwhile,
        program.has != 0 && state_.machines[0].life == VirtualMachine::Life::stopped);
  if (result >= VMCI_SUCCESS) program.has = program.has != 0 ? 0 : 1;
  program.runs = 0;
  program.call.clear();
  return true;
}

// The host begins to watch whoever has an id, or ceases to.
bool CheckpointStep::watch() {
  if (state_.watches == 0) return false;
  const std::uint32_t id = kMachineIds[chooser_.choose(ChoiceKind::value, bounds_.machines)];
  const bool begins = chooser_.choose(ChoiceKind::value, 2) == 0;
  --state_.watches;
  observer_.note(
      [&] { return fmt::format("the host {} to watch {}", begins ? "begins" : "ceases", id); });
  const int result = drive([&](vmci_host& host) {
    return begins ? core_.watch(&host, VMCI_CONTEXT_HOST, id)
                  : core_.unwatch(&host, VMCI_CONTEXT_HOST, id);
  });
  auto* machine = std::find_if(
      state_.machines.begin(), state_.machines.end(),
      [&](const VirtualMachine& candidate) { return candidate.is_there() && candidate.id == id; });
  int expected = VMCI_ERROR_NOT_FOUND;
  if (machine != state_.machines.end()) {
    if ((machine->watched != 0) != begins) expected = VMCI_SUCCESS;
    if (begins && machine->watched != 0) expected = VMCI_ERROR_ALREADY_EXISTS;
    machine->watched = begins ? 1 : 0;
  }
  demand_result(result, expected, "the host watches a machine");
  return true;
}

void CheckpointStep::event_for_program(std::uint32_t program,
                                       std::span<const std::uint8_t> payload) {
  const auto event = world::number_at<std::uint32_t>(payload, 0);
  const auto id = world::number_at<std::uint32_t>(payload, 8);
  observer_.note([&] { return fmt::format("  tells program {} that {} is gone", program, id); });
  const bool first = (state_.heard & bit_of(program)) == 0;
  observer_.always(property::kToldOnce,
                   event == VMCI_EVENT_CONTEXT_REMOVED && id == state_.in_hand && first, [&] {
                     return fmt::format(
                         "program {} is told of {}, and not for the first time or "
                         "without a reason",
                         program, id);
                   });
  observer_.always(
      property::kNotUnsubscribed, program != kSubscribers || state_.unsubscribed != 2,
      [] { return std::string("a program is told that has not subscribed any more"); });
  state_.heard |= bit_of(program);
  reach(property::kToldRemoved, true);
}

// All have been told of the removal in hand who had subscribed all the time.
void CheckpointStep::heard() {
  if (state_.in_hand == 0) return;
  const bool all = (state_.heard & bit_of(1)) != 0 &&
                   (state_.unsubscribed != 0 || (state_.heard & bit_of(kSubscribers)) != 0);
  observer_.always(property::kToldOnce, all,
                   [&] { return fmt::format("not all are told that {} is gone", state_.in_hand); });
  state_.in_hand = 0;
  state_.heard = 0;
}

bool CheckpointStep::work() {
  if (state_.works == 0 && state_.host_told == 0) return false;
  if (state_.works == 0) state_.host_told = 0;
  state_.works = 1;
  observer_.note([&] {
    return fmt::format("deferred work, phase {}", static_cast<unsigned>(state_.work->phase));
  });
  std::array<unsigned, kMachines> before{};
  for (std::uint32_t i = 0; i < kMachines; ++i) before[i] = removed(*state_.host, kMachineIds[i]);
  const unsigned phase = state_.work->phase;
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.programs_step(&host, &*state_.work); });
  if (state_.work->phase != phase || made == VMCI_STEP_DONE) heard();
  for (std::uint32_t i = 0; i < kMachines; ++i) {
    if (removed(*state_.host, kMachineIds[i]) >= before[i]) continue;
    state_.in_hand = kMachineIds[i];
    if (state_.due[i] != 0) --state_.due[i];
  }
  if (made != VMCI_STEP_DONE) return true;
  state_.work.clear();
  state_.works = 0;
  return true;
}

bool CheckpointStep::unsubscribe() {
  if (!bounds_.unsubscribes || state_.unsubscribed == 2 || state_.unsubscribe_sleeps != 0)
    return false;
  state_.unsubscribed = 1;
  observer_.note([] { return std::string("a program ends its subscription"); });
  const vmci_step made =
      drive([&](vmci_host& host) { return core_.unsubscribe_step(&host, &*state_.unsubscribe); });
  if (made == VMCI_STEP_WAIT) {
    state_.unsubscribe_sleeps = 1;
    reach(property::kWaited, true);
  }
  if (made != VMCI_STEP_DONE) return true;
  demand_result(state_.unsubscribe->result, VMCI_SUCCESS, "a subscription ends");
  state_.unsubscribe.clear();
  state_.unsubscribed = 2;
  return true;
}

}  // namespace vmcheck::device::host
