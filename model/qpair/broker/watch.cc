// What a step did to the broker's pairs: whether it was allowed to, and what follows from it.
#include <fmt/core.h>

#include <cstring>

#include "model/qpair/broker/broker_step.h"
#include "model/qpair/broker/properties.h"

namespace vmcheck::device::broker {
namespace {

bool same_memory(const vmci_broker_pair& a, const vmci_broker_pair& b) {
  return a.memory.of_vm.number == b.memory.of_vm.number &&
         a.memory.of_host.number == b.memory.of_host.number && a.mapped == b.mapped &&
         std::memcmp(&a.indexes, &b.indexes, sizeof a.indexes) == 0;
}

bool same_state(const vmci_pair& a, const vmci_pair& b) {
  return a.state == b.state && a.parties == b.parties && a.unmapped == b.unmapped;
}

}  // namespace

void BrokerStep::watch(const vmci_broker& before, std::uint8_t actor, Trigger trigger,
                       std::uint32_t context) {
  for (std::uint32_t slot = 0; slot < VMCI_BROKER_PAIRS_MAX; ++slot) {
    const vmci_broker_pair& was = before.pairs[slot];
    watch_claim(slot, was, actor);
    if (!same_state(was.pair, state_.broker->pairs[slot].pair)) {
      watch_state(slot, was.pair, trigger, context);
    }
  }
}

// Of a pair that nobody has claimed only one that is gone may change: its slot is freed.
void BrokerStep::watch_claim(std::uint32_t slot, const vmci_broker_pair& before,
                             std::uint8_t actor) {
  const vmci_broker_pair& now = state_.broker->pairs[slot];
  std::uint8_t& holder = state_.holders[slot];
  const bool changed = !same_memory(before, now) || !same_state(before.pair, now.pair) ||
                       before.claimed != now.claimed;
  if (!changed) return;
  const bool freed = before.pair.state == VMCI_PAIR_GONE && now.pair.state == VMCI_PAIR_NEW;
  const bool claims = before.claimed == 0 && now.claimed != 0 && same_memory(before, now) &&
                      same_state(before.pair, now.pair);
  const bool holds = before.claimed != 0 && holder == actor;
  observer_.always(property::kClaim, holds || claims || (freed && before.claimed == 0), [&] {
    return fmt::format("pair {} is changed by somebody who has not claimed it", slot);
  });
  holder = now.claimed != 0 ? (before.claimed != 0 ? holder : actor) : std::uint8_t{0};
}

// Whether a party may attach to a pair of the host's and a machine's.
bool BrokerStep::may_attach(const vmci_pair& pair, std::uint32_t number,
                            std::uint32_t machine) const {
  const PartyBounds& bounds = bounds_.parties[machine];
  const vmci_pair_request& request = state_.parties[number].call->request;
  const std::uint64_t produced = number == kHost ? request.consume_size : request.produce_size;
  const std::uint64_t consumed = number == kHost ? request.produce_size : request.consume_size;
  return produced == pair.produce_size && consumed == pair.consume_size &&
         bounds.privileges == bounds_.parties[kHost].privileges && bounds.version >= kOlder &&
         (bounds_.peer == VMCI_ID_INVALID || number == kHost || bounds_.peer == kContexts[number]);
}

void BrokerStep::watch_state(std::uint32_t slot, const vmci_pair& before, Trigger trigger,
                             std::uint32_t context) {
  const vmci_pair& now = state_.broker->pairs[slot].pair;
  const bool freed = now.state == VMCI_PAIR_NEW;
  const bool was_gone = before.state == VMCI_PAIR_GONE;
  std::uint8_t by = kByHost;
  const std::uint32_t number = party_of(context);
  if (number != kHost)
    by = bounds_.parties[number].version >= kNewest ? kByMachine : kByOlderMachine;
  // Who leaves last frees the slot as well, unless somebody is still to be told.
  const unsigned to = freed && !was_gone ? unsigned{VMCI_PAIR_GONE} : now.state;
  const Transition* row = was_gone ? find_transition(VMCI_PAIR_GONE, Trigger::none, 0, to)
                                   : find_transition(before.state, trigger, by, to);
  observer_.always(property::kTable, row != nullptr, [&] {
    return fmt::format("pair {} goes from state {} to {} by context {}", slot, before.state, to,
                       context);
  });
  if (row == nullptr) return;
  reach(row->reached, true);
  const vmci_pair& pair = freed ? before : now;
  const std::uint8_t handle = number_of(pair.handle);
  if (handle >= kHandles) return;
  if (before.state == VMCI_PAIR_NEW) created(handle);
  if (number != kHost && trigger == Trigger::alloc)
    state_.machines[handle] = static_cast<std::uint8_t>(number);
  if (before.state != VMCI_PAIR_NEW && trigger == Trigger::alloc) {
    observer_.always(property::kTable, may_attach(pair, number, state_.machines[handle]),
                     [&] { return fmt::format("context {} attaches, and must not", context); });
  }
  if (row->told == Told::nothing) return;
  const unsigned event =
      row->told == Told::attach ? VMCI_BROKER_OWES_ATTACH : VMCI_BROKER_OWES_DETACH;
  const std::uint32_t other = number == kHost ? state_.machines[handle] : kHost;
  state_.owed[handle][other] = static_cast<std::uint8_t>(state_.owed[handle][other] | event);
}

// Nobody, unless he is leaving, is still to be told of an earlier pair of the handle.
void BrokerStep::created(std::uint32_t handle) {
  for (std::uint32_t i = 0; i < kParties; ++i) {
    observer_.always(property::kEvents,
                     state_.owed[handle][i] == 0 || state_.parties[i].present != 1, [&] {
                       return fmt::format(
                           "a handle is created anew before context {} is told of "
                           "its last pair",
                           kContexts[i]);
                     });
    state_.owed[handle][i] = 0;
  }
  state_.machines[handle] = 0;
  if (handle != 0) return;
  reach(property::kCreatedAnew, state_.pairs > 0);
  ++state_.pairs;
  state_.rings = {};
  state_.moved = 0;
}

}  // namespace vmcheck::device::broker
