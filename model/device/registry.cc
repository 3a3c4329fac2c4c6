#include "model/device/registry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "model/device/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Kind = world::Message::Kind;
using Operation = RegistryThread::Operation;
using run::ChoiceKind;

// The id that all want: one of those that are had only by asking for them.
constexpr std::uint32_t kId = 7;

constexpr std::array<const char*, kOwners> kNames{"the endpoint", "the endpoint of any context",
                                                  "the doorbell"};

vmci_handle handle_of(std::uint32_t owner) {
  vmci_handle handle{};
  handle.context = owner == kAny ? VMCI_ID_INVALID : kContext;
  handle.resource = kId;
  return handle;
}

// One step of the model.
class Step final : public ModelStep<RegistryBounds, RegistryState> {
 public:
  Step(const Driver& driver, const RegistryBounds& bounds, RegistryState& state,
       run::Chooser& chooser, state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make() {
    const std::uint32_t machine = bounds_.threads + 2;
    const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, machine + MachineStep::kActors);
    if (who >= machine) return machine_.act(who - machine) && wake();
    if (who < bounds_.threads) return thread(state_.threads[who], who) && wake();
    return who == bounds_.threads ? send_message() : ring();
  }

  void datagram_arrived(std::uint32_t, std::uint32_t callback,
                        std::span<const std::uint8_t> datagram) override {
    const std::uint32_t owner = callback - 1;
    const std::optional<std::uint8_t> number = world::tag_of(datagram);
    demand_callable(owner);
    const std::uint8_t owed = number && *number < state_.owed.size()
                                  ? std::exchange(state_.owed[*number], std::uint8_t{0})
                                  : 0;
    const bool his = number && owner != kDoorbell && (owed == 0 || owed == callback);
    observer_.always(property::kContents, his, [&] {
      return fmt::format("{} is given a datagram that is another's", kNames[owner]);
    });
    reach(property::kCalled, true);
  }

  void doorbell_rung(std::uint32_t, std::uint32_t callback) override {
    demand_callable(callback - 1);
    reach(property::kCalledLater, true);
    state_.owners[callback - 1].owed = 0;
  }

 private:
  bool wake() {
    if ((state_.machine.take_wake() & world::Processor::kByDriver) != 0) {
      for (RegistryThread& thread : state_.threads) thread.sleeping = 0;
    }
    return true;
  }

  void demand_callable(std::uint32_t owner) {
    observer_.note([&] { return fmt::format("  calls {}", kNames[owner]); });
    observer_.always(property::kNotAfterwards, state_.owners[owner].callable != 0,
                     [&] { return fmt::format("{} is called, which is no more", kNames[owner]); });
  }

  bool send_message() {
    if (state_.messages == bounds_.messages) return false;
    const std::uint8_t number = state_.messages++;
    observer_.note([&] { return fmt::format("datagram {} is sent to the id", number); });
    machine_.hypervisor().send(kMachine, Kind::datagram, kId);
    for (const std::uint32_t owner : {kOwn, kAny}) {
      if (state_.owners[owner].registered != 0) {
        state_.owed[number] = static_cast<std::uint8_t>(owner + 1);
      }
    }
    return true;
  }

  bool ring() {
    const world::Link& link = state_.machine.context.links[0];
    if (state_.rings == 0 || link.linked == 0) return false;
    --state_.rings;
    observer_.note([] { return std::string("the doorbell is rung"); });
    machine_.hypervisor().ring(kMachine, link);
    if (!is_ending(kDoorbell)) state_.owners[kDoorbell].owed = 1;
    return true;
  }

  bool is_ending(std::uint32_t owner) const {
    return std::any_of(state_.threads.begin(), state_.threads.end(),
                       [&](const RegistryThread& thread) {
                         return thread.operation == Operation::destroy && thread.owner == owner;
                       });
  }

  bool thread(RegistryThread& thread, std::uint32_t number) {
    if (thread.sleeping != 0) return false;
    const bool begins = thread.operation == Operation::none;
    if (begins && !begin(thread)) return false;
    const bool creates = thread.operation == Operation::create;
    observer_.note([&] {
      const char* does = creates ? "creates" : "destroys";
      return fmt::format("thread {} {} {}", number, begins ? does : "goes on with",
                         kNames[thread.owner]);
    });
    const Owner before = state_.owners[thread.owner];
    const vmci_step made = creates ? create(thread) : destroy(thread);
    if (begins) begun(thread, before);
    if (made == VMCI_STEP_WAIT) {
      thread.sleeping = 1;
      reach(property::kWaited, true);
    }
    if (made == VMCI_STEP_DONE) finish(thread);
    return true;
  }

  // Anything is tried, also to create what is there and to destroy what is not.
  bool begin(RegistryThread& thread) {
    if (state_.operations == 0) return false;
    const std::uint32_t which = chooser_.choose(ChoiceKind::value, kOwners);
    const bool creates = chooser_.choose(ChoiceKind::value, 2) == 0;
    Owner& owner = state_.owners[which];
    if (owner.busy != 0) return false;
    --state_.operations;
    owner.busy = 1;
    thread.owner = static_cast<std::uint8_t>(which);
    thread.operation = creates ? Operation::create : Operation::destroy;
    if (which == kDoorbell) {
      thread.doorbell->handle = handle_of(which);
      thread.doorbell->callback = static_cast<vmci_callback>(which + 1);
      thread.doorbell->flags = VMCI_DOORBELL_FLAG_DELAYED;
    } else {
      thread.endpoint->handle = handle_of(which);
    }
    return true;
  }

  vmci_step create(RegistryThread& thread) {
    return machine_.drive([&](vmci_guest& guest) {
      if (thread.owner == kDoorbell) return driver_.doorbell_create_step(&guest, &*thread.doorbell);
      vmci_handle created{};
      thread.endpoint->result = driver_.endpoint_create(
          &guest, kId, thread.owner == kAny ? VMCI_ENDPOINT_FLAG_ANY_CONTEXT : 0,
          static_cast<vmci_callback>(thread.owner + 1), &created);
      return VMCI_STEP_DONE;
    });
  }

  vmci_step destroy(RegistryThread& thread) {
    return machine_.drive([&](vmci_guest& guest) {
      return thread.owner == kDoorbell ? driver_.doorbell_destroy_step(&guest, &*thread.doorbell)
                                       : driver_.endpoint_destroy_step(&guest, &*thread.endpoint);
    });
  }

  static int result_of(const RegistryThread& thread) {
    return thread.owner == kDoorbell ? thread.doorbell->result : thread.endpoint->result;
  }

  // Whether a handle is taken by somebody whose type is the same.
  bool is_taken(std::uint32_t owner) const {
    const auto& all = state_.owners;
    if (owner == kDoorbell) return all[kDoorbell].registered != 0;
    return all[kOwn].registered != 0 || all[kAny].registered != 0;
  }

  // The first step has decided: what is taken is not had twice, and only what is there ends.
  void begun(const RegistryThread& thread, const Owner& before) {
    Owner& owner = state_.owners[thread.owner];
    const int result = result_of(thread);
    int expected = VMCI_SUCCESS;
    if (thread.operation == Operation::create) {
      if (is_taken(thread.owner)) expected = VMCI_ERROR_ALREADY_EXISTS;
      if (expected == VMCI_SUCCESS) owner.registered = owner.callable = 1;
      reach(property::kRefused, expected != VMCI_SUCCESS);
    } else {
      if (before.registered == 0) expected = VMCI_ERROR_NOT_FOUND;
      if (thread.owner != kDoorbell) owner.registered = 0;
      owner.owed = 0;
      forget_messages(thread.owner);
    }
    observer_.always(property::kResult, result == expected,
                     [&] { return fmt::format("it gives {} where {} is due", result, expected); });
  }

  // Those that are on their way to an owner who ends are nobody's.
  void forget_messages(std::uint32_t owner) {
    for (std::uint8_t& owed : state_.owed) {
      if (owed == owner + 1) owed = 0;
    }
  }

  void finish(RegistryThread& thread) {
    Owner& owner = state_.owners[thread.owner];
    const bool done = result_of(thread) >= VMCI_SUCCESS;
    if (thread.operation == Operation::destroy && done) owner.registered = owner.callable = 0;
    owner.busy = 0;
    thread.operation = Operation::none;
    thread.owner = 0;
    thread.endpoint.clear();
    thread.doorbell.clear();
  }
};

}  // namespace

std::vector<run::Property> Registry::properties() const {
  std::vector<run::Property> all{
      world::property::kOneAction, world::property::kLocks,     world::property::kNoSleep,
      world::property::kMessages,  world::property::kRegisters, world::property::kInPage,
      world::property::kLifetimes, property::kNotAfterwards,    property::kContents,
      property::kResult,           property::kAnswered,         property::kDelivered,
      property::kNothingLeft};
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Registry::begin(RegistryState& state, run::Chooser&) const {
  start(state.machine, driver_, {.vectors = bounds_.vectors, .faults = {}});
  state.operations = bounds_.operations;
  state.rings = bounds_.rings;
}

bool Registry::step(RegistryState& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(driver_, bounds_, state, chooser, observer).make();
}

void Registry::check(const RegistryState& state, state::Observer& observer) const {
  if (!state.machine.is_quiet()) return;
  observer.always(property::kAnswered, state.owners[kDoorbell].owed == 0, [] {
    return std::string("the doorbell was rung, and nothing is under way to call its client");
  });
  for (std::uint32_t i = 0; i < world::kMessages; ++i) {
    observer.always(property::kDelivered, state.owed[i] == 0, [&] {
      return fmt::format("datagram {} has not arrived, and nothing is under way to deliver it", i);
    });
  }
  const bool any = std::any_of(state.owners.begin(), state.owners.end(), [](const Owner& owner) {
    return owner.registered != 0 || owner.busy != 0;
  });
  if (any) return;
  observer.always(property::kNothingLeft, state.machine.has_nothing(),
                  [] { return std::string("nobody has anything, but something of it is left"); });
}

bool Registry::may_end(const RegistryState& state) const {
  return state.machine.is_quiet() &&
         std::all_of(state.threads.begin(), state.threads.end(), [](const RegistryThread& thread) {
           return thread.operation == Operation::none;
         });
}

std::string Registry::text(const RegistryState& state) const {
  std::vector<std::string> owners;
  for (std::uint32_t i = 0; i < kOwners; ++i) {
    if (state.owners[i].registered != 0) owners.emplace_back(kNames[i]);
  }
  if (owners.empty()) owners.emplace_back("nobody");
  return fmt::format("the id is had by {}{}", fmt::join(owners, ", "), state.machine.text());
}

void Registry::canonical(RegistryState& state) const {
  std::sort(state.threads.begin(), state.threads.begin() + bounds_.threads,
            [](const RegistryThread& one, const RegistryThread& other) {
              return std::memcmp(&one, &other, sizeof one) > 0;
            });
}

}  // namespace vmcheck::device
