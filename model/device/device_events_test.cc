// Device-level events are counted one by one, as sim/world/events.h says what they are.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <span>

#include "model/device/cores.h"
#include "model/device/fate.h"
#include "model/device/machine.h"
#include "sim/state/padded.h"
#include "sim/world/events.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

template <typename Run>
std::uint64_t events_in(const Run& run) {
  const std::uint64_t before = world::device_events;
  run();
  return world::device_events - before;
}

TEST(DeviceEvents, AreCountedOneByOne) {
  const Driver& driver = *cores::sound_core.driver;
  Machine machine{};
  world::Clients nobody;
  run::DepthFirst choices;
  choices.begin();
  state::Observer observer({world::property::kOneAction, world::property::kLocks,
                            world::property::kNoSleep, world::property::kMessages,
                            world::property::kRegisters, world::property::kLifetimes});
  power_on(machine, driver, {.vectors = world::Vectors::exclusive, .faults = {}});
  MachineStep step(world::Machines(std::span(&machine, 1)), machine, driver, nobody, choices,
                   observer);
  state::Padded<vmci_probe> probe{};
  const auto take_into_use = [&] {
    while (step.drive([&](vmci_guest& guest) { return driver.probe_step(&guest, &*probe); }) ==
           VMCI_STEP_AGAIN) {
    }
  };
  const auto send = [&] {
    step.hypervisor().send(kMachine, world::Message::Kind::datagram, VMCI_ID_INVALID);
  };
  const auto handle = [&] { step.act(0); };

  // Capabilities are read and written; three datagrams are put into the port, taken by the device,
  // and their results read; the mask and interrupts are set.
  EXPECT_EQ(events_in(take_into_use), 2 + 3 * 3 + 2U);
  EXPECT_EQ(events_in(send), 2U) << "a message and an interrupt";
  EXPECT_EQ(events_in(send), 1U) << "a message behind one that has interrupted";
  EXPECT_EQ(events_in(handle), 1U) << "the interrupt is taken";
  EXPECT_EQ(events_in(handle), 1U) << "datagrams are read";
  EXPECT_EQ(events_in(handle), 1U) << "the device is asked whether it is there";
  EXPECT_FALSE(observer.take_broken());
}

TEST(DeviceEvents, AreWhatGoesWrong) {
  const Driver& driver = *cores::sound_core.driver;
  Machine machine{};
  world::Clients nobody;
  const run::Choice strikes{run::ChoiceKind::fault, 2, 1};
  run::Replay choices({strikes, strikes});
  state::Observer observer({});
  start(machine, driver,
        {.vectors = world::Vectors::exclusive, .faults = {.removal = 1, .lost = 1}});
  MachineStep step(world::Machines(std::span(&machine, 1)), machine, driver, nobody, choices,
                   observer);
  step.hypervisor().send(kMachine, world::Message::Kind::datagram, VMCI_ID_INVALID);

  EXPECT_EQ(events_in([&] { EXPECT_TRUE(step.act(4)); }), 1U) << "an interrupt is lost";
  EXPECT_EQ(events_in([&] { EXPECT_TRUE(step.act(5)); }), 1U) << "the device is pulled out";
  EXPECT_EQ(events_in([&] { EXPECT_FALSE(step.act(5)); }), 0U) << "it is gone";
}

TEST(DeviceEvents, AreWhatBefallsAMachine) {
  const Driver& driver = *cores::sound_core.driver;
  const MachinesBounds bounds{.restarts = true,
                              .faults = {.datagrams = 1, .resets = 1, .machines = 2}};
  std::array<Member, 1> members{};
  Left left{};
  begin_anew(members, kMachine, driver, bounds, left);
  unleash(members[kMachine], bounds);
  members[kMachine].life = Member::Life::in_use;
  const run::Choice strikes{run::ChoiceKind::fault, 2, 1};
  const auto what = [](std::uint32_t options, std::uint32_t taken) {
    return run::Choice{run::ChoiceKind::value, options, taken};
  };
  run::Replay choices({what(world::kMessages, 0), what(4, 0), strikes,  // a message is lost
                       strikes,                                         // the device is reset
                       what(3, 0), strikes,                             // suspended
                       what(3, 0),                                      // resumed
                       what(3, 2), strikes});                           // killed
  state::Observer observer({});
  Fate fate(driver, bounds, members, left, choices, observer, ~run::Options{0}, false);
  const auto events = [&](Fate::Action action) {
    return events_in([&] { EXPECT_TRUE(fate.make({action, kMachine})); });
  };
  world::Hypervisor(world::Machines(std::span<Member>(members)))
      .send(kMachine, world::Message::Kind::datagram, VMCI_ID_INVALID);

  EXPECT_EQ(events(Fate::kMeddle), 1U) << "a message is lost";
  EXPECT_EQ(events(Fate::kReset), 1U) << "the device forgets everything";
  EXPECT_EQ(events(Fate::kLive), 1U) << "the machine is suspended";
  EXPECT_EQ(events(Fate::kLive), 1U) << "it is resumed";
  EXPECT_EQ(events(Fate::kLive), 1U) << "it is killed";
  EXPECT_EQ(events(Fate::kRestart), 1U) << "it begins anew";
  EXPECT_TRUE(choices.exhausted());
}

}  // namespace
}  // namespace vmcheck::device
