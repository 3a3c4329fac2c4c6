#include "model/host/scenarios.h"

#include <memory>
#include <utility>

#include "model/host/checkpoints.h"
#include "model/host/contexts.h"
#include "model/host/properties.h"

namespace vmcheck::device::host {

using namespace property;

std::vector<state::Scenario> scenarios(const ContextCore& core) {
  const auto scenario = [&](const char* name, const char* summary, const char* bounds,
                            ContextBounds what) {
    return state::Scenario{name, summary, bounds,
                           std::make_shared<ContextModel>(*core.functions, std::move(what))};
  };
  const auto saved = [&](const char* name, const char* summary, const char* bounds,
                         CheckpointBounds what) {
    return state::Scenario{name, summary, bounds,
                           std::make_shared<CheckpointModel>(*core.functions, std::move(what))};
  };
  return {
      scenario("host/datagrams", "programs of a host and two machines send each other datagrams",
               "1 of each, 1 copy that cannot be made",
               {.sends = {1, 1, 1},
                .to = kToAtOnce | kToLater | kToFirst | kToSecond,
                .faults = 1,
                .reached = {&kCalled, &kDeferred, &kFetched, &kNotCopied}}),
      scenario("host/deferred", "deferred work has no room, and a program gives up its endpoint",
               "3 of the host, 1 of a machine",
               {.sends = {3, 1, 0},
                .to = kToLater,
                .destroyed = kLater,
                .reached = {&kDeferred, &kFull, &kTooLate, &kWaited}}),
      scenario("host/destroyed", "a program gives up its endpoint while it is called",
               "1 of each machine",
               {.sends = {0, 1, 1},
                .to = kToAtOnce,
                .destroyed = kAtOnce,
                .reached = {&kCalled, &kWaited}}),
      scenario("host/removed", "a machine is removed with datagrams for it under way",
               "2 of the host, 1 of the machine, 1 removal",
               {.sends = {2, 1, 0},
                .to = kToFirst,
                .removals = 1,
                .returns_restricted = true,
                .reached = {&kFetched, &kDropped, &kTooLate}}),
      scenario("host/doorbells",
               "the host and a machine ring each other, and the machine is removed",
               "2 rings each, 1 removal",
               {.removals = 1, .rings = 2, .answers = 2, .reached = {&kRung, &kAnswered}}),
      scenario("host/byte", "a machine gets a notify byte, loses it and is removed",
               "1 datagram, 2 rings, a byte set and taken away, 1 removal, 1 that cannot be pinned",
               {.sends = {1, 0, 0},
                .to = kToFirst,
                .removals = 1,
                .rings = 2,
                .bytes = 2,
                .faults = 1,
                .reached = {&kSeen, &kRung, &kFetched, &kWaited}}),
      saved("host/checkpoint",
            "a machine with doorbells and watches is saved, goes back to that, or on elsewhere",
            "3 changes, 2 suspensions, 1 move, 1 death, 1 watch of the host's, of 1 machine",
            {.changes = 3,
             .suspensions = 2,
             .moves = 1,
             .deaths = 1,
             .watches = 1,
             .reached = {&kSavedAll, &kRestoredOlder, &kMoved, &kDiedSaved, &kToldRemoved}}),
      saved("host/checkpoint-pair",
            "the same with a pair, whose other end comes and goes; pages cannot be pinned",
            "2 pairs, 3 calls of the host, 1 suspension, 1 move, 1 death, 1 page not pinned",
            {.pairs = 2,
             .host_calls = 3,
             .suspensions = 1,
             .moves = 1,
             .deaths = 1,
             .faults = 1,
             .reached = {&kMoved, &kNotPinned, &kLeftMeanwhile, &kDiedSaved}}),
      saved("host/checkpoint-two", "a machine takes the id that another was saved with",
            "1 change and 1 suspension each, 1 move, 1 death, 1 watch of the host's",
            {.machines = 2,
             .changes = 1,
             .suspensions = 1,
             .moves = 1,
             .deaths = 1,
             .watches = 1,
             .reached = {&kMoved, &kOtherId, &kToldRemoved}}),
      saved("host/watches",
            "machines that the host watches die and come back, and a program ceases to listen",
            "3 deaths, 4 watches of the host's that begin or end, of 2 machines",
            {.machines = 2,
             .deaths = 3,
             .watches = 4,
             .unsubscribes = true,
             .reached = {&kToldRemoved, &kNoPlace, &kWaited}}),
  };
}

}  // namespace vmcheck::device::host
