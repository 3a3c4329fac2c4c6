// Machines that are bounded alike: it does not matter which of them is which, nor which place each
// has in the broker's table.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <functional>
#include <utility>

#include "model/qpair/broker/broker.h"

namespace vmcheck::device::broker {
namespace {

void exchange(vmci_u32& context) {
  if (context == kContexts[1]) {
    context = kContexts[2];
  } else if (context == kContexts[2]) {
    context = kContexts[1];
  }
}

void exchange(vmci_pair& pair) {
  exchange(pair.creator);
  exchange(pair.attacher);
  exchange(pair.peer);
}

void exchange(vmci_broker_operation& call) {
  exchange(call.request.context);
  exchange(call.request.peer);
  exchange(call.outcome.pair);
}

// Of numbers the first of which is the host's.
void exchange_number(std::uint8_t& number, std::uint8_t host) {
  if (number == host + 1) {
    number = static_cast<std::uint8_t>(host + 2);
  } else if (number == host + 2) {
    number = static_cast<std::uint8_t>(host + 1);
  }
}

// Of all but the host's, which is the first one; as bytes, which have no padding.
void sort_places(vmci_broker& broker) {
  using Bytes = std::array<std::byte, sizeof(vmci_broker_context)>;
  auto* places = reinterpret_cast<Bytes*>(&broker.contexts[0]);
  std::sort(places + 1, places + VMCI_CONTEXTS_MAX, std::greater());
}

// Queues' memory, numbered anew: those first that are named first.
class Renumbering {
 public:
  void operator()(world::PageStore& store) {
    name(store.of_vm);
    name(store.of_host);
  }

  void apply(world::QueueMemory& memory) {
    world::QueueMemory renumbered{};
    for (std::uint8_t old = 1; old <= world::kQueues; ++old) {
      world::Queue queue{old};
      if (memory.areas[old - 1U].pages != 0) name(queue);
      if (names_[old] != 0) renumbered.areas[names_[old] - 1U] = memory.areas[old - 1U];
    }
    memory = renumbered;
  }

 private:
  void name(world::Queue& queue) {
    if (queue.number == 0) return;
    std::uint8_t& name = names_[queue.number];
    if (name == 0) name = ++last_;
    queue.number = name;
  }

  std::array<std::uint8_t, world::kQueues + 1> names_{};
  std::uint8_t last_ = 0;
};

void renumber_queues(BrokerState& state) {
  Renumbering renumber;
  for (vmci_broker_pair& entry : state.broker->pairs) renumber(entry.memory);
  for (Party& party : state.parties) {
    for (world::PageStore& store : party.stores) renumber(store);
    renumber(party.elsewhere);
    renumber(party.call->store);
  }
  renumber(state.removal->detach.store);
  renumber.apply(state.memory);
}

void exchange_machines(BrokerState& state) {
  std::swap(state.parties[1], state.parties[2]);
  for (Party& party : state.parties) exchange(*party.call);
  for (vmci_broker_context& context : state.broker->contexts) exchange(context.id);
  for (vmci_broker_pair& entry : state.broker->pairs) {
    exchange(entry.pair);
    exchange(entry.claimer);
  }
  exchange(state.removal->context);
  exchange(state.removal->detach);
  exchange_number(state.removing, 0);
  for (std::uint8_t& holder : state.holders) exchange_number(holder, 1);
  for (std::uint8_t& machine : state.machines) exchange_number(machine, 0);
  for (auto& of_handle : state.owed) std::swap(of_handle[1], of_handle[2]);
}

}  // namespace

void Broker::canonical(BrokerState& state) const {
  sort_places(*state.broker);
  renumber_queues(state);
  if (bounds_.parties[1] != bounds_.parties[2] || bounds_.peer != VMCI_ID_INVALID) return;
  BrokerState other = state;
  exchange_machines(other);
  sort_places(*other.broker);
  renumber_queues(other);
  if (std::memcmp(&other, &state, sizeof state) > 0) state = other;
}

}  // namespace vmcheck::device::broker
