// The scenarios over a variant of the core.
#include <memory>
#include <utility>

#include "model/device/cores.h"
#include "model/device/datagrams.h"
#include "model/device/doorbells.h"
#include "model/device/probes.h"
#include "model/device/properties.h"

namespace vmcheck::device {
namespace {

using namespace property;

state::Scenario doorbells(const Driver& driver, const char* name, const char* summary,
                          const char* bounds, DoorbellBounds what) {
  return {name, summary, bounds, std::make_shared<Doorbells>(driver, std::move(what))};
}

state::Scenario datagrams(const Driver& driver, const char* name, const char* summary,
                          const char* bounds, DatagramBounds what) {
  return {name, summary, bounds, std::make_shared<Datagrams>(driver, std::move(what))};
}

state::Scenario probes(const Driver& driver, const char* name, const char* summary,
                       const char* bounds, ProbeBounds what) {
  return {name, summary, bounds, std::make_shared<Probes>(driver, std::move(what))};
}

}  // namespace

std::vector<state::Scenario> Core::scenarios() const {
  using Kind = world::Message::Kind;
  return {
      probes(*driver, "device/probe",
             "the device is taken into use and out of it, and each step may fail",
             "2 operations of a client, 2 rings or datagrams, a page, a line or a call refused",
             {.operations = 2,
              .rings = 2,
              .missing = 0,
              .vectors = world::Vectors::exclusive,
              .faults = {.hypercalls = 1, .memory = 1},
              .reached = {&kInUse, &kFailed, &kRemoved, &kWaited, &kCalled, &kCalledLater}}),
      probes(*driver, "device/probe-shared-vector",
             "the same beside other devices on the interrupt line",
             "2 operations, 2 rings or datagrams, an interrupt of another's",
             {.operations = 2,
              .rings = 2,
              .missing = 0,
              .vectors = world::Vectors::shared,
              .faults = {.interrupts = 1},
              .reached = {&kInUse, &kRemoved, &kWaited, &kCalled, &kCalledLater}}),
      probes(*driver, "device/pulled-out", "the device is pulled out at any step",
             "2 operations, 2 rings or datagrams",
             {.operations = 2,
              .rings = 2,
              .missing = 0,
              .vectors = world::Vectors::exclusive,
              .faults = {.removal = 1},
              .reached = {&kInUse, &kFailed, &kRemoved}}),
      probes(*driver, "device/probe-in-memory",
             "a device whose datagrams go through memory, pulled out too",
             "2 operations, 1 ring or datagram, a page or a line refused, removal at any step",
             {.operations = 2,
              .rings = 1,
              .missing = 0,
              .vectors = world::Vectors::exclusive,
              .in_memory = true,
              .faults = {.memory = 1, .removal = 1},
              .reached = {&kInUse, &kFailed, &kRemoved, &kCalledLater}}),
      probes(*driver, "device/no-notifications", "a device that cannot ring",
             "2 operations, 2 datagrams",
             {.operations = 2,
              .rings = 2,
              .missing = VMCI_CAPABILITY_NOTIFICATIONS,
              .vectors = world::Vectors::exclusive,
              .faults = {},
              .reached = {&kInUse, &kRemoved, &kNoDoorbells, &kCalledLater}}),
      datagrams(*driver, "device/datagrams", "endpoints come, send and go while datagrams arrive",
                "2 endpoints, 4 operations of 2 threads, 2 messages, 1 refusal",
                {.threads = 2,
                 .operations = 4,
                 .messages = 2,
                 .kinds = {Kind::datagram},
                 .vectors = world::Vectors::exclusive,
                 .faults = {.hypercalls = 1},
                 .reached = {&kCalled, &kCalledLater, &kWaited, &kFailed}}),
      datagrams(*driver, "device/datagrams-in-memory", "the same through buffers in memory",
                "2 endpoints, 4 operations of 2 threads, 2 messages, 1 refusal",
                {.threads = 2,
                 .operations = 4,
                 .messages = 2,
                 .kinds = {Kind::datagram},
                 .vectors = world::Vectors::exclusive,
                 .in_memory = true,
                 .faults = {.hypercalls = 1},
                 .reached = {&kCalled, &kCalledLater, &kWaited, &kFailed}}),
      datagrams(*driver, "device/delayed-datagrams",
                "more datagrams than can wait for deferred work",
                "2 endpoints, 2 operations, 4 messages, 1 copy without memory",
                {.threads = 1,
                 .operations = 2,
                 .messages = 4,
                 .kinds = {Kind::datagram},
                 .vectors = world::Vectors::shared,
                 .faults = {.memory = 1},
                 .reached = {&kCalled, &kCalledLater, &kWaited, &kDropped}}),
      datagrams(*driver, "device/events", "subscribers come and go while events happen",
                "4 operations of 2 threads, 3 messages, short and unknown events too",
                {.threads = 2,
                 .operations = 4,
                 .messages = 3,
                 .kinds = {Kind::peer_detach, Kind::short_detach, Kind::unknown_event},
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kEventHappened, &kWaited}}),
      datagrams(*driver, "device/hostile-datagrams", "lengths that no datagram has",
                "2 operations, 3 messages",
                {.threads = 1,
                 .operations = 2,
                 .messages = 3,
                 .kinds = {Kind::datagram, Kind::far_too_long, Kind::endless},
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kCalledLater}}),
      doorbells(*driver, "device/doorbells",
                "two threads create and destroy doorbells that are rung",
                "2 doorbells, 3 operations, 3 rings, a vector for each cause",
                {.threads = 2,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 3,
                 .delayed = 0b10,
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kCalledLater, &kWaited, &kCoalesced, &kLostRace}}),
      doorbells(*driver, "device/doorbells-shared-vector", "the same, the cause in the ICR",
                "2 doorbells, 3 operations, 3 rings, one vector, 1 interrupt for nothing",
                {.threads = 1,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 3,
                 .delayed = 0b10,
                 .vectors = world::Vectors::shared,
                 .faults = {.interrupts = 1},
                 .reached = {&kCalled, &kCalledLater, &kCoalesced}}),
      doorbells(*driver, "device/doorbells-without-end", "doorbells are rung again and again",
                "2 doorbells, 2 operations, rings without end",
                {.threads = 1,
                 .doorbells = 2,
                 .operations = 2,
                 .rings = kEndless,
                 .delayed = 0b10,
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kCalledLater}}),
      doorbells(*driver, "device/doorbells-refused", "the hypervisor refuses to link and to unlink",
                "2 doorbells, 3 operations, 2 rings, 2 refusals",
                {.threads = 2,
                 .doorbells = 2,
                 .operations = 3,
                 .rings = 2,
                 .delayed = 0b10,
                 .vectors = world::Vectors::exclusive,
                 .faults = {.hypercalls = 2},
                 .reached = {&kCalled, &kFailed}}),
      doorbells(*driver, "device/doorbell-indexes", "more doorbells than notification indexes",
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

}  // namespace vmcheck::device
