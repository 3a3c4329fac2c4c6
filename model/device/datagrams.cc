#include "model/device/datagrams.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

#include "model/device/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Kind = world::Message::Kind;
using Life = Client::Life;
using Operation = DatagramThread::Operation;
using run::ChoiceKind;

constexpr std::uint32_t kHostResource = 9;
constexpr vmci_u32 kUnknownEvent = 9;

constexpr std::array<const char*, kClients> kNames{"the endpoint", "the delayed endpoint",
                                                   "the subscriber"};

// Whether what is behind some messages is lost.
bool loses_messages(const DatagramBounds& bounds) {
  return std::any_of(bounds.kinds.begin(), bounds.kinds.end(),
                     [](Kind kind) { return kind > Kind::unknown_event; });
}

bool may_be(const DatagramBounds& bounds, Kind kind) {
  return std::find(bounds.kinds.begin(), bounds.kinds.end(), kind) != bounds.kinds.end();
}

// A datagram as a thread sends it: there are never more bytes than these.
struct Outgoing {
  vmci_datagram header;
  std::uint64_t payload;
};

// One step of the model.
class Step final : public ModelStep<DatagramBounds, DatagramState> {
 public:
  Step(const Driver& driver, const DatagramBounds& bounds, DatagramState& state,
       run::Chooser& chooser, state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make() {
    const std::uint32_t machine = bounds_.threads + 1;
    const std::optional<std::uint32_t> who = chooser_.choose_enabled(
        ChoiceKind::schedule, machine + MachineStep::kActors, [&] { return enabled(); });
    if (!who) return false;
    observer_.made_by(*who);
    if (*who >= machine) return machine_.act_enabled(*who - machine) && wake();
    return (*who < bounds_.threads ? thread(state_.threads[*who], *who) : send_message()) && wake();
  }

  void datagram_arrived(std::uint32_t, std::uint32_t callback,
                        std::span<const std::uint8_t> datagram) override {
    const std::optional<std::uint8_t> number = world::tag_of(datagram);
    const bool whole = number && is(*number, Kind::datagram) &&
                       std::ranges::equal(datagram, rendered(*number).span());
    observer_.always(property::kContents, whole,
                     [] { return std::string("an endpoint is given what nobody sent"); });
    if (whole) arrived(callback - 1, *number);
  }

  void event_happened(std::uint32_t, std::uint32_t callback,
                      std::span<const std::uint8_t> payload) override {
    std::uint32_t number = world::kMessages;
    if (payload.size() == 24) std::memcpy(&number, payload.data() + 8, sizeof number);
    const bool whole = number < world::kMessages && is(number, Kind::peer_detach) &&
                       std::ranges::equal(payload, rendered(number).span().subspan(24));
    observer_.always(property::kContents, whole, [&] {
      return fmt::format("a subscriber is given {} bytes that are no such event", payload.size());
    });
    if (whole) arrived(callback - 1, number);
  }

  // A copy that was never delivered may be given back only if no more fit.
  void forgotten(std::uint32_t, std::uint32_t message) override {
    MessageFate& fate = state_.fates[message];
    if (fate.arrived != 0 || loses_messages(bounds_)) return;
    const bool full = state_.machine.guest->delayed.count >= VMCI_DELAYED_MAX;
    observer_.always(property::kDelivered, full, [&] {
      return fmt::format("message {} is dropped, although there is room", message);
    });
    reach(property::kDropped, true);
    fate.owed = 0;
  }

 private:
  world::Rendered rendered(std::uint32_t number) const {
    return world::render(state_.machine.context.messages[number]);
  }

  bool is(std::uint32_t number, Kind kind) const {
    return number < world::kMessages && state_.machine.context.messages[number].kind == kind;
  }

  // Those who may have a step.
  run::Options enabled() const {
    const run::Options threads = run::options_below(bounds_.threads, [&](std::uint32_t i) {
      const DatagramThread& thread = state_.threads[i];
      const bool begins = thread.operation == Operation::none;
      return thread.sleeping == 0 && (!begins || state_.operations != 0);
    });
    const bool anybody = std::any_of(state_.clients.begin(), state_.clients.end(),
                                     [](const Client& client) { return client.id != 0; });
    return threads | run::option(bounds_.threads, state_.messages != 0 && anybody) |
           machine_.enabled() << (bounds_.threads + 1);
  }

  bool wake() {
    if ((state_.machine.take_wake() & world::Processor::kByDriver) != 0) {
      for (DatagramThread& thread : state_.threads) thread.sleeping = 0;
    }
    return true;
  }

  void arrived(std::uint32_t number, std::uint32_t message) {
    Client& client = state_.clients[number];
    MessageFate& fate = state_.fates[message];
    observer_.note([&] { return fmt::format("  gives {} message {}", kNames[number], message); });
    observer_.always(property::kNotAfterwards, client.life != Life::none,
                     [&] { return fmt::format("{} is called, which is no more", kNames[number]); });
    observer_.always(property::kOnce, fate.arrived == 0,
                     [&] { return fmt::format("message {} arrives twice", message); });
    observer_.always(property::kInOrder, client.last <= message, [&] {
      return fmt::format("{} is given message {} behind message {}", kNames[number], message,
                         client.last - 1);
    });
    client.last = static_cast<std::uint8_t>(message + 1);
    fate = {0, 1};
    reach(property::kCalled, number == kAtOnce);
    reach(property::kCalledLater, number == kDelayed);
    reach(property::kEventHappened, number == kSubscriber);
  }

  bool send_message() {
    const auto count = static_cast<std::uint32_t>(bounds_.kinds.size());
    const Kind kind = bounds_.kinds[chooser_.choose(ChoiceKind::value, count)];
    const bool datagram = kind == Kind::datagram || kind > Kind::unknown_event;
    const std::uint32_t to = datagram ? chooser_.choose(ChoiceKind::value, 2) : kSubscriber;
    const Client& client = state_.clients[to];
    if (client.id == 0) return false;  // it has never been there
    --state_.messages;
    const std::uint32_t number = world::kMessages - free_messages();
    observer_.note([&] {
      return fmt::format("message {} is sent, of kind {}, to {}", number, static_cast<int>(kind),
                         kNames[to]);
    });
    machine_.hypervisor().send(kMachine, kind, client.id);
    const bool whole = kind == Kind::datagram || kind == Kind::peer_detach;
    if (whole && client.life == Life::live) {
      state_.fates[number].owed = static_cast<std::uint8_t>(to + 1);
    }
    return true;
  }

  std::uint32_t free_messages() const {
    const auto& all = state_.machine.context.messages;
    return static_cast<std::uint32_t>(std::count_if(
        all.begin(), all.end(), [](const auto& message) { return message.kind == Kind::none; }));
  }

  bool thread(DatagramThread& thread, std::uint32_t number) {
    if (thread.operation == Operation::none) return begin(thread, number);
    observer_.note([&] { return fmt::format("thread {} goes on", number); });
    vmci_step made = VMCI_STEP_DONE;
    switch (thread.operation) {
      case Operation::none:
        break;
      case Operation::destroy:
        made = machine_.drive([&](vmci_guest& guest) {
          return driver_.endpoint_destroy_step(&guest, &*thread.endpoint);
        });
        break;
      case Operation::unsubscribe:
        made = machine_.drive([&](vmci_guest& guest) {
          return driver_.unsubscribe_step(&guest, &*thread.subscription);
        });
        break;
      case Operation::send:
        made = send_datagram(thread);
        break;
    }
    if (made == VMCI_STEP_WAIT) {
      thread.sleeping = 1;
      reach(property::kWaited, true);
    }
    if (made == VMCI_STEP_DONE) finish(thread);
    return true;
  }

  // Clients with which an operation can begin.
  run::Options ready() const {
    return run::options_of(state_.clients, [](const Client& client) {
      return client.enders < (client.life == Life::none ? 1 : 2);
    });
  }

  // Begins an operation with a client: it is made, or it sends or ends.
  bool begin(DatagramThread& thread, std::uint32_t number) {
    const auto chosen =
        chooser_.choose_enabled(ChoiceKind::value, kClients, [&] { return ready(); });
    if (!chosen) return false;
    const std::uint32_t which = *chosen;
    Client& client = state_.clients[which];
    if (client.life == Life::none) {
      --state_.operations;
      observer_.note([&] { return fmt::format("thread {} makes {}", number, kNames[which]); });
      which == kSubscriber ? subscribe(client) : create(client, which);
      return true;
    }
    const bool may_send = which != kSubscriber && client.life == Life::live;
    const bool sends = may_send && chooser_.choose(ChoiceKind::value, 2) == 1;
    --state_.operations;
    thread.client = static_cast<std::uint8_t>(which);
    observer_.note([&] {
      return fmt::format("thread {} {} {}", number, sends ? "sends from" : "ends", kNames[which]);
    });
    sends ? begin_to_send(thread) : begin_to_end(thread, client);
    return true;
  }

  void create(Client& client, std::uint32_t which) {
    vmci_handle handle{};
    const int result = machine_.drive([&](vmci_guest& guest) {
      return driver_.endpoint_create(&guest, VMCI_ID_INVALID,
                                     which == kDelayed ? VMCI_ENDPOINT_FLAG_DELAYED : 0,
                                     static_cast<vmci_callback>(which + 1), &handle);
    });
    demand_result(result >= VMCI_SUCCESS, "creation", result);
    made(client, handle.resource);
    observer_.always(property::kFreshIds, handle.resource > state_.newest_id, [&] {
      return fmt::format("id {} behind {}", handle.resource, state_.newest_id);
    });
    state_.newest_id = handle.resource;
  }

  void subscribe(Client& client) {
    const bool known =
        !may_be(bounds_, Kind::unknown_event) || chooser_.choose(ChoiceKind::value, 2) == 0;
    if (!known) observer_.note([] { return std::string("  of an event that there is not"); });
    const vmci_u32 event = known ? vmci_u32{VMCI_EVENT_PEER_DETACH} : kUnknownEvent;
    vmci_u32 id = 0;
    const int result = machine_.drive(
        [&](vmci_guest& guest) { return driver_.subscribe(&guest, event, kSubscriber + 1, &id); });
    demand_result(known ? result >= VMCI_SUCCESS : result == VMCI_ERROR_EVENT_UNKNOWN,
                  "subscription", result);
    if (!known) return;
    made(client, id);
    observer_.always(property::kFreshIds, id > state_.newest_subscription, [&] {
      return fmt::format("subscription {} behind {}", id, state_.newest_subscription);
    });
    state_.newest_subscription = static_cast<std::uint16_t>(id);
  }

  static void made(Client& client, std::uint32_t id) {
    client.id = id;
    client.life = Life::live;
    client.last = 0;
  }

  void begin_to_send(DatagramThread& thread) {
    const auto lengths = static_cast<std::uint32_t>(bounds_.lengths.size());
    thread.operation = Operation::send;
    thread.length = static_cast<std::uint8_t>(chooser_.choose(ChoiceKind::value, lengths));
    thread.answered = 0;
    observer_.note([&] { return fmt::format("  {} bytes", bounds_.lengths[thread.length]); });
  }

  void begin_to_end(DatagramThread& thread, Client& client) {
    const bool subscriber = thread.client == kSubscriber;
    thread.operation = subscriber ? Operation::unsubscribe : Operation::destroy;
    if (subscriber) {
      thread.subscription->id = client.id;
    } else {
      thread.endpoint->handle.context = kContext;
      thread.endpoint->handle.resource = client.id;
    }
    client.life = Life::ending;
    ++client.enders;
    for (MessageFate& fate : state_.fates) {
      if (fate.owed == thread.client + 1) fate.owed = 0;
    }
  }

  vmci_step send_datagram(DatagramThread& thread) {
    Outgoing outgoing{};
    outgoing.header.dst.context = world::kHost;
    outgoing.header.dst.resource = kHostResource;
    outgoing.header.src.context = kContext;
    outgoing.header.src.resource = state_.clients[thread.client].id;
    outgoing.header.payload_size = bounds_.lengths[thread.length];
    const std::uint32_t before = state_.machine.context.datagrams;
    const vmci_step step = machine_.drive([&](vmci_guest& guest) {
      return driver_.endpoint_send_step(&guest, &outgoing.header, &*thread.endpoint);
    });
    if (state_.machine.context.datagrams != before) {
      thread.answered = 1;
      thread.answer = static_cast<std::int16_t>(state_.machine.device.result);
    }
    return step;
  }

  void finish(DatagramThread& thread) {
    Client& client = state_.clients[thread.client];
    if (thread.operation == Operation::send) {
      const int result = thread.endpoint->result;
      const bool gone = result == VMCI_ERROR_NO_HANDLE && client.life != Life::live;
      const bool too_long = result == VMCI_ERROR_INVALID_ARGS &&
                            bounds_.lengths[thread.length] > VMCI_DATAGRAM_PAYLOAD_MAX;
      demand_result(thread.answered != 0 ? result == thread.answer : gone || too_long, "datagram",
                    result);
      reach(property::kTooLong, too_long);
      reach(property::kFailed, thread.answered != 0 && result < VMCI_SUCCESS);
    } else {
      const int result = thread.operation == Operation::destroy ? thread.endpoint->result
                                                                : thread.subscription->result;
      const bool lost =
          result == VMCI_ERROR_NOT_FOUND && (client.enders > 1 || client.life == Life::none);
      demand_result(result >= VMCI_SUCCESS ? client.life == Life::ending : lost, "end", result);
      if (result >= VMCI_SUCCESS) client.life = Life::none;
      --client.enders;
    }
    thread.operation = Operation::none;
    thread.client = 0;
    thread.answered = 0;
    thread.answer = 0;
    thread.length = 0;
    thread.endpoint.clear();
    thread.subscription.clear();
  }

  void demand_result(bool good, const char* operation, int result) {
    observer_.always(property::kResult, good,
                     [&] { return fmt::format("a {} gives {}", operation, result); });
  }
};

}  // namespace

std::vector<run::Property> Datagrams::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 world::property::kNoSleep,   world::property::kMessages,
                                 world::property::kRegisters, world::property::kLifetimes,
                                 property::kNotAfterwards,    property::kContents,
                                 property::kInOrder,          property::kOnce,
                                 property::kResult,           property::kFreshIds,
                                 property::kNothingLeft};
  if (!loses_messages(bounds_)) all.push_back(property::kDelivered);
  if (bounds_.in_memory) all.push_back(world::property::kInPage);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Datagrams::begin(DatagramState& state, run::Chooser&) const {
  start(state.machine, driver_,
        {.vectors = bounds_.vectors, .faults = bounds_.faults, .in_memory = bounds_.in_memory});
  state.operations = bounds_.operations;
  state.messages = bounds_.messages;
}

bool Datagrams::step(DatagramState& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(driver_, bounds_, state, chooser, observer).make();
}

void Datagrams::check(const DatagramState& state, state::Observer& observer) const {
  if (!state.machine.is_quiet()) return;
  const bool lost_copies = state.machine.faults.memory != bounds_.faults.memory;
  if (!loses_messages(bounds_)) {
    for (std::uint32_t i = 0; i < world::kMessages; ++i) {
      observer.always(property::kDelivered, state.fates[i].owed == 0 || lost_copies, [&] {
        return fmt::format("message {} has not arrived, and nothing is under way to deliver it", i);
      });
    }
  }
  const bool any = std::any_of(
      state.clients.begin(), state.clients.end(),
      [](const Client& client) { return client.life != Life::none || client.enders > 0; });
  if (any) return;
  observer.always(property::kNothingLeft, state.machine.has_nothing(),
                  [] { return std::string("no client is left, but something of one is"); });
}

bool Datagrams::may_end(const DatagramState& state) const {
  return state.machine.is_quiet() &&
         std::all_of(state.threads.begin(), state.threads.end(), [](const DatagramThread& thread) {
           return thread.operation == Operation::none;
         });
}

std::string Datagrams::text(const DatagramState& state) const {
  static constexpr std::array<const char*, 3> kLives{"none", "live", "ending"};
  std::vector<std::string> lives;
  for (const Client& client : state.clients) {
    lives.emplace_back(kLives[static_cast<std::size_t>(client.life)]);
  }
  return fmt::format("clients {}; {} messages wait for deferred work{}", fmt::join(lives, ", "),
                     state.machine.guest->delayed.count, state.machine.text());
}

std::vector<run::Property> Datagrams::goals() const {
  if (!loses_messages(bounds_)) return {};
  return {property::kHandlersEnd};
}

bool Datagrams::is_met(std::size_t, const DatagramState& state) const {
  return state.machine.processor.handling == 0;
}

std::vector<state::Process> Datagrams::processes() const {
  return machine_processes(bounds_.threads);
}

std::vector<std::string> Datagrams::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

void Datagrams::canonical(DatagramState& state) const {
  std::sort(state.threads.begin(), state.threads.begin() + bounds_.threads,
            [](const DatagramThread& one, const DatagramThread& other) {
              return std::memcmp(&one, &other, sizeof one) > 0;
            });
}

}  // namespace vmcheck::device
