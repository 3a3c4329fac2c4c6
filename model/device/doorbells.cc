#include "model/device/doorbells.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "model/device/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/platform.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Life = Expectation::Life;
using run::ChoiceKind;

bool exists(const Expectation& doorbell) {
  return doorbell.life != Life::none;
}

// One step of the model.
class Step final : public ModelStep<DoorbellBounds, DoorbellState> {
 public:
  Step(const Driver& driver, const DoorbellBounds& bounds, DoorbellState& state,
       run::Chooser& chooser, state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make() {
    const std::uint32_t threads = bounds_.threads;
    const std::uint32_t machine = threads + 1;
    const std::optional<std::uint32_t> who = chooser_.choose_enabled(
        ChoiceKind::schedule, machine + MachineStep::kActors, [&] { return enabled(); });
    if (!who) return false;
    observer_.made_by(*who);
    if (*who >= machine) return machine_.act_enabled(*who - machine) && wake();
    return (*who < threads ? thread(*who) : ring()) && wake();
  }

  void doorbell_rung(std::uint32_t, std::uint32_t callback) override {
    const std::uint32_t client = callback - 1;
    Expectation& doorbell = state_.doorbells[client];
    if (!rings_without_end()) ++doorbell.calls;
    observer_.note([&] { return fmt::format("  calls the client of doorbell {}", client); });
    observer_.always(property::kNotAfterwards, exists(doorbell), [&] {
      return fmt::format("the client of doorbell {} is called, which is destroyed", client);
    });
    observer_.always(property::kNotForNothing,
                     !exists(doorbell) || doorbell.calls <= doorbell.rings, [&] {
                       return fmt::format(
                           "the client of doorbell {} is called {} times, after {} rings of "
                           "notification index {}",
                           client, doorbell.calls, doorbell.rings, doorbell.index);
                     });
    reach(property::kCalled, !is_delayed(client));
    reach(property::kCalledLater, is_delayed(client));
    reach(property::kCoalesced, doorbell.owed > 1);
    doorbell.owed = 0;
  }

 private:
  // Those who may have a step.
  run::Options enabled() const {
    const run::Options threads = run::options_below(bounds_.threads, [&](std::uint32_t i) {
      const Thread& thread = state_.threads[i];
      const bool begins = thread.operation == Thread::Operation::none;
      return thread.sleeping == 0 && (!begins || state_.operations != 0);
    });
    return threads | run::option(bounds_.threads, state_.rings != 0 && linked() != 0) |
           machine_.enabled() << (bounds_.threads + 1);
  }

  // Doorbells that somebody can ring.
  run::Options linked() const {
    return run::options_of(state_.machine.context.links,
                           [](const world::Link& link) { return link.linked != 0; });
  }

  // Then nothing is counted that would grow without end.
  bool rings_without_end() const { return bounds_.rings == kEndless; }

  bool is_delayed(std::uint32_t doorbell) const { return (bounds_.delayed >> doorbell & 1) != 0; }

  bool wake() {
    if ((state_.machine.take_wake() & world::Processor::kByDriver) != 0) {
      for (Thread& thread : state_.threads) thread.sleeping = 0;
    }
    return true;
  }

  // One of the doorbells for which `fits`; none if there is none.
  template <typename Fits>
  std::optional<std::uint32_t> choose_doorbell(const Fits& fits) {
    return chooser_.choose_enabled(ChoiceKind::value, bounds_.doorbells,
                                   [&] { return run::options_below(bounds_.doorbells, fits); });
  }

  bool thread(std::uint32_t number) {
    Thread& thread = state_.threads[number];
    if (thread.operation == Thread::Operation::none && !start(thread)) return false;
    const bool creates = thread.operation == Thread::Operation::create;
    observer_.note([&] {
      return fmt::format("thread {} {} doorbell {}, step {}", number,
                         creates ? "creates" : "destroys", thread.doorbell, thread.steps->phase);
    });
    creates ? create(thread) : destroy(thread);
    return true;
  }

  static bool is_absent(const Expectation& doorbell) {
    return doorbell.life == Life::none && doorbell.destroyers == 0;
  }

  // Whether a doorbell is the one to create next: those whose clients are called alike are
  // interchangeable.
  bool is_first_absent(std::uint32_t number) const {
    for (std::uint32_t i = 0; i < number; ++i) {
      if (is_delayed(i) == is_delayed(number) && is_absent(state_.doorbells[i])) return false;
    }
    return is_absent(state_.doorbells[number]);
  }

  bool start(Thread& thread) {
    const auto chosen = choose_doorbell([&](std::uint32_t number) {
      const Expectation& doorbell = state_.doorbells[number];
      if (doorbell.life == Life::none) return is_first_absent(number);
      return doorbell.life != Life::creating && doorbell.destroyers < 2;
    });
    if (!chosen) return false;
    --state_.operations;
    thread.doorbell = static_cast<std::uint8_t>(*chosen);
    Expectation& doorbell = state_.doorbells[*chosen];
    if (doorbell.life == Life::none) {
      thread.operation = Thread::Operation::create;
      thread.steps->handle = {VMCI_ID_INVALID, VMCI_ID_INVALID};
      thread.steps->callback = static_cast<vmci_callback>(*chosen + 1);
      thread.steps->flags = is_delayed(*chosen) ? VMCI_DOORBELL_FLAG_DELAYED : 0;
      doorbell.life = Life::creating;
      doorbell.index = world::kNotifyBytes;
    } else {
      thread.operation = Thread::Operation::destroy;
      thread.steps->handle = {kContext, doorbell.id};
      doorbell.life = Life::destroying;
      doorbell.owed = 0;
      ++doorbell.destroyers;
    }
    return true;
  }

  void create(Thread& thread) {
    Expectation& doorbell = state_.doorbells[thread.doorbell];
    const std::uint8_t failures = state_.machine.faults.hypercalls;
    const bool entering = doorbell.index == world::kNotifyBytes;
    const vmci_step made = machine_.drive(
        [&](vmci_guest& guest) { return driver_.doorbell_create_step(&guest, &*thread.steps); });
    const int result = thread.steps->result;
    const bool failed = state_.machine.faults.hypercalls != failures;
    reach(property::kFailed, failed);
    if (entering && result >= VMCI_SUCCESS) entered(*thread.steps, doorbell);
    if (made == VMCI_STEP_WAIT) thread.sleeping = 1;
    if (made != VMCI_STEP_DONE) return;
    if (result >= VMCI_SUCCESS) {
      doorbell.life = Life::live;
    } else {
      demand_result(result == VMCI_ERROR_NO_RESOURCES && bounds_.faults.hypercalls > 0, "creation",
                    result);
      doorbell = {};
    }
    finish(thread);
  }

  static void finish(Thread& thread) {
    thread.steps.clear();
    thread.operation = Thread::Operation::none;
    thread.doorbell = 0;
    thread.sleeping = 0;
  }

  // The doorbell has its handle and notification index.
  void entered(const vmci_doorbell_operation& create, Expectation& doorbell) {
    const vmci_doorbell_table& table = state_.machine.guest->doorbells;
    const unsigned int index = table.slots[create.slot].notify_index;
    doorbell.id = create.handle.resource;
    doorbell.index = static_cast<std::uint8_t>(index);
    const bool fresh = create.handle.resource > state_.newest_id;
    observer_.always(property::kFreshIds, fresh, [&] {
      return fmt::format("id {} behind {}", create.handle.resource, state_.newest_id);
    });
    state_.newest_id = create.handle.resource;
    const auto& users = table.indexes.users;
    const bool shared = users[index] > 1;
    observer_.always(property::kSharing,
                     !shared || std::find(std::begin(users), std::end(users), 0) == std::end(users),
                     [&] { return fmt::format("notification index {} is shared", index); });
    reach(property::kShared, shared);
    // Those who share it may have been rung just before.
    if (shared && index < world::kNotifyBytes) {
      doorbell.rings = state_.machine.device.notify_page[index] & 1;
    }
  }

  void destroy(Thread& thread) {
    Expectation& doorbell = state_.doorbells[thread.doorbell];
    const vmci_step made = machine_.drive(
        [&](vmci_guest& guest) { return driver_.doorbell_destroy_step(&guest, &*thread.steps); });
    if (made == VMCI_STEP_WAIT) {
      thread.sleeping = 1;
      reach(property::kWaited, true);
    }
    if (made != VMCI_STEP_DONE) return;
    const int result = thread.steps->result;
    const bool gone = result == VMCI_ERROR_NOT_FOUND;
    // Somebody else destroys it, or has done so.
    const bool lost = gone && (doorbell.destroyers > 1 || !exists(doorbell));
    demand_result(result >= VMCI_SUCCESS || lost, "destruction", result);
    reach(property::kLostRace, lost);
    const std::uint8_t others = doorbell.destroyers - 1;
    if (!gone) doorbell = {};
    doorbell.destroyers = others;
    finish(thread);
  }

  void demand_result(bool good, const char* operation, int result) {
    observer_.always(property::kResult, good,
                     [&] { return fmt::format("a {} gives {}", operation, result); });
  }

  bool ring() {
    const auto chosen =
        chooser_.choose_enabled(ChoiceKind::value, world::kLinks, [&] { return linked(); });
    if (!chosen) return false;
    const world::Link link = state_.machine.context.links[*chosen];
    if (!rings_without_end()) --state_.rings;
    observer_.note([&] {
      return fmt::format("doorbell {} is rung, notification index {}", link.resource,
                         link.notify_index);
    });
    machine_.hypervisor().ring(kMachine, link);
    for (Expectation& doorbell : state_.doorbells) {
      if (!exists(doorbell) || doorbell.index != link.notify_index) continue;
      if (!rings_without_end()) ++doorbell.rings;
      const bool expects = doorbell.life != Life::destroying && doorbell.id == link.resource;
      if (expects && !(rings_without_end() && doorbell.owed > 0)) ++doorbell.owed;
    }
    return true;
  }
};

}  // namespace

std::vector<run::Property> Doorbells::properties() const {
  std::vector<run::Property> all;
  for (const run::Property& property :
       {world::property::kOneAction, world::property::kLocks, world::property::kNoSleep,
        world::property::kMessages, world::property::kRegisters, world::property::kInPage,
        world::property::kLifetimes, property::kAnswered, property::kNotAfterwards,
        property::kNotForNothing, property::kSharing, property::kResult, property::kFreshIds,
        property::kNothingLeft}) {
    all.push_back(property);
  }
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Doorbells::begin(DoorbellState& state, run::Chooser& chooser) const {
  if (bounds_.rings == kEndless) {
    const auto watched = chooser.choose(run::ChoiceKind::value, bounds_.doorbells);
    state.watched = static_cast<std::uint8_t>(watched);
  }
  state.operations = bounds_.operations;
  state.rings = bounds_.rings;
  start(state.machine, driver_, {.vectors = bounds_.vectors, .faults = bounds_.faults});
}

bool Doorbells::step(DoorbellState& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(driver_, bounds_, state, chooser, observer).make();
}

void Doorbells::check(const DoorbellState& state, state::Observer& observer) const {
  if (!state.machine.is_quiet()) return;
  bool any = false;
  for (std::uint32_t i = 0; i < bounds_.doorbells; ++i) {
    const Expectation& doorbell = state.doorbells[i];
    any = any || exists(doorbell) || doorbell.destroyers > 0;
    observer.always(property::kAnswered, doorbell.owed == 0, [&] {
      return fmt::format("doorbell {} was rung, and nothing is under way to call its client", i);
    });
  }
  if (any) return;
  observer.always(property::kNothingLeft, state.machine.has_nothing(),
                  [] { return std::string("no doorbell is left, but something of one is"); });
}

bool Doorbells::may_end(const DoorbellState& state) const {
  return state.machine.is_quiet() &&
         std::all_of(state.threads.begin(), state.threads.end(), [](const Thread& thread) {
           return thread.operation == Thread::Operation::none;
         });
}

std::string Doorbells::text(const DoorbellState& state) const {
  static constexpr std::array<const char*, 4> kLives{"none", "creating", "live", "destroying"};
  std::vector<std::string> lives;
  for (std::uint32_t i = 0; i < bounds_.doorbells; ++i) {
    lives.emplace_back(kLives[static_cast<std::size_t>(state.doorbells[i].life)]);
  }
  return fmt::format("doorbells {}; page {}{}", fmt::join(lives, ", "),
                     fmt::join(state.machine.device.notify_page, ""), state.machine.text());
}

std::vector<run::Property> Doorbells::goals() const {
  if (bounds_.rings != kEndless) return {};
  return {property::kAnsweredAtLast};
}

bool Doorbells::is_met(std::size_t, const DoorbellState& state) const {
  return state.doorbells[state.watched].owed == 0;
}

std::vector<state::Process> Doorbells::processes() const {
  return machine_processes(bounds_.threads);
}

std::vector<std::string> Doorbells::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

void Doorbells::canonical(DoorbellState& state) const {
  std::sort(state.threads.begin(), state.threads.begin() + bounds_.threads,
            [](const Thread& one, const Thread& other) {
              return std::memcmp(&one, &other, sizeof one) > 0;
            });
}

}  // namespace vmcheck::device
