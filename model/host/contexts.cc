#include "model/host/contexts.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/host/contexts_step.h"
#include "model/host/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::host {

std::vector<run::Property> ContextModel::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 property::kInOrder, property::kResult, property::kNothingLeft};
  if ((bounds_.to & ~kToAtOnce) != 0) {
    all.push_back(world::property::kLifetimes);
    all.push_back(property::kAllowed);
  }
  if (bounds_.bytes > 0) {
    all.push_back(world::property::kPins);
    all.push_back(property::kByte);
  }
  if ((bounds_.to & (kToAtOnce | kToLater)) != 0) all.push_back(property::kNotAfterwards);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void ContextModel::begin(ContextState& state, run::Chooser& chooser) const {
  core_.init(&*state.host, 0);
  for (std::uint32_t i = 0; i < kParties; ++i) state.senders[i].left = bounds_.sends[i];
  state.removals = bounds_.removals;
  state.destroys = bounds_.destroyed != 0 ? 1 : 0;
  state.rings = {bounds_.rings, bounds_.answers};
  state.bytes = bounds_.bytes;
  state::Observer observer(properties());
  ContextStep(core_, bounds_, state, chooser, observer).begin();
  state.faults.memory = bounds_.faults;
}

bool ContextModel::step(ContextState& state, run::Chooser& chooser,
                        state::Observer& observer) const {
  return ContextStep(core_, bounds_, state, chooser, observer).make();
}

void ContextModel::check(const ContextState& state, state::Observer& observer) const {
  if (is_at_work(state)) return;
  // Who is there has what waits for it, and nobody else has anything.
  unsigned waiting = 0;
  for (const Waiting& one : state.waiting) waiting += one.count;
  const auto copies = static_cast<unsigned>(
      std::count_if(state.memory.kept.begin(), state.memory.kept.end(),
                    [](const world::KeptDatagram& copy) { return copy.used[0] != 0; }));
  observer.always(property::kNothingLeft, copies == waiting, [&] {
    return fmt::format("{} copies are kept for {} datagrams that wait", copies, waiting);
  });
  const auto pinned = std::count_if(state.memory.bytes.begin(), state.memory.bytes.end(),
                                    [](const world::NotifyByte& byte) { return byte.pins != 0; });
  observer.always(property::kNothingLeft, pinned <= (state.present[1] == 1 ? 1 : 0), [&] {
    return fmt::format("{} bytes are pinned for {}", pinned,
                       state.present[1] == 1 ? "the machine" : "nobody");
  });
  const unsigned doorbells = 1 + (state.removals == bounds_.removals ? 2U : 0U);
  const auto registered = static_cast<unsigned>(
      std::count_if(std::begin(state.host->registry.slots), std::end(state.host->registry.slots),
                    [](const vmci_resource& one) {
                      return one.state != VMCI_RESOURCE_FREE && one.type == VMCI_RESOURCE_DOORBELL;
                    }));
  observer.always(property::kNothingLeft, registered == doorbells || state.removing != 0, [&] {
    return fmt::format("{} doorbells are registered, not {}", registered, doorbells);
  });
  for (const world::NotifyByte& byte : state.memory.bytes) {
    if (byte.pins == 0 || state.present[1] != 1) continue;
    const bool something = state.waiting[1].count != 0 || state.rung[0] != 0;
    observer.always(property::kByte, (byte.value != 0) == something, [&] {
      return fmt::format("a byte says {}, and there is {}", static_cast<unsigned>(byte.value),
                         something ? "something" : "nothing");
    });
  }
}

bool ContextModel::may_end(const ContextState& state) const {
  const bool waits = std::any_of(state.waiting.begin(), state.waiting.end(),
                                 [](const Waiting& one) { return one.count != 0; }) ||
                     state.rung[0] != 0 || state.rung[1] != 0;
  return !is_at_work(state) && !waits && state.removing == 0 && state.destroying == 0;
}

std::string ContextModel::text(const ContextState& state) const {
  return fmt::format(
      "{}, {} and {} wait; machine {}", static_cast<unsigned>(state.waiting[0].count),
      static_cast<unsigned>(state.waiting[1].count), static_cast<unsigned>(state.waiting[2].count),
      state.present[1] == 1   ? "there"
      : state.present[1] == 2 ? "leaving"
                              : "gone");
}

std::vector<std::string> ContextModel::fault_classes() const {
  return world::fault_classes({.memory = bounds_.faults});
}

}  // namespace vmcheck::device::host
