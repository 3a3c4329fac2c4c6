// The scenarios over one variant of the core.
#include <memory>
#include <utility>

#include "model/device/cores.h"
#include "model/device/doorbells.h"
#include "model/device/properties.h"

namespace vmcheck::device {
namespace VMCHECK_CORE {
namespace {

using namespace property;

state::Scenario doorbells(const char* name, const char* summary, const char* bounds,
                          DoorbellBounds what) {
  return {name, summary, bounds, std::make_shared<Doorbells>(std::move(what))};
}

std::vector<state::Scenario> scenarios() {
  return {
      doorbells("device/doorbells", "two threads create and destroy doorbells that are rung",
                "2 doorbells, 3 operations, 3 rings, a vector for each cause",
                {.threads = 2,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 3,
                 .delayed = 0b10,
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kCalledLater, &kWaited, &kCoalesced, &kLostRace}}),
      doorbells("device/doorbells-shared-vector", "the same, the cause in the ICR",
                "2 doorbells, 3 operations, 3 rings, one vector, 1 interrupt for nothing",
                {.threads = 1,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 3,
                 .delayed = 0b10,
                 .vectors = world::Vectors::shared,
                 .faults = {.interrupts = 1},
                 .reached = {&kCalled, &kCalledLater, &kCoalesced}}),
      doorbells("device/doorbells-refused", "the hypervisor refuses to link and to unlink",
                "2 doorbells, 3 operations, 2 rings, 2 refusals",
                {.threads = 2,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 2,
                 .delayed = 0b10,
                 .vectors = world::Vectors::exclusive,
                 .faults = {.hypercalls = 2},
                 .reached = {&kCalled, &kFailed}}),
      doorbells("device/doorbell-indexes", "more doorbells than notification indexes",
                "5 doorbells on 4 indexes, 9 operations, 1 ring",
                {.threads = 1,
                 .doorbells = 5,
                 .operations = 9,
                 .rings = 1,
                 .delayed = 0,
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kShared}}),
  };
}

}  // namespace
}  // namespace VMCHECK_CORE

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, device::VMCHECK_CORE::scenarios};

}  // namespace cores
}  // namespace vmcheck::device
