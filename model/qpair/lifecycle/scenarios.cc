#include "model/qpair/lifecycle/scenarios.h"

#include <memory>
#include <utility>

#include "model/qpair/lifecycle/local.h"
#include "model/qpair/lifecycle/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

using namespace property;

state::Scenario local(const Driver& driver, const char* name, const char* summary,
                      const char* bounds, LocalBounds what) {
  return {name, summary, bounds, std::make_shared<Local>(driver, std::move(what))};
}

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
  };
}

}  // namespace vmcheck::device::lifecycle
