#include "model/qpair/lifecycle/scenarios.h"

#include <memory>
#include <utility>

#include "model/qpair/lifecycle/guest.h"
#include "model/qpair/lifecycle/local.h"
#include "model/qpair/lifecycle/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace property;

state::Scenario local(const Driver& driver, const char* name, const char* summary,
                      const char* bounds, LocalBounds what) {
  return {name, summary, bounds, std::make_shared<Local>(driver, std::move(what))};
}

state::Scenario guest(const Driver& driver, const char* name, const char* summary,
                      const char* bounds, GuestBounds what) {
  return {name, summary, bounds, std::make_shared<Guest>(driver, std::move(what))};
}

constexpr std::uint32_t kOnlyCreator = 1U << kCreator;
constexpr std::uint32_t kOnlyAttacher = 1U << kAttacher;

}  // namespace

std::vector<state::Scenario> scenarios(const Core& core) {
  const Driver& driver = *core.driver;
  return {
      local(driver, "lifecycle/local",
            "two clients of a machine create, attach, detach and create anew, with bytes in the "
            "rings",
            "4 allocations, sizes that fit and that do not, 3 bytes, 1 page refused, removal",
            {.allocations = 4,
             .bytes = 3,
             .faults = {.memory = 1, .removal = 1},
             .reached = {&kAttached, &kUnavailable, &kMismatch, &kCreatedAnew, &kReadAfterwards,
                         &kNoMemory, &kToldAttach, &kToldDetach, &kToldEarly, &kWaited}}),
      local(driver, "lifecycle/local-data", "the same two clients with more bytes, and a full ring",
            "2 allocations, 6 bytes",
            {.allocations = 2,
             .bytes = 6,
             .faults = {},
             .reached = {&kAttached, &kReadAfterwards, &kToldAttach, &kToldDetach, &kFull}}),
      guest(driver, "lifecycle/guest", "a machine creates pairs, and the host comes and goes",
            "2 allocations, 2 bytes, 1 stray event, 1 refusal, 1 page refused or far off",
            {.clients = kOnlyCreator,
             .allocations = 2,
             .bytes = 2,
             .strays = 1,
             .faults = {.hypercalls = 1, .memory = 1},
             .reached = {&kToldAttach, &kToldEarly, &kToldDetach, &kNoMemory, &kFar, &kRefused,
                         &kReadAfterwards, &kExchanged, &kWaited}}),
      guest(driver, "lifecycle/far-pages", "the same where page numbers may have 64 bits",
            "2 allocations, 2 bytes, 1 page refused or far off",
            {.clients = kOnlyCreator,
             .allocations = 2,
             .bytes = 2,
             .far_pages = true,
             .faults = {.memory = 1},
             .reached = {&kToldAttach, &kToldDetach, &kNoMemory, &kExchanged}}),
      guest(driver, "lifecycle/attach", "a machine attaches to the pair that the host has created",
            "2 allocations, 2 bytes, 2 stray events, 1 refusal",
            {.clients = kOnlyAttacher,
             .allocations = 2,
             .bytes = 2,
             .strays = 2,
             .faults = {.hypercalls = 1},
             .reached = {&kToldEarly, &kToldDetach, &kReadAfterwards, &kExchanged, &kWaited}}),
      guest(driver, "lifecycle/two-pairs", "the same with a pair of the machine's own beside it",
            "2 allocations, 1 refusal",
            {.clients = kOnlyCreator | kOnlyAttacher,
             .allocations = 2,
             .bytes = 0,
             .faults = {.hypercalls = 1},
             .reached = {&kToldAttach, &kToldEarly, &kToldDetach, &kWaited}}),
      guest(driver, "lifecycle/removal", "the driver gives up the device, which may be pulled out",
            "2 allocations, 1 byte, removal at any step",
            {.clients = kOnlyCreator,
             .allocations = 2,
             .bytes = 1,
             .removals = 1,
             .faults = {.removal = 1},
             .reached = {&kToldAttach, &kKept, &kGoneOn}}),
      guest(driver, "lifecycle/migration", "the machine is migrated at any step",
            "2 allocations, 1 migration",
            {.clients = kOnlyCreator | kOnlyAttacher,
             .allocations = 2,
             .bytes = 0,
             .migrations = 1,
             .faults = {},
             .reached = {&kToldAttach, &kToldResumed}}),
  };
}

}  // namespace vmcheck::device::lifecycle
