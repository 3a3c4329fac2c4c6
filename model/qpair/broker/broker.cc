#include "model/qpair/broker/broker.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "model/qpair/broker/broker_step.h"
#include "model/qpair/broker/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::broker {
namespace {

// Whether a call's charge stands beside the table: it has claimed its pair, and not committed it.
bool is_joining(const Party& party, const vmci_broker& broker) {
  const vmci_broker_operation& call = *party.call;
  if (party.is_idle() || call.phase < VMCI_BROKER_PIN || call.phase > VMCI_BROKER_UNDO)
    return false;
  return (call.outcome.pair.parties & ~broker.pairs[call.slot].pair.parties) != 0;
}

struct Charge {
  std::uint32_t pairs = 0;
  std::uint64_t bytes = 0;
  std::uint32_t events = 0;

  void add(const vmci_pair& pair) {
    ++pairs;
    bytes += pair.produce_size + pair.consume_size;
  }
};

// What a party is to be charged for.
Charge charge_of(const BrokerState& state, std::uint32_t number) {
  const vmci_broker& broker = *state.broker;
  Charge charge;
  for (const vmci_broker_pair& entry : broker.pairs) {
    if (entry.pair.state == VMCI_PAIR_NEW) continue;
    const std::uint8_t handle = number_of(entry.pair.handle);
    const unsigned owed = handle < kHandles ? state.owed[handle][number] : 0U;
    charge.events += static_cast<std::uint32_t>(std::popcount(owed));
    if (vmci_pair_party(&entry.pair, kContexts[number]) != 0) {
      charge.add(entry.pair);
    } else if (owed != 0) {
      ++charge.pairs;
    }
  }
  const Party& party = state.parties[number];
  if (is_joining(party, broker)) charge.add(party.call->outcome.pair);
  return charge;
}

bool names(world::Pinned pinned, std::size_t area) {
  return pinned.of_vm.number == area + 1 || pinned.of_host.number == area + 1;
}

// Whether an operation of the host's end waits for what is not there, rather than for ever.
bool waits_rightly(const BrokerState& state, const End& end) {
  const vmci_broker_pair& entry = state.broker->pairs[end.steps->slot];
  if (entry.pair.state == VMCI_PAIR_ATTACHED_NO_MEM) return entry.pair.unmapped != 0;
  if (entry.pair.state != VMCI_PAIR_ATTACHED_MEM) return false;
  const bool reads = end.steps->request == VMCI_HOST_DEQUEUE;
  const RingCount& ring = state.rings[reads ? 0 : 1];
  return reads ? ring.written == ring.read : ring.written - ring.read == kConsumeSize - 1;
}

}  // namespace

std::vector<run::Property> Broker::properties() const {
  std::vector<run::Property> all{
      world::property::kOneAction, world::property::kLocks, world::property::kPins,
      world::property::kMessages,  property::kTable,        property::kClaim,
      property::kMemory,           property::kAccounts,     property::kUnchanged,
      property::kResult,           property::kEvents};
  const bool moves = bounds_.sends + bounds_.receives > 0;
  if (moves) all.push_back(world::property::kInPage);
  if (moves || !bounds_.hostile) all.push_back(world::property::kLifetimes);
  if (moves && !bounds_.hostile) all.push_back(property::kFifo);
  if (bounds_.blocks && !bounds_.hostile) all.push_back(property::kAwake);
  if (!bounds_.hostile) all.push_back(property::kNothingLeft);
  if ((bounds_.parties[kHost].wishes & bit_of(Wish::alloc_any)) != 0) {
    all.push_back(property::kFreshIds);
  }
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Broker::begin(BrokerState& state, run::Chooser& chooser) const {
  host_.init(&*state.broker, 0);
  for (std::uint32_t i = 0; i < kParties; ++i) state.parties[i].calls = bounds_.parties[i].calls;
  state.parties[kHost].present = 1;
  state.ends[0].left = bounds_.sends;
  state.ends[1].left = bounds_.receives;
  state.bytes = bounds_.bytes;
  state.removals = bounds_.removals;
  state.scribbles = bounds_.scribbles;
  state.faults.memory = bounds_.faults;
  state::Observer observer(properties());
  BrokerStep step(host_, bounds_, state, chooser, observer);
  for (std::uint32_t i = 1; i < kParties; ++i) {
    if (bounds_.parties[i].version != 0) step.add(i);
  }
}

bool Broker::step(BrokerState& state, run::Chooser& chooser, state::Observer& observer) const {
  return BrokerStep(host_, bounds_, state, chooser, observer).make();
}

void Broker::check(const BrokerState& state, state::Observer& observer) const {
  check_memory(state, observer);
  check_accounts(state, observer);
  check_awake(state, observer);
  check_nothing_left(state, observer);
}

void Broker::check_memory(const BrokerState& state, state::Observer& observer) const {
  for (std::size_t i = 0; i < world::kQueues; ++i) {
    unsigned pins = 0;
    unsigned maps = 0;
    for (const vmci_broker_pair& entry : state.broker->pairs) {
      const unsigned times = (entry.memory.of_vm.number == i + 1 ? 1U : 0U) +
                             (entry.memory.of_host.number == i + 1 ? 1U : 0U);
      pins += times;
      if (entry.mapped != 0 && names(entry.memory, i)) maps += times;
    }
    const world::QueueArea& area = state.memory.areas[i];
    observer.always(property::kMemory, area.pins == pins && area.maps == maps, [&] {
      return fmt::format("queue {} is pinned {} times and mapped {}, not {} and {}", i + 1,
                         area.pins, area.maps, pins, maps);
    });
  }
  for (const vmci_broker_pair& entry : state.broker->pairs) {
    const bool pinned = entry.memory.of_vm.number != 0;
    const bool right =
        pinned == (vmci_pair_has_memory(&entry.pair) != 0) && (entry.mapped == 0 || pinned);
    observer.always(property::kMemory, entry.claimed != 0 || right, [&] {
      return fmt::format("a pair in state {} {} pages pinned", entry.pair.state,
                         pinned ? "has" : "has no");
    });
  }
}

void Broker::check_accounts(const BrokerState& state, state::Observer& observer) const {
  for (const vmci_broker_pair& entry : state.broker->pairs) {
    observer.always(property::kAccounts,
                    entry.pair.produce_size + entry.pair.consume_size <= VMCI_QUEUE_PAIR_BYTES_MAX,
                    [] { return std::string("a pair is larger than any may be"); });
  }
  for (const vmci_broker_context& context : state.broker->contexts) {
    if (context.state != VMCI_CONTEXT_PRESENT) continue;
    const std::uint32_t number = party_of(context.id);
    const Charge charge = charge_of(state, number);
    observer.always(property::kAccounts,
                    context.pairs == charge.pairs && context.bytes == charge.bytes, [&] {
                      return fmt::format(
                          "context {} is charged for {} pairs and {} bytes, not {} "
                          "and {}",
                          context.id, context.pairs, context.bytes, charge.pairs, charge.bytes);
                    });
    observer.always(property::kEvents, context.events == charge.events, [&] {
      return fmt::format("context {} is owed {} events, not {}", context.id, context.events,
                         charge.events);
    });
    const bool within =
        context.pairs <= VMCI_CONTEXT_PAIRS_MAX && context.bytes <= VMCI_QUEUE_PAIR_BYTES_MAX;
    observer.always(property::kAccounts, number == kHost || within,
                    [&] { return fmt::format("context {} has too much", context.id); });
  }
}

// Who is at work may yet wake those who sleep: whoever moves a byte has done so at once.
void Broker::check_awake(const BrokerState& state, state::Observer& observer) const {
  const bool at_work =
      state.removing != 0 ||
      std::any_of(state.parties.begin(), state.parties.end(),
                  [](const Party& party) { return !party.is_idle() && party.sleeping == 0; }) ||
      std::any_of(state.ends.begin(), state.ends.end(),
                  [](const End& end) { return end.runs != 0 && end.sleeping == 0; });
  if (at_work || !bounds_.blocks || bounds_.hostile) return;
  for (const End& end : state.ends) {
    observer.always(property::kAwake, end.runs == 0 || waits_rightly(state, end),
                    [] { return std::string("the host's end sleeps, and could go on"); });
  }
}

void Broker::check_nothing_left(const BrokerState& state, state::Observer& observer) const {
  const vmci_broker& broker = *state.broker;
  const bool busy = state.removing != 0 || state.ends[0].runs != 0 || state.ends[1].runs != 0 ||
                    std::any_of(state.parties.begin(), state.parties.end(), [](const Party& party) {
                      return !party.is_idle() || party.has != 0;
                    });
  const bool owed = std::any_of(state.owed.begin(), state.owed.end(), [](const auto& of_handle) {
    return std::any_of(of_handle.begin(), of_handle.end(), [](auto bits) { return bits != 0; });
  });
  if (busy || owed || bounds_.hostile) return;
  const bool pairs =
      std::any_of(std::begin(broker.pairs), std::end(broker.pairs), [](const auto& entry) {
        return entry.pair.state != VMCI_PAIR_NEW || entry.claimed != 0 || entry.awaited != 0;
      });
  const bool charged =
      std::any_of(std::begin(broker.contexts), std::end(broker.contexts), [](const auto& context) {
        return context.bytes != 0 || context.pairs != 0 || context.events != 0;
      });
  const bool registered =
      std::any_of(std::begin(broker.registry.slots), std::end(broker.registry.slots),
                  [](const auto& slot) { return slot.state != VMCI_RESOURCE_FREE; });
  const bool memory = std::any_of(state.memory.areas.begin(), state.memory.areas.end(),
                                  [](const world::QueueArea& area) { return area.pages != 0; });
  observer.always(property::kNothingLeft, !pairs && !charged && !registered && !memory,
                  [] { return std::string("nobody has a pair, but something of one is left"); });
}

bool Broker::may_end(const BrokerState& state) const {
  for (std::uint32_t i = 0; i < kParties; ++i) {
    const Party& party = state.parties[i];
    const bool owed = state.owed[0][i] != 0 || state.owed[1][i] != 0;
    if (!party.is_idle() || (party.present == 1 && owed)) return false;
  }
  return state.removing == 0 &&
         std::all_of(state.ends.begin(), state.ends.end(), [&](const End& end) {
           return end.runs == 0 ||
                  (end.steps->blocks != 0 && (bounds_.hostile || waits_rightly(state, end)));
         });
}

std::string Broker::text(const BrokerState& state) const {
  static constexpr std::array<const char*, 8> kStates{
      "new",      "created, no memory",   "created",   "attached, no memory",
      "attached", "shut down, no memory", "shut down", "gone"};
  std::string all;
  for (const vmci_broker_pair& entry : state.broker->pairs) {
    all += fmt::format("{}pair {}{}{}", all.empty() ? "" : "; ", kStates[entry.pair.state & 7U],
                       entry.claimed != 0 ? ", claimed" : "", entry.mapped != 0 ? ", mapped" : "");
  }
  return all;
}

std::vector<std::string> Broker::fault_classes() const {
  return world::fault_classes({.memory = bounds_.faults});
}

}  // namespace vmcheck::device::broker
