#include "model/device/hostile_scenarios.h"

#include <memory>
#include <utility>

#include "model/device/machines.h"
#include "model/device/properties.h"

namespace vmcheck::device {
namespace {

using namespace property;

state::Scenario scenario(const Driver& driver, const char* name, const char* summary,
                         const char* bounds, MachinesBounds what) {
  return {name, summary, bounds, std::make_shared<Machines<1>>(driver, std::move(what))};
}

constexpr std::uint8_t bit(std::uint32_t thing) {
  return static_cast<std::uint8_t>(1U << thing);
}

// A device in use: whatever it gives, at each step.
std::vector<state::Scenario> at_any_time(const Driver& driver) {
  return {
      scenario(driver, "device/hostile-probe",
               "a device that gives any word while it is taken into use and out of it",
               "registers and datagrams in memory, no interrupts",
               {.things = bit(kPromptEndpoint),
                .removals = 1,
                .in_use = false,
                .lies = kAnyNumber,
                .in_memory = 1,
                .reached = {&kInUse, &kRemoved}}),
      scenario(driver, "device/hostile-ports",
               "a device in use gives any datagrams, events and answers, and interrupts at will",
               "an endpoint and a subscriber, 2 operations, removal by the driver",
               {.things = bit(kPromptEndpoint) | bit(kDetachSubscriber),
                .operations = 2,
                .removals = 1,
                .lies = kAnyNumber,
                .at_will = world::kDatagramCause,
                .sends = false,
                .faults = {.interrupts = kAnyNumber},
                .reached = {&kCalled, &kEventHappened, &kWaited, &kMigrated, &kGaveUp, &kRemoved}}),
      scenario(driver, "device/hostile-memory",
               "the same through buffers in memory, to which the device may write at any time",
               "an endpoint and a subscriber, 2 operations, removal by the driver",
               {.things = bit(kPromptEndpoint) | bit(kDetachSubscriber),
                .operations = 2,
                .removals = 1,
                .lies = kAnyNumber,
                .at_will = world::kDatagramCause,
                .sends = false,
                .in_memory = 1,
                .faults = {.interrupts = kAnyNumber},
                .reached = {&kCalled, &kEventHappened, &kWaited, &kMigrated, &kGaveUp, &kRemoved}}),
      scenario(driver, "device/hostile-doorbells",
               "a device in use sets any byte of the notification page, and gives any answers",
               "2 doorbells, 2 operations, datagrams through memory, removal by the driver",
               {.things = bit(kPromptDoorbell) | bit(kLaterDoorbell),
                .operations = 2,
                .removals = 1,
                .lies = kAnyNumber,
                .at_will = world::kNotificationCause,
                .sends = false,
                .in_memory = 1,
                .faults = {.interrupts = kAnyNumber},
                .reached = {&kCalled, &kCalledLater, &kWaited, &kRemoved}}),
      scenario(driver, "device/hostile-causes", "a device in use shows any causes of an interrupt",
               "a doorbell, one vector",
               {.things = bit(kPromptDoorbell),
                .operations = 1,
                .lies = kAnyNumber,
                .sends = false,
                .shared = 1,
                .faults = {.interrupts = kAnyNumber},
                .reached = {&kCalled, &kGaveUp, &kWaited}}),
  };
}

// A device that lies, and is honest again: what is sent to its machine then is delivered.
std::vector<state::Scenario> at_times(const Driver& driver) {
  return {
      scenario(driver, "device/lies-among-messages",
               "a device gives anything once, while messages come",
               "an endpoint and a subscriber, 2 operations, 2 messages, a lie",
               {.things = bit(kPromptEndpoint) | bit(kDetachSubscriber),
                .operations = 2,
                .messages = 2,
                .lies = 1,
                .sends = false,
                .reached = {&kCalled, &kEventHappened, &kStruck, &kGaveUp, &kBelieved}}),
      scenario(driver, "device/lies-among-messages-in-memory", "the same through buffers in memory",
               "2 endpoints, 2 operations, 2 messages, a lie",
               {.things = bit(kPromptEndpoint) | bit(kLaterEndpoint),
                .operations = 2,
                .messages = 2,
                .lies = 1,
                .sends = false,
                .in_memory = 1,
                .reached = {&kCalled, &kCalledLater, &kStruck, &kBelieved}}),
      scenario(driver, "device/lies-among-rings",
               "a device gives anything twice, while doorbells are rung",
               "2 doorbells, 2 operations, 2 rings, 2 lies, one vector",
               {.things = bit(kPromptDoorbell) | bit(kLaterDoorbell),
                .operations = 2,
                .messages = 2,
                .lies = 2,
                .sends = false,
                .shared = 1,
                .reached = {&kCalled, &kCalledLater, &kStruck}}),
  };
}

// For random runs.
state::Scenario everything(const Driver& driver) {
  state::Scenario all =
      scenario(driver, "device/hostile-everything",
               "a machine whose device gives anything, and all that can happen to it",
               "a machine that begins anew; a few faults besides the device's in its life",
               {.operations = kAnyNumber,
                .messages = kAnyNumber,
                .removals = kAnyNumber,
                .in_use = false,
                .lies = kAnyNumber,
                .restarts = true,
                .faults = {.hypercalls = 4, .interrupts = kAnyNumber, .memory = 4, .removal = 1},
                .reached = {&kInUse, &kRemoved, &kCalled, &kEventHappened, &kStruck}});
  all.sampled = true;
  return all;
}

}  // namespace

std::vector<state::Scenario> hostile_scenarios(const Driver& driver) {
  std::vector<state::Scenario> all = at_any_time(driver);
  for (state::Scenario& more : at_times(driver)) all.push_back(std::move(more));
  all.push_back(everything(driver));
  return all;
}

}  // namespace vmcheck::device
