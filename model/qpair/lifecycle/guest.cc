#include "model/qpair/lifecycle/guest.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/qpair/lifecycle/guest_step.h"
#include "model/qpair/lifecycle/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using Life = GuestState::Life;

// Takes the device into use with nothing in between.
void probe_at_once(GuestState& state, const Driver& driver, run::Chooser& chooser) {
  world::Clients nobody;
  state::Observer observer({world::property::kOneAction, world::property::kLocks,
                            world::property::kMessages, world::property::kRegisters,
                            world::property::kLifetimes, world::property::kInPage});
  MachineStep step(world::Machines(std::span(&state.machine, 1)), state.machine, driver, nobody,
                   chooser, observer);
  vmci_step made = VMCI_STEP_AGAIN;
  while (made == VMCI_STEP_AGAIN) {
    made = step.drive([&](vmci_guest& guest) { return driver.probe_step(&guest, &*state.probe); });
  }
}

}  // namespace

std::vector<run::Property> Guest::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 world::property::kNoSleep,   world::property::kMessages,
                                 world::property::kRegisters, world::property::kLifetimes,
                                 property::kResult,           property::kTold,
                                 property::kNotAfterwards,    property::kHeaders,
                                 property::kNothingLeft};
  if (bounds_.bytes > 0) {
    all.push_back(property::kFifo);
    all.push_back(world::property::kInPage);
  }
  if ((bounds_.clients & 1U << kCreator) != 0) all.push_back(property::kFreshIds);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Guest::begin(GuestState& state, run::Chooser& chooser) const {
  power_on(state.machine, driver_, {.vectors = world::Vectors::exclusive, .faults = {}});
  if (bounds_.far_pages) state.machine.device.offered |= VMCI_CAPABILITY_PPN64;
  probe_at_once(state, driver_, chooser);
  state.machine.faults = bounds_.faults;
  if ((bounds_.clients & 1U << kAttacher) != 0) {
    state.pairs[0].context = kHostContext;
    state.pairs[0].resource = kOfferedResource;
    state.pairs[0].life = HostPair::Life::offered;
  }
  state.allocations = bounds_.allocations;
  state.bytes = bounds_.bytes;
  state.strays = bounds_.strays;
  state.removals = bounds_.removals;
  state.migrations = bounds_.migrations;
}

bool Guest::step(GuestState& state, run::Chooser& chooser, state::Observer& observer) const {
  return GuestStep(driver_, bounds_, state, chooser, observer).make();
}

void Guest::check(const GuestState& state, state::Observer& observer) const {
  const Machine& machine = state.machine;
  const bool in_use = state.life == Life::in_use && machine.device.gone == 0;
  if (in_use && machine.is_quiet()) {
    for (const Client& client : state.clients) {
      observer.always(
          property::kTold, client.life != Client::Life::live || client.told >= client.owed,
          [] { return std::string("nothing is under way to tell a client of its peer"); });
    }
  }
  const bool any = std::any_of(state.clients.begin(), state.clients.end(),
                               [](const Client& client) { return client.has_pair(); });
  if (any || (!in_use && state.life != Life::removed)) return;
  const bool nothing = std::all_of(state.memory.areas.begin(), state.memory.areas.end(),
                                   [](const world::QueueArea& area) { return area.pages == 0; });
  observer.always(property::kNothingLeft, nothing && machine.has_nothing(),
                  [] { return std::string("nobody has a pair, but something of one is left"); });
}

bool Guest::may_end(const GuestState& state) const {
  return state.life != Life::removing &&
         std::all_of(state.clients.begin(), state.clients.end(), [](const Client& client) {
           return client.life == Client::Life::none || client.life == Client::Life::live;
         });
}

std::string Guest::text(const GuestState& state) const {
  static constexpr std::array<const char*, 4> kClient{"none", "allocating", "live", "detaching"};
  static constexpr std::array<const char*, 5> kPair{"none", "offered", "known", "attached", "left"};
  static constexpr std::array<const char*, 3> kDevice{"in use", "removing", "removed"};
  const auto client = [&](std::uint32_t i) {
    return kClient[static_cast<std::size_t>(state.clients[i].life)];
  };
  const auto pair = [&](std::uint32_t i) {
    return kPair[static_cast<std::size_t>(state.pairs[i].life)];
  };
  return fmt::format("clients {}, {}; the host's pairs {}, {}; device {}{}", client(0), client(1),
                     pair(0), pair(1), kDevice[static_cast<std::size_t>(state.life)],
                     state.machine.text());
}

std::vector<std::string> Guest::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

}  // namespace vmcheck::device::lifecycle
