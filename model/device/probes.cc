#include "model/device/probes.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/device/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

using Life = ProbeState::Life;
using Operation = ProbeClient::Operation;
using run::ChoiceKind;

constexpr vmci_callback kDoorbellClient = 1;
constexpr vmci_callback kEndpointClient = 2;

// Whether the device can do what the driver means to use, if it is still there.
bool is_ready(const Machine& machine) {
  const world::Device& device = machine.device;
  const unsigned int used = machine.guest->capabilities;
  const bool notifies = (used & VMCI_CAPABILITY_NOTIFICATIONS) != 0;
  const bool in_memory = (used & VMCI_CAPABILITY_DMA_DATAGRAM) != 0;
  const std::uint8_t causes =
      world::kDatagramCause | (notifies ? world::kNotificationCause : std::uint8_t{0});
  return device.gone != 0 ||
         (device.used == used && device.interrupts_on != 0 && device.mask == causes &&
          (device.notifies != 0) == notifies && (device.told == world::kToldAll) == in_memory);
}

// One step of the model.
class Step final : public ModelStep<ProbeBounds, ProbeState> {
 public:
  Step(const Driver& driver, const ProbeBounds& bounds, ProbeState& state, run::Chooser& chooser,
       state::Observer& observer)
      : ModelStep(driver, bounds, state, chooser, observer) {}

  // False if it is none.
  bool make() {
    const std::uint32_t who = chooser_.choose(ChoiceKind::schedule, 3 + MachineStep::kActors);
    if (!act(who)) return false;
    const std::uint8_t woken = state_.machine.take_wake();
    if (woken != 0) state_.sleeping = 0;
    if ((woken & world::Processor::kByDriver) != 0) state_.client.sleeping = 0;
    return true;
  }

  void doorbell_rung(std::uint32_t, std::uint32_t) override {
    demand_there(state_.client.has_doorbell, "doorbell");
    reach(property::kCalled, true);
  }

  void datagram_arrived(std::uint32_t, std::uint32_t, std::span<const std::uint8_t>) override {
    demand_there(state_.client.has_endpoint, "endpoint");
    reach(property::kCalledLater, true);
  }

 private:
  void demand_there(std::uint8_t there, const char* what) {
    observer_.always(property::kNotAfterwards, there != 0, [&] {
      return fmt::format("the client of the {} is called, which is no more", what);
    });
  }

  bool act(std::uint32_t who) {
    switch (who) {
      case 0:
        return driver();
      case 1:
        return client();
      case 2:
        return hypervisor();
      default:
        return machine_.act(who - 3);
    }
  }

  // Who probes the device, and at some time removes it.
  bool driver() {
    if (state_.sleeping != 0 || state_.life == Life::failed || state_.life == Life::removed) {
      return false;
    }
    const bool probes = state_.life == Life::probing;
    if (state_.life == Life::in_use) state_.life = Life::removing;
    observer_.note([&] {
      return fmt::format("{}, phase {}", probes ? "probe" : "removal",
                         static_cast<unsigned>(state_.probe->phase));
    });
    const std::uint8_t vectors = state_.probe->vectors;
    const vmci_step made = machine_.drive([&](vmci_guest& guest) {
      return probes ? driver_.probe_step(&guest, &*state_.probe)
                    : driver_.remove_step(&guest, &*state_.probe);
    });
    reach(property::kUndone, probes && vectors != 0 && state_.probe->undoing != 0);
    if (made == VMCI_STEP_WAIT) {
      state_.sleeping = 1;
      reach(property::kWaited, true);
    }
    if (made == VMCI_STEP_DONE) probes ? probed() : removed();
    return true;
  }

  void probed() {
    const int result = state_.probe->result;
    const world::Faults& left = state_.machine.faults;
    const bool struck = left.memory != bounds_.faults.memory ||
                        left.hypercalls != bounds_.faults.hypercalls ||
                        left.removal != bounds_.faults.removal;
    const bool useless = (bounds_.missing & VMCI_CAPABILITY_DATAGRAM) != 0;
    observer_.always(property::kResult, result >= VMCI_SUCCESS || struck || useless,
                     [&] { return fmt::format("the probe gives {}", result); });
    state_.life = result >= VMCI_SUCCESS ? Life::in_use : Life::failed;
    reach(property::kInUse, result >= VMCI_SUCCESS);
    reach(property::kFailed, result < VMCI_SUCCESS);
    if (result < VMCI_SUCCESS) {
      demand_given_back();
    } else {
      observer_.always(property::kReady, is_ready(state_.machine), [] {
        return std::string("the device cannot do what its driver is about to use");
      });
    }
  }

  void removed() {
    state_.life = Life::removed;
    reach(property::kRemoved, true);
    demand_given_back();
  }

  void demand_given_back() {
    observer_.always(property::kGivenBack, state_.machine.is_given_back(), [] {
      return std::string("memory, registers, interrupts, capabilities or work are kept");
    });
  }

  bool client() {
    ProbeClient& client = state_.client;
    if (client.sleeping != 0) return false;
    if (client.operation == Operation::none) return begin();
    observer_.note([] { return std::string("the client goes on"); });
    const vmci_step made = machine_.drive([&](vmci_guest& guest) {
      switch (client.operation) {
        case Operation::create_doorbell:
          return driver_.doorbell_create_step(&guest, &*client.doorbell_steps);
        case Operation::destroy_doorbell:
          return driver_.doorbell_destroy_step(&guest, &*client.doorbell_steps);
        default:
          return driver_.endpoint_destroy_step(&guest, &*client.endpoint_steps);
      }
    });
    if (made == VMCI_STEP_WAIT) client.sleeping = 1;
    if (made == VMCI_STEP_DONE) finish();
    return true;
  }

  // The client ends what it has at any time, but has nothing before the device is in use.
  bool begin() {
    ProbeClient& client = state_.client;
    const bool doorbell = chooser_.choose(ChoiceKind::value, 2) == 0;
    const bool ends = doorbell ? client.has_doorbell != 0 : client.has_endpoint != 0;
    if (!ends && (state_.operations == 0 || state_.life < Life::in_use)) return false;
    if (!ends) --state_.operations;
    observer_.note([&] {
      return fmt::format("the client begins to {} its {}", ends ? "end" : "make",
                         doorbell ? "doorbell" : "endpoint");
    });
    if (!doorbell && !ends) return create_endpoint();
    if (doorbell) {
      client.operation = ends ? Operation::destroy_doorbell : Operation::create_doorbell;
      client.doorbell_steps->handle = ends ? client.doorbell : anybody();
      client.doorbell_steps->callback = kDoorbellClient;
      client.doorbell_steps->flags = ends ? 0 : VMCI_DOORBELL_FLAG_DELAYED;
      client.has_doorbell = 1;
    } else {
      client.operation = Operation::destroy_endpoint;
      client.endpoint_steps->handle = client.endpoint;
    }
    return true;
  }

  static vmci_handle anybody() {
    vmci_handle handle{};
    handle.context = VMCI_ID_INVALID;
    handle.resource = VMCI_ID_INVALID;
    return handle;
  }

  bool create_endpoint() {
    const int result = machine_.drive([&](vmci_guest& guest) {
      return driver_.endpoint_create(&guest, VMCI_ID_INVALID, VMCI_ENDPOINT_FLAG_DELAYED,
                                     kEndpointClient, &state_.client.endpoint);
    });
    observer_.always(property::kResult, result >= VMCI_SUCCESS,
                     [&] { return fmt::format("a creation gives {}", result); });
    state_.client.has_endpoint = 1;
    return true;
  }

  void finish() {
    ProbeClient& client = state_.client;
    const bool doorbell = client.operation != Operation::destroy_endpoint;
    const int result = doorbell ? client.doorbell_steps->result : client.endpoint_steps->result;
    if (client.operation == Operation::create_doorbell) {
      client.doorbell = client.doorbell_steps->handle;
      client.has_doorbell = result >= VMCI_SUCCESS;
      reach(property::kNoDoorbells, result == VMCI_ERROR_UNAVAILABLE);
    } else {
      observer_.always(property::kResult, result >= VMCI_SUCCESS,
                       [&] { return fmt::format("an end gives {}", result); });
      if (doorbell) client.has_doorbell = 0;
      if (!doorbell) client.has_endpoint = 0;
    }
    if (client.has_doorbell == 0) client.doorbell = {};
    if (client.has_endpoint == 0) client.endpoint = {};
    client.operation = Operation::none;
    client.doorbell_steps.clear();
    client.endpoint_steps.clear();
  }

  bool hypervisor() {
    if (state_.rings == 0) return false;
    const world::Device& device = state_.machine.device;
    if (chooser_.choose(ChoiceKind::value, 2) == 0) {
      if (device.used == 0 || device.gone != 0) return false;
      --state_.rings;
      observer_.note([] { return std::string("a datagram is sent"); });
      return machine_.hypervisor()
          .send(kMachine, world::Message::Kind::datagram, state_.client.endpoint.resource)
          .has_value();
    }
    const world::Link& link = state_.machine.context.links[0];
    if (link.linked == 0 || device.gone != 0) return false;
    --state_.rings;
    observer_.note([] { return std::string("a doorbell is rung"); });
    machine_.hypervisor().ring(kMachine, link);
    return true;
  }
};

}  // namespace

std::vector<run::Property> Probes::properties() const {
  std::vector<run::Property> all{world::property::kOneAction, world::property::kLocks,
                                 world::property::kNoSleep,   world::property::kMessages,
                                 world::property::kRegisters, world::property::kLifetimes,
                                 property::kResult,           property::kReady,
                                 property::kGivenBack,        property::kForgotten,
                                 property::kNothingLeft};
  const bool notifications = (bounds_.missing & VMCI_CAPABILITY_NOTIFICATIONS) == 0;
  const bool datagrams = (bounds_.missing & VMCI_CAPABILITY_DATAGRAM) == 0;
  if (notifications && datagrams) all.push_back(world::property::kInPage);
  if (datagrams) all.push_back(property::kNotAfterwards);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Probes::begin(ProbeState& state, run::Chooser&) const {
  power_on(state.machine, driver_,
           {.vectors = bounds_.vectors, .faults = bounds_.faults, .in_memory = bounds_.in_memory});
  state.machine.device.offered &= static_cast<std::uint8_t>(~bounds_.missing);
  state.operations = bounds_.operations;
  state.rings = bounds_.rings;
}

bool Probes::step(ProbeState& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(driver_, bounds_, state, chooser, observer).make();
}

void Probes::check(const ProbeState& state, state::Observer& observer) const {
  observer.always(property::kForgotten, state.machine.device.wrote_freed == 0,
                  [] { return std::string("the device sets a byte of a page that was freed"); });
  const bool any = state.client.has_doorbell != 0 || state.client.has_endpoint != 0 ||
                   state.client.operation != Operation::none;
  if (any || !state.machine.is_quiet()) return;
  observer.always(property::kNothingLeft, state.machine.has_nothing(),
                  [] { return std::string("no client is left, but something of one is"); });
}

bool Probes::may_end(const ProbeState& state) const {
  return (state.life == Life::failed || state.life == Life::removed) &&
         state.client.operation == Operation::none && state.machine.is_quiet();
}

std::string Probes::text(const ProbeState& state) const {
  static constexpr std::array<const char*, 5> kLives{"probing", "failed", "in use", "removing",
                                                     "removed"};
  return fmt::format("device {}{}{}{}", kLives[static_cast<std::size_t>(state.life)],
                     state.client.has_doorbell != 0 ? ", doorbell" : "",
                     state.client.has_endpoint != 0 ? ", endpoint" : "", state.machine.text());
}

std::vector<std::string> Probes::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

}  // namespace vmcheck::device
