// What is saved of a machine, and restored.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "model/host/checkpoints_drive.h"
#include "model/host/properties.h"

namespace vmcheck::device::host {
namespace {

// What cannot be restored: ids, of which some bytes may be missing, and what is said to that.
struct Bad {
  vmci_u32 type;
  std::vector<vmci_u32> ids;
  std::size_t cut;  // bytes
  int error;
};

const std::vector<Bad>& bad_states() {
  constexpr vmci_u32 kHostId = VMCI_CONTEXT_HOST;
  static const std::vector<Bad> all{
      {VMCI_CHECKPOINT_WATCHED, {kHostId}, 1, VMCI_ERROR_INVALID_ARGS},
      {VMCI_CHECKPOINT_WATCHED, {kHostId, kHostId}, 2, VMCI_ERROR_INVALID_ARGS},
      {VMCI_CHECKPOINT_WATCHED, {kHostId, kHostId}, 0, VMCI_ERROR_ALREADY_EXISTS},
      {VMCI_CHECKPOINT_WATCHED, std::vector<vmci_u32>(VMCI_CONTEXTS_MAX, kHostId), 0,
       VMCI_ERROR_ALREADY_EXISTS},
      {VMCI_CHECKPOINT_WATCHED, std::vector<vmci_u32>(VMCI_CONTEXTS_MAX + 1, kHostId), 0,
       VMCI_ERROR_INVALID_ARGS},
      {VMCI_CHECKPOINT_WATCHED, {kMachineIds[0]}, 0, VMCI_ERROR_DST_UNREACHABLE},
      {VMCI_CHECKPOINT_WATCHED, {kHostId, kMachineIds[1]}, 0, VMCI_ERROR_DST_UNREACHABLE},
      {VMCI_CHECKPOINT_WATCHED, {VMCI_CONTEXT_HYPERVISOR}, 0, VMCI_ERROR_NOT_FOUND},
      {VMCI_CHECKPOINT_WELL_KNOWN, {kHostId}, 0, VMCI_ERROR_OBSOLETE},
      {VMCI_CHECKPOINT_OBSOLETE_FIRST, {}, 0, VMCI_ERROR_OBSOLETE},
      {VMCI_CHECKPOINT_OBSOLETE_LAST, {}, 0, VMCI_ERROR_OBSOLETE},
      {VMCI_CHECKPOINT_DOORBELLS, {}, 0, VMCI_ERROR_INVALID_ARGS},
      {0, {}, 0, VMCI_ERROR_INVALID_ARGS},
  };
  return all;
}

constexpr std::uint8_t kUntouched = 0xa5;

// Room for the longest state, of all doorbells.
using Room = decltype(Saved::doorbells);

}  // namespace

// A state is written where there is just room for it, and where there is less it is not. Doorbells
// may come in any order.
void CheckpointStep::demand_saved(VirtualMachine& machine, vmci_u32 type,
                                  std::span<const std::byte> expected) {
  for (const bool enough : {false, true}) {
    if (!enough && expected.empty()) continue;
    Room written;
    std::memset(&written, kUntouched, sizeof written);
    Room right = written;
    vmci_u64 size = expected.size() - (enough ? 0 : 1);
    const int result = drive([&](vmci_host& host) {
      return core_.get_checkpoint(&host, machine.id, type,
                                  reinterpret_cast<unsigned char*>(written.data()), &size);
    });
    if (enough)
      std::copy(expected.begin(), expected.end(), std::as_writable_bytes(std::span(right)).begin());
    const bool told = result == (enough ? VMCI_SUCCESS : VMCI_ERROR_MORE_DATA);
    const auto is_same = [](const auto& one, const auto& other) {
      return std::memcmp(&one, &other, sizeof one) == 0;
    };
    const bool same =
        type == VMCI_CHECKPOINT_DOORBELLS
            ? std::is_permutation(written.begin(), written.end(), right.begin(), is_same)
            : std::equal(written.begin(), written.end(), right.begin(), is_same);
    observer_.always(property::kSaved, told && size == expected.size() && same, [&] {
      return fmt::format("state {} of machine {} is saved otherwise: {}, {} bytes", type,
                         machine.id, result, size);
    });
  }
}

// What it has, as the model knows it; or it is left at what was saved before.
void CheckpointStep::save(VirtualMachine& machine) {
  machine.life = Life::stopped;
  if (machine.saved.there != 0 && chooser_.choose(run::ChoiceKind::value, 2) == 1) return;
  observer_.note([&] { return fmt::format("machine {} is saved", machine.id); });
  Saved& saved = machine.saved;
  saved = {};
  saved.there = 1;
  saved.watched_count = machine.watches;
  if (machine.watches != 0) saved.watched[0] = VMCI_CONTEXT_HOST;
  saved.doorbell_count = machine.doorbells;
  for (std::uint32_t i = 0; i < machine.doorbells; ++i) {
    saved.doorbells[i].handle = {machine.id, kDoorbells[i]};
  }
  const auto watched = std::as_bytes(std::span(saved.watched).first(saved.watched_count));
  const auto doorbells = std::as_bytes(std::span(saved.doorbells).first(saved.doorbell_count));
  demand_saved(machine, VMCI_CHECKPOINT_WATCHED, watched);
  demand_saved(machine, VMCI_CHECKPOINT_WELL_KNOWN, {});
  demand_saved(machine, VMCI_CHECKPOINT_DOORBELLS, doorbells);
  reach(property::kSavedAll, machine.watches != 0 && machine.doorbells != 0);
}

// Whatever else is tried is refused, and changes nothing.
void CheckpointStep::demand_refused(VirtualMachine& machine) {
  for (const Bad& bad : bad_states()) {
    const state::Padded<vmci_host> before = state_.host;
    const int result = drive([&](vmci_host& host) {
      return core_.set_checkpoint(&host, machine.id, bad.type,
                                  reinterpret_cast<const unsigned char*>(bad.ids.data()),
                                  bad.ids.size() * sizeof(vmci_u32) - bad.cut);
    });
    const bool changed = std::memcmp(&before, &state_.host, sizeof before) != 0;
    observer_.always(property::kRefused, result == bad.error && !changed, [&] {
      return fmt::format("{} ids of type {} are restored: {}, not {}{}", bad.ids.size(), bad.type,
                         result, bad.error, changed ? ", and something changes" : "");
    });
  }
}

void CheckpointStep::restore(VirtualMachine& machine) {
  const Saved& saved = machine.saved;
  demand_refused(machine);
  observer_.note([&] { return fmt::format("machine {} is restored", machine.id); });
  const auto watched = std::as_bytes(std::span(saved.watched).first(saved.watched_count));
  const int result = drive([&](vmci_host& host) {
    return core_.set_checkpoint(&host, machine.id, VMCI_CHECKPOINT_WATCHED,
                                reinterpret_cast<const unsigned char*>(watched.data()),
                                watched.size());
  });
  demand_result(result, VMCI_SUCCESS, "what was saved is restored");
  reach(property::kRestoredOlder, machine.watches != saved.watched_count);
  machine.watches = saved.watched_count;
  demand_saved(machine, VMCI_CHECKPOINT_WATCHED, watched);
  machine.restored = 0;
  machine.life = saved.doorbell_count != 0 ? Life::registering : Life::runs;
}

// Its handle is the machine's as it is now.
void CheckpointStep::register_next(VirtualMachine& machine) {
  const vmci_u32 resource = machine.saved.doorbells[machine.restored].handle.resource;
  observer_.note([&] { return fmt::format("machine {} has a doorbell again", machine.id); });
  const int result = drive([&](vmci_host& host) {
    return core_.register_doorbell(&host, machine.id, {machine.id, resource});
  });
  const bool kept = machine.restored < machine.doorbells;
  demand_result(result, kept ? VMCI_ERROR_DUPLICATE_ENTRY : VMCI_SUCCESS,
                "a doorbell that was saved is registered");
  reach(property::kOtherId, machine.saved.doorbells[machine.restored].handle.context != machine.id);
  if (!kept) ++machine.doorbells;
  if (++machine.restored < machine.saved.doorbell_count) return;
  machine.restored = 0;
  machine.life = Life::runs;
}

}  // namespace vmcheck::device::host
