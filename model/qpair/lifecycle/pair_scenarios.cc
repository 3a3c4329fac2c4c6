#include "model/qpair/lifecycle/pair_scenarios.h"

#include <memory>
#include <utility>

#include "model/qpair/lifecycle/pair.h"
#include "model/qpair/lifecycle/properties.h"

namespace vmcheck::device::lifecycle {

using namespace property;

std::vector<state::Scenario> pair_scenarios(const Core& core, const HostCore& host) {
  const auto pair = [&](const char* name, const char* summary, const char* bounds,
                        PairBounds what) {
    return state::Scenario{name, summary, bounds,
                           std::make_shared<Pair>(*core.driver, *host.functions, std::move(what))};
  };
  return {
      pair("lifecycle/pair", "a machine creates a pair, the host attaches, and both move bytes",
           "2 allocations, 2 calls of the host, a byte each way, 1 refusal",
           {.allocations = 2,
            .host_calls = 2,
            .client_bytes = 1,
            .host_bytes = 1,
            .faults = {.hypercalls = 1},
            .reached = {&kToldAttach, &kToldDetach, &kReadAfterwards, &kExchanged, &kRefused}}),
      pair("lifecycle/pair-attach", "the host creates the pair, and the machine attaches",
           "2 allocations, 3 calls of the host, a byte each way",
           {.host_creates = true,
            .allocations = 2,
            .host_calls = 3,
            .client_bytes = 1,
            .host_bytes = 1,
            .reached = {&kToldDetach, &kReadAfterwards, &kExchanged, &kRefusedByBroker}}),
      pair("lifecycle/pair-memory", "pages are not to be had, or not to be pinned",
           "1 allocation, 2 calls of the host, a byte each way, 1 page of each side",
           {.allocations = 1,
            .host_calls = 2,
            .client_bytes = 1,
            .host_bytes = 1,
            .faults = {.memory = 1},
            .host_faults = 1,
            .reached = {&kNoMemory, &kToldAttach, &kExchanged, &kRefusedByBroker}}),
      pair("lifecycle/pair-suspended", "the machine is suspended and resumed at any step",
           "1 allocation, 2 calls of the host, a byte each way, 1 suspension, 1 page not pinned",
           {.allocations = 1,
            .host_calls = 2,
            .client_bytes = 1,
            .host_bytes = 1,
            .suspensions = 1,
            .host_faults = 1,
            .reached = {&kToldAttach, &kToldDetach, &kExchanged, &kAway}}),
      pair("lifecycle/pair-migrated", "the machine is migrated at any step",
           "2 allocations, 2 calls of the host, 1 byte of the host's, 1 migration",
           {.allocations = 2,
            .host_calls = 2,
            .host_bytes = 1,
            .migrations = 1,
            .reached = {&kToldAttach, &kToldResumed, &kReadAfterwards}}),
      pair("lifecycle/pair-killed", "the machine is killed at any step",
           "2 allocations, 2 calls of the host, a byte each way, 1 death",
           {.allocations = 2,
            .host_calls = 2,
            .client_bytes = 1,
            .host_bytes = 1,
            .kills = 1,
            .reached = {&kToldAttach, &kExchanged, &kKilled}}),
      pair("lifecycle/pair-removal", "the driver gives up the device at any step",
           "2 allocations, 2 calls of the host, a byte, 1 removal",
           {.allocations = 2,
            .host_calls = 2,
            .host_bytes = 1,
            .removals = 1,
            .reached = {&kToldAttach, &kReadAfterwards}}),
      pair("lifecycle/pair-third", "another machine wants the pair that a machine has created",
           "2 allocations, 2 calls of the host, 2 of the other machine, a byte",
           {.allocations = 2,
            .host_calls = 2,
            .host_bytes = 1,
            .third_calls = 2,
            .reached = {&kToldAttach, &kTurnedAway}}),
      pair("lifecycle/pair-attach-third", "another machine wants what the host offers to one",
           "2 allocations, 3 calls of the host, 2 of the other machine, 1 byte, 1 death",
           {.host_creates = true,
            .allocations = 2,
            .host_calls = 3,
            .host_bytes = 1,
            .kills = 1,
            .third_calls = 2,
            .reached = {&kTurnedAway, &kRefusedByBroker, &kKilled}}),
  };
}

}  // namespace vmcheck::device::lifecycle
