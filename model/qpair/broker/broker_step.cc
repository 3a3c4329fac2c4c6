// What parties of the broker ask for, and what they are told.
#include "model/qpair/broker/broker_step.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "model/qpair/broker/broker_drive.h"
#include "model/qpair/broker/properties.h"
#include "model/qpair/broker/reasons.h"
#include "sim/world/properties.h"

namespace vmcheck::device::broker {
namespace {

using run::ChoiceKind;

// Who makes a step.
enum Actor : std::uint32_t {
  kCaller = 0,
  kRemover = kCaller + kParties,
  kFetcher,
  kWriter = kFetcher + kParties,
  kReader,
  kMachineWriter,
  kMachineReader,
  kScribbler,
  kActors
};

constexpr std::uint32_t kAnySize =
    wishes(Wish::alloc, Wish::attach, Wish::alloc_other, Wish::alloc_second, Wish::alloc_large,
           Wish::alloc_huge, Wish::alloc_any, Wish::alloc_few_pages);
constexpr std::uint32_t kOfSecond =
    wishes(Wish::alloc_second, Wish::alloc_large, Wish::alloc_huge, Wish::detach_second);
constexpr std::uint32_t kOfAny = wishes(Wish::alloc_any, Wish::detach_any);
constexpr std::uint32_t kMaps = wishes(Wish::map, Wish::map_elsewhere, Wish::map_few_pages);
constexpr std::uint32_t kFewPages =
    wishes(Wish::alloc_few_pages, Wish::set_few_pages, Wish::map_few_pages);

bool is_one_of(Wish wish, std::uint32_t all) {
  return (bit_of(wish) & all) != 0;
}

Trigger trigger_of(Wish wish) {
  if (is_one_of(wish, kAnySize)) return Trigger::alloc;
  if (is_one_of(wish, kMaps)) return Trigger::map;
  if (wish == Wish::set_page_store || wish == Wish::set_few_pages) return Trigger::set_page_store;
  return wish == Wish::unmap ? Trigger::unmap : Trigger::detach;
}

std::uint8_t handle_of(Wish wish) {
  if (is_one_of(wish, kOfAny)) return kAnyId;
  return is_one_of(wish, kOfSecond) ? 1 : 0;
}

std::uint64_t produce_size_of(Wish wish) {
  if (wish == Wish::alloc_huge) return VMCI_QUEUE_PAIR_BYTES_MAX;
  return wish == Wish::alloc_other || wish == Wish::alloc_large ? kProduceSize + 1 : kProduceSize;
}

std::uint8_t queue_pages(std::uint64_t size) {
  return static_cast<std::uint8_t>(1 +
                                   (size + world::kQueuePageBytes - 1) / world::kQueuePageBytes);
}

}  // namespace

std::uint64_t pages_of(std::uint64_t produce_size, std::uint64_t consume_size) {
  return queue_pages(produce_size) + std::uint64_t{queue_pages(consume_size)};
}

std::uint32_t party_of(std::uint32_t context) {
  const auto* found = std::find(kContexts.begin(), kContexts.end(), context);
  return static_cast<std::uint32_t>(found - kContexts.begin());
}

std::uint8_t number_of(const vmci_handle& handle) {
  const std::uint32_t number = handle.resource - kFirstResource;
  return handle.context == VMCI_CONTEXT_HOST && number < kHandles
             ? static_cast<std::uint8_t>(number)
             : kAnyId;
}

vmci_handle handle_of(const BrokerState& state, std::uint8_t number) {
  return {VMCI_CONTEXT_HOST, number == kAnyId ? state.any_id : kFirstResource + number};
}

bool BrokerStep::make() {
  const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, kActors);
  if (who < kRemover) return party(who);
  if (who >= kFetcher && who < kWriter) return fetch(who - kFetcher);
  switch (who) {
    case kRemover:
      return remove();
    case kWriter:
    case kReader:
      return end(who == kReader);
    case kMachineWriter:
    case kMachineReader:
      return move_byte(who == kMachineReader);
    default:
      return scribble();
  }
}

void BrokerStep::reach(const run::Property& property, bool reached) {
  if (!reached) return;
  const auto& all = bounds_.reached;
  observer_.sometimes(property, std::find(all.begin(), all.end(), &property) != all.end());
}

std::int32_t BrokerStep::alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) {
  return VMCI_ERROR_UNAVAILABLE;  // there is no driver
}

std::int32_t BrokerStep::detach(std::uint32_t, std::uint32_t, std::uint32_t) {
  return VMCI_ERROR_UNAVAILABLE;
}

void BrokerStep::woken() {
  for (Party& party : state_.parties) party.sleeping = 0;
  for (End& end : state_.ends) end.sleeping = 0;
  state_.removal_sleeps = 0;
}

void BrokerStep::told(std::uint32_t context) {
  const std::uint32_t number = party_of(context);
  if (number < kParties && state_.parties[number].present == 1) state_.parties[number].told = 1;
}

// A hostile machine has the memory that it has.
void BrokerStep::add(std::uint32_t number) {
  const PartyBounds& bounds = bounds_.parties[number];
  Party& party = state_.parties[number];
  const int result = drive(0, Trigger::none, kContexts[number], [&](vmci_broker& broker) {
    return host_.add_context(&broker, kContexts[number], bounds.privileges, bounds.version);
  });
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("a machine is not taken in: {}", result); });
  party.present = 1;
  party.told = 0;
  if (bounds_.hostile && party.stores[0].of_vm.number == 0) give_memory(number, Wish::alloc);
}

bool BrokerStep::party(std::uint32_t number) {
  Party& party = state_.parties[number];
  if (party.sleeping != 0) return false;
  if (!party.is_idle()) {
    go_on(number);
    return true;
  }
  if (party.calls == 0 || (number != kHost && bounds_.parties[number].version == 0)) return false;
  if (party.present == 1) return begin_call(number);
  if (party.present != 0) return false;
  observer_.note([&] { return fmt::format("machine {} comes back", number); });
  add(number);
  return true;
}

// Who is not hostile asks for what makes sense to it.
bool BrokerStep::may_wish(std::uint32_t number, Wish wish) const {
  const Party& party = state_.parties[number];
  if (!is_one_of(wish, bounds_.parties[number].wishes)) return false;
  if (bounds_.hostile && number != kHost) return true;
  const bool has = (party.has >> handle_of(wish) & 1) != 0;
  if (is_one_of(wish, kAnySize)) return !has;
  if (is_one_of(wish, kMaps)) return has && party.suspended != 0;
  return has && (party.suspended == 0 || trigger_of(wish) == Trigger::detach);
}

bool BrokerStep::begin_call(std::uint32_t number) {
  Party& party = state_.parties[number];
  std::uint32_t possible = 0;
  for (std::uint32_t i = 0; i < kWishes; ++i) {
    if (may_wish(number, static_cast<Wish>(i))) possible |= 1U << i;
  }
  if (possible == 0) return false;
  std::uint32_t index =
      chooser_.choose(ChoiceKind::value, static_cast<std::uint32_t>(std::popcount(possible)));
  while (index-- > 0) possible &= possible - 1;
  const auto wish = static_cast<Wish>(std::countr_zero(possible));
  if (number != kHost && !give_memory(number, wish)) return false;
  --party.calls;
  party.trigger = trigger_of(wish);
  party.wish = wish;
  party.pair = handle_of(wish);
  party.failures = state_.faults.memory;
  if (wish == Wish::unmap) party.suspended = 1;
  set_request(number, wish);
  go_on(number);
  return true;
}

// The memory of a pair that it asks for, or where it is moved to. False: there is no room for it.
bool BrokerStep::give_memory(std::uint32_t number, Wish wish) {
  Party& party = state_.parties[number];
  const bool moves = wish == Wish::map_elsewhere;
  if (!moves && trigger_of(wish) != Trigger::alloc) return true;
  world::PageStore& store = moves ? party.elsewhere : party.stores[handle_of(wish)];
  if (store.of_vm.number != 0) return true;
  const auto& areas = state_.memory.areas;
  if (std::count_if(areas.begin(), areas.end(),
                    [](const world::QueueArea& area) { return area.pages == 0; }) < 2) {
    return false;
  }
  store.of_vm = state_.memory.alloc(queue_pages(produce_size_of(wish)), false);
  store.of_host = state_.memory.alloc(queue_pages(kConsumeSize), false);
  if (!moves || party.stores[0].of_vm.number == 0) return true;
  const auto copy = [&](world::Queue from, world::Queue to) {
    world::QueueArea& area = state_.memory.areas[to.number - 1U];
    area.header = state_.memory.areas[from.number - 1U].header;
    area.bytes = state_.memory.areas[from.number - 1U].bytes;
  };
  copy(party.stores[0].of_vm, store.of_vm);
  copy(party.stores[0].of_host, store.of_host);
  return true;
}

void BrokerStep::set_request(std::uint32_t number, Wish wish) {
  Party& party = state_.parties[number];
  vmci_pair_request& request = party.call->request;
  const bool is_host = number == kHost;
  request.context = kContexts[number];
  request.handle = broker::handle_of(state_, party.pair);
  if (wish == Wish::alloc_any) request.handle = {VMCI_ID_INVALID, VMCI_ID_INVALID};
  request.peer = is_host ? bounds_.peer : VMCI_CONTEXT_HOST;
  if (wish == Wish::attach) request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
  if (is_host) request.privileges = bounds_.parties[kHost].privileges;
  request.produce_size = produce_size_of(wish);
  request.consume_size = kConsumeSize;
  const bool gives =
      party.trigger == Trigger::set_page_store || party.trigger == Trigger::map ||
      (party.trigger == Trigger::alloc && !is_host && bounds_.parties[number].version >= kNewest);
  if (gives) request.pages = pages_of(request.produce_size, request.consume_size);
  if (gives && is_one_of(wish, kFewPages)) --request.pages;
  if (is_host) std::swap(request.produce_size, request.consume_size);
  if (!gives) return;
  const world::PageStore& own = party.stores[party.pair % kHandles];
  party.call->store = wish == Wish::map_elsewhere ? party.elsewhere : own;
  if (bounds_.hostile && chooser_.choose(ChoiceKind::value, 2) == 1) {
    party.call->store.of_host = own.of_vm;
  }
}

void BrokerStep::go_on(std::uint32_t number) {
  Party& party = state_.parties[number];
  vmci_broker_operation& call = *party.call;
  observer_.note([&] {
    static constexpr std::array<const char*, 6> kCalls{"",       "allocates", "sets its page store",
                                                       "unmaps", "maps",      "detaches"};
    return fmt::format(
        "{} {}, phase {}", number == kHost ? "the host" : fmt::format("machine {}", number),
        kCalls[static_cast<std::size_t>(party.trigger)], static_cast<unsigned>(call.phase));
  });
  const bool claims = call.phase == VMCI_BROKER_CLAIM;
  const auto steps = [&](vmci_broker& broker) {
    switch (party.trigger) {
      case Trigger::alloc:
        return host_.alloc_step(&broker, &call);
      case Trigger::set_page_store:
        return host_.set_page_store_step(&broker, &call);
      case Trigger::unmap:
        return host_.unmap_step(&broker, &call);
      case Trigger::map:
        return host_.map_step(&broker, &call);
      default:
        return host_.detach_step(&broker, &call);
    }
  };
  state::Padded<vmci_broker> before = state_.broker;
  const vmci_step made =
      drive(static_cast<std::uint8_t>(number + 1), party.trigger, kContexts[number], steps);
  clear_padding(call.outcome.pair);
  if (made == VMCI_STEP_WAIT) {
    party.sleeping = 1;
    reach(property::kWaited, true);
  }
  if (claims && made != VMCI_STEP_WAIT) {
    before->registry.next_id = state_.broker->registry.next_id;
    observer_.always(
        property::kUnchanged,
        call.result >= VMCI_SUCCESS || std::memcmp(&before, &state_.broker, sizeof before) == 0,
        [&] { return fmt::format("a call that has changed something fails: {}", call.result); });
    observer_.always(property::kResult,
                     call.result >= VMCI_SUCCESS || is_reason(bounds_, state_, number),
                     [&] { return fmt::format("a call fails without a reason: {}", call.result); });
  }
  if (made != VMCI_STEP_DONE) return;
  if (!claims && call.result < VMCI_SUCCESS) {
    const bool struck = call.result == VMCI_ERROR_NO_MEM && party.failures != state_.faults.memory;
    observer_.always(property::kResult, struck || bounds_.hostile,
                     [&] { return fmt::format("a call that was allowed fails: {}", call.result); });
    reach(property::kNoMemory, struck);
  }
  finish_call(number);
}

void BrokerStep::finish_call(std::uint32_t number) {
  Party& party = state_.parties[number];
  const int result = party.call->result;
  reach(property::kUnavailable, result == VMCI_ERROR_UNAVAILABLE);
  reach(property::kOwedBeyond,
        result == VMCI_ERROR_UNAVAILABLE &&
            std::any_of(std::begin(state_.broker->pairs), std::end(state_.broker->pairs),
                        [](const auto& entry) { return entry.pair.state == VMCI_PAIR_GONE; }));
  reach(property::kMismatch, result == VMCI_ERROR_QUEUEPAIR_MISMATCH);
  reach(property::kLimit, result == VMCI_ERROR_NO_RESOURCES);
  reach(property::kDenied, result == VMCI_ERROR_NO_ACCESS);
  reach(property::kVersion, result == VMCI_ERROR_INVALID_RESOURCE);
  reach(property::kBetweenMachines, result == VMCI_ERROR_DST_UNREACHABLE);
  if (result >= VMCI_SUCCESS) succeed(number);
  if (result == VMCI_ERROR_QUEUEPAIR_NOTSET) party.suspended = 0;
  const bool keeps = bounds_.hostile || number == kHost;
  if (!keeps && (party.has >> party.pair & 1) == 0) give_back(party.stores[party.pair]);
  if (!keeps && party.elsewhere.of_vm.number != 0) give_back(party.elsewhere);
  party.call.clear();
  party.trigger = Trigger::none;
  party.wish = Wish::alloc;
  party.pair = 0;
  party.failures = 0;
  release(number);
}

void BrokerStep::succeed(std::uint32_t number) {
  Party& party = state_.parties[number];
  const auto bit = static_cast<std::uint8_t>(1U << party.pair);
  if (party.trigger == Trigger::alloc) {
    party.has |= bit;
    reach(property::kAddedAgain, number != kHost && state_.removals < bounds_.removals);
  }
  if (party.trigger == Trigger::detach) {
    party.has = static_cast<std::uint8_t>(party.has & ~bit);
    party.suspended = 0;
  }
  if (party.trigger == Trigger::map) party.suspended = 0;
  if (party.wish == Wish::map_elsewhere && !bounds_.hostile) {
    std::swap(party.stores[0], party.elsewhere);
    state_.moved = 1;
  }
  if (party.wish != Wish::alloc_any) return;
  const std::uint32_t id = party.call->request.handle.resource;
  observer_.always(property::kFreshIds, id > state_.any_id,
                   [&] { return fmt::format("id {} behind {}", id, state_.any_id); });
  state_.any_id = id;
}

// A machine uses its memory for something else: nobody has it pinned.
void BrokerStep::give_back(world::PageStore& store) {
  for (const world::Queue queue : {store.of_vm, store.of_host}) {
    world::QueueArea* area = state_.memory.find(queue);
    if (area == nullptr) continue;
    observer_.always(world::property::kLifetimes, area->pins == 0, [] {
      return std::string("pages stay pinned that a machine does not give any more");
    });
    *area = {};
  }
  store = {};
}

// Of a machine that is not there any more, and has no call under way, nothing is left.
void BrokerStep::release(std::uint32_t number) {
  Party& party = state_.parties[number];
  if (party.present != 0 || !party.is_idle() || number == kHost) return;
  for (world::PageStore& store : party.stores) give_back(store);
  give_back(party.elsewhere);
  party.has = 0;
  party.suspended = 0;
  party.told = 0;
}

// Somebody kills a machine, or it ends.
bool BrokerStep::remove() {
  if (state_.removal_sleeps != 0) return false;
  if (state_.removing == 0) {
    if (state_.removals == 0) return false;
    const std::uint32_t number = 1 + chooser_.choose(ChoiceKind::value, kParties - 1);
    Party& party = state_.parties[number];
    if (party.present != 1) return false;
    --state_.removals;
    state_.removing = static_cast<std::uint8_t>(number);
    state_.removal->context = kContexts[number];
    reach(property::kRemoved, party.has != 0);
    reach(property::kRemovedInCall, !party.is_idle());
    party.present = 2;
  }
  const std::uint8_t number = state_.removing;
  observer_.note([&] { return fmt::format("machine {} is being removed", number); });
  const vmci_step made = drive(
      kRemover + 1, Trigger::detach, kContexts[number],
      [&](vmci_broker& broker) { return host_.remove_context_step(&broker, &*state_.removal); });
  clear_padding(state_.removal->detach.outcome.pair);
  if (made == VMCI_STEP_WAIT) state_.removal_sleeps = 1;
  if (made != VMCI_STEP_DONE) return true;
  observer_.always(property::kResult, state_.removal->result == VMCI_SUCCESS,
                   [] { return std::string("a machine that is there cannot be removed"); });
  state_.removal.clear();
  state_.removing = 0;
  state_.parties[number].present = 0;
  for (auto& of_handle : state_.owed) of_handle[number] = 0;
  release(number);
  return true;
}

bool BrokerStep::fetch(std::uint32_t number) {
  Party& party = state_.parties[number];
  if (party.told == 0 || party.present != 1) return false;
  vmci_event_queue_pair_msg message;
  std::memset(&message, 0xa5, sizeof message);
  observer_.note([&] { return fmt::format("context {} fetches an event", kContexts[number]); });
  const int result = drive(0, Trigger::none, kContexts[number], [&](vmci_broker& broker) {
    return host_.next_event(&broker, kContexts[number], &message);
  });
  if (result >= VMCI_SUCCESS) {
    demand_event(number, message);
    return true;
  }
  party.told = 0;
  const bool none = state_.owed[0][number] == 0 && state_.owed[1][number] == 0;
  observer_.always(property::kEvents, result == VMCI_ERROR_NO_MORE_DATAGRAMS && none, [&] {
    return fmt::format("context {} is not told what it is owed: {}", kContexts[number], result);
  });
  return true;
}

// It is the next thing that the party is owed of a pair, and every byte of it is the protocol's.
void BrokerStep::demand_event(std::uint32_t number, const vmci_event_queue_pair_msg& message) {
  const std::uint8_t handle = number_of(message.payload.handle);
  const bool attaches = message.event.event == VMCI_EVENT_PEER_ATTACH;
  const unsigned event = attaches ? VMCI_BROKER_OWES_ATTACH : VMCI_BROKER_OWES_DETACH;
  const unsigned owed = handle < kHandles ? state_.owed[handle][number] : 0U;
  // The lower bit is what comes first.
  observer_.always(property::kEvents, (owed & (~owed + 1)) == event, [&] {
    return fmt::format("context {} is told of event {} and owed {:#x}", kContexts[number],
                       message.event.event, owed);
  });
  if (handle >= kHandles) return;
  state_.owed[handle][number] = static_cast<std::uint8_t>(owed & ~event);
  vmci_event_queue_pair_msg expected{};
  expected.header.dst.context = kContexts[number];
  expected.header.payload_size = sizeof expected - sizeof expected.header;
  expected.event.event = attaches ? VMCI_EVENT_PEER_ATTACH : VMCI_EVENT_PEER_DETACH;
  expected.payload.handle = broker::handle_of(state_, handle);
  expected.payload.peer_id =
      number == kHost ? kContexts[state_.machines[handle]] : kContexts[kHost];
  observer_.always(world::property::kMessages,
                   std::memcmp(&message, &expected, sizeof message) == 0, [&] {
                     return fmt::format(
                         "an event for context {} has bytes that are not the "
                         "protocol's",
                         kContexts[number]);
                   });
}

}  // namespace vmcheck::device::broker
