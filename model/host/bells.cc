// Doorbells between the host and the first machine, and that machine's notify byte.
#include <fmt/core.h>

#include <array>

#include "model/host/contexts_drive.h"
#include "model/host/properties.h"

namespace vmcheck::device::host {

// The host's program rings the machine's doorbell (0), or the machine the program's (1).
bool ContextStep::ring(std::uint32_t by) {
  vmci_bell& bell = *state_.bells[by];
  if (state_.ringing[by] == 0) {
    if (state_.rings[by] == 0 || state_.present[by] != 1) return false;
    --state_.rings[by];
    state_.ringing[by] = 1;
    bell.sender = kIds[by];
    bell.handle = {kIds[1], 7};
    if (by == 1) bell.handle = {VMCI_CONTEXT_HOST, kWithDoorbell};
  }
  const bool begins = bell.phase == 0;
  const bool there = state_.present[1] == 1;
  observer_.note([&] { return fmt::format("context {} rings", kIds[by]); });
  const vmci_step made = drive([&](vmci_host& host) { return core_.bell_step(&host, &bell); });
  if (begins) {
    const bool reason =
        !there || (state_.removals < bounds_.removals && by == 0 &&
                   (bell.result == VMCI_ERROR_NOT_FOUND || bell.result == VMCI_ERROR_NO_ACCESS));
    observer_.always(property::kResult, bell.result >= VMCI_SUCCESS || reason,
                     [&] { return fmt::format("nobody is rung: {}", bell.result); });
    if (bell.result >= VMCI_SUCCESS) state_.rung[by] = 1;
  }
  if (made != VMCI_STEP_DONE) return true;
  state_.bells[by].clear();
  state_.ringing[by] = 0;
  return true;
}

void ContextStep::doorbell_of_program(std::uint32_t program) {
  observer_.note([&] { return fmt::format("  calls program {} for its doorbell", program); });
  observer_.always(property::kInOrder, program == kWithDoorbell && state_.bell_in_hand != 0,
                   [] { return std::string("a program is called, and nobody has rung"); });
  state_.bell_in_hand = 0;
  reach(property::kAnswered, true);
}

bool ContextStep::collect() {
  if ((state_.told[1] & kToldBells) == 0 || state_.present[1] != 1 || bounds_.rings == 0)
    return false;
  std::array<vmci_handle, 2> bells{};
  vmci_u64 count = bells.size();
  observer_.note([] { return std::string("the machine collects what was rung"); });
  const int result = drive(
      [&](vmci_host& host) { return core_.collect_bells(&host, kIds[1], bells.data(), &count); });
  const bool right = result == VMCI_SUCCESS && count == state_.rung[0];
  observer_.always(property::kInOrder, right, [&] {
    return fmt::format("the machine collects {} doorbells, not {}", count,
                       static_cast<unsigned>(state_.rung[0]));
  });
  reach(property::kRung, count != 0);
  state_.rung[0] = 0;
  state_.told[1] &= kToldDatagrams;
  return true;
}

// The machine gets a byte, another place each time, and gives it up again.
bool ContextStep::set_byte() {
  vmci_notify_operation& notify = *state_.notify;
  if (state_.setting == 0) {
    if (state_.bytes == 0 || state_.present[1] != 1) return false;
    --state_.bytes;
    state_.setting = (bounds_.bytes - state_.bytes) % 2 == 1 ? 1 : 2;
    notify.context = kIds[1];
    notify.place = ++state_.bytes_used;
  }
  const bool sets = state_.setting == 1;
  observer_.note([&] {
    return fmt::format("the machine's byte is {}, phase {}", sets ? "set" : "taken away",
                       static_cast<unsigned>(notify.phase));
  });
  const vmci_step made = drive([&](vmci_host& host) {
    return sets ? core_.set_notify_step(&host, &notify) : core_.unset_notify_step(&host, &notify);
  });
  if (made != VMCI_STEP_DONE) return true;
  const bool reason = state_.removals < bounds_.removals || state_.faults.memory < bounds_.faults;
  observer_.always(property::kResult, notify.result >= VMCI_SUCCESS || reason,
                   [&] { return fmt::format("the byte: {}", notify.result); });
  state_.notify.clear();
  state_.setting = 0;
  return true;
}

// What telling a machine is to a platform.
bool ContextStep::raise() {
  if (state_.raise == 0) return false;
  state_.raise = 0;
  observer_.note([] { return std::string("the machine's byte is raised"); });
  drive([&](vmci_host& host) {
    core_.raise_notify(&host, kIds[1]);
    return 0;
  });
  for (const world::NotifyByte& byte : state_.memory.bytes) {
    reach(property::kSeen, byte.pins != 0 && byte.value == 1);
  }
  return true;
}

}  // namespace vmcheck::device::host
