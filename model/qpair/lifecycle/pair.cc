#include "model/qpair/lifecycle/pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "model/qpair/lifecycle/pair_step.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using Life = PairState::Life;

bool is_in_use(const PairState& state) {
  return state.life == Life::in_use && state.machine.device.gone == 0 && state.keeper.stopped == 0;
}

bool is_idle(const PairState& state) {
  return state.program.does == Program::Does::nothing && state.program.moves == 0 &&
         state.keeper.does == Keeper::Does::nothing && state.third.tries == 0;
}

// The broker's pair that the client has; null: there is none.
const vmci_broker_pair* find_pair(const PairState& state) {
  const auto& pairs = state.broker->pairs;
  const auto* found = std::find_if(std::begin(pairs), std::end(pairs), [&](const auto& entry) {
    return entry.pair.state != VMCI_PAIR_NEW &&
           entry.pair.handle.context == state.client.handle.context &&
           entry.pair.handle.resource == state.client.handle.resource;
  });
  return found == std::end(pairs) || state.parted != 0 ? nullptr : found;
}

// Whether both ends mean the same pair, and each fills what the other drains.
bool agrees(const vmci_broker_pair& entry, const vmci_queue_pair& own) {
  const bool sizes =
      entry.pair.produce_size == own.produce_size && entry.pair.consume_size == own.consume_size;
  const bool pinned = entry.memory.of_vm.number != 0;
  return sizes && (!pinned || (entry.memory.of_vm.number == own.produce.number &&
                               entry.memory.of_host.number == own.consume.number));
}

}  // namespace

std::vector<run::Property> Pair::properties() const {
  std::vector<run::Property> all{
      world::property::kOneAction, world::property::kLocks,     world::property::kNoSleep,
      world::property::kMessages,  world::property::kRegisters, world::property::kLifetimes,
      world::property::kPins,      property::kResult,           property::kTold,
      property::kNotAfterwards,    property::kHeaders,          property::kAgree,
      property::kNothingLeft};
  if (bounds_.client_bytes + bounds_.host_bytes > 0) {
    all.push_back(property::kFifo);
    all.push_back(world::property::kInPage);
  }
  if (bounds_.third_calls > 0) all.push_back(property::kThird);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Pair::begin(PairState& state, run::Chooser& chooser) const {
  power_on(state.machine, driver_, {.vectors = world::Vectors::exclusive, .faults = {}});
  host_.init(&*state.broker, 0);
  state.host_faults.memory = bounds_.host_faults;
  state::Observer observer(properties());
  PairStep step(driver_, host_, bounds_, state, chooser, observer);
  step.add_machine();
  if (bounds_.third_calls != 0) step.add_third();
  step.probe();
  state.machine.faults = bounds_.faults;
  state.allocations = bounds_.allocations;
  state.host_calls = bounds_.host_calls;
  state.client_bytes = bounds_.client_bytes;
  state.host_bytes = bounds_.host_bytes;
  state.suspensions = bounds_.suspensions;
  state.migrations = bounds_.migrations;
  state.kills = bounds_.kills;
  state.removals = bounds_.removals;
  state.third_calls = bounds_.third_calls;
}

bool Pair::step(PairState& state, run::Chooser& chooser, state::Observer& observer) const {
  return PairStep(driver_, host_, bounds_, state, chooser, observer).make();
}

void Pair::check(const PairState& state, state::Observer& observer) const {
  const Client& client = state.client;
  const vmci_broker_pair* entry = find_pair(state);
  const bool live = client.life == Client::Life::live;
  if (live && entry != nullptr && entry->claimed == 0) {
    observer.always(property::kAgree,
                    agrees(*entry, state.machine.guest->queue_pairs.slots[client.slot]),
                    [] { return std::string("the machine and the host have other pairs"); });
  }
  // What is owed to a machine that has come to rest has been told.
  const bool quiet = is_in_use(state) && state.machine.is_quiet() && is_idle(state) &&
                     state.keeper.told == 0 && client.sleeping == 0;
  if (quiet && live) {
    observer.always(property::kTold, client.told >= client.owed, [] {
      return std::string("nothing is under way to tell the client of its peer");
    });
  }
  const bool gone = state.machine.device.gone != 0 && state.life != Life::removed;
  if (client.has_pair() || state.program.has != 0 || !is_idle(state) || gone ||
      state.life == Life::removing) {
    return;
  }
  const bool memory = std::any_of(state.memory.areas.begin(), state.memory.areas.end(),
                                  [](const world::QueueArea& area) { return area.pages != 0; });
  const bool has = state.keeper.dead == 0 && !state.machine.has_nothing();
  const bool brokered =
      std::any_of(std::begin(state.broker->contexts), std::end(state.broker->contexts),
                  [](const auto& context) { return context.bytes != 0; });
  observer.always(property::kNothingLeft, !memory && !has && !brokered,
                  [] { return std::string("nobody has a pair, but something of one is left"); });
}

bool Pair::may_end(const PairState& state) const {
  return is_idle(state) && state.life != Life::removing &&
         (state.client.life == Client::Life::none || state.client.life == Client::Life::live ||
          state.keeper.stopped != 0);
}

std::string Pair::text(const PairState& state) const {
  static constexpr std::array<const char*, 4> kClient{"none", "allocating", "live", "detaching"};
  const vmci_broker_pair* entry = find_pair(state);
  return fmt::format("client {}; the broker's pair in state {}; the host {}; machine {}{}",
                     kClient[static_cast<std::size_t>(state.client.life)],
                     entry == nullptr ? 0 : entry->pair.state,
                     state.program.has != 0 ? "has it" : "has none",
                     state.keeper.stopped != 0 ? "stopped" : "runs", state.machine.text());
}

std::vector<std::string> Pair::fault_classes() const {
  world::Faults faults = bounds_.faults;
  faults.memory = std::max(faults.memory, bounds_.host_faults);
  return world::fault_classes(faults);
}

}  // namespace vmcheck::device::lifecycle
