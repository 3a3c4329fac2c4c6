// The scenarios over a variant of the core.
#include <memory>
#include <utility>

#include "model/device/cores.h"
#include "model/device/datagrams.h"
#include "model/device/doorbells.h"
#include "model/device/hostile_scenarios.h"
#include "model/device/machines.h"
#include "model/device/probes.h"
#include "model/device/properties.h"
#include "model/device/registry.h"

namespace vmcheck::device {
namespace {

using namespace property;

// With its header such a payload has 2^64 bytes and 8 more.
constexpr std::uint64_t kWraps = UINT64_MAX - VMCI_DATAGRAM_HEADER_SIZE + 9;

state::Scenario doorbells(const Driver& driver, const char* name, const char* summary,
                          const char* bounds, DoorbellBounds what) {
  return {name, summary, bounds, std::make_shared<Doorbells>(driver, std::move(what))};
}

state::Scenario datagrams(const Driver& driver, const char* name, const char* summary,
                          const char* bounds, DatagramBounds what) {
  return {name, summary, bounds, std::make_shared<Datagrams>(driver, std::move(what))};
}

state::Scenario registry(const Driver& driver, const char* name, const char* summary,
                         const char* bounds, RegistryBounds what) {
  return {name, summary, bounds, std::make_shared<Registry>(driver, std::move(what))};
}

state::Scenario probes(const Driver& driver, const char* name, const char* summary,
                       const char* bounds, ProbeBounds what) {
  return {name, summary, bounds, std::make_shared<Probes>(driver, std::move(what))};
}

template <std::uint32_t kMachines>
state::Scenario machines(const Driver& driver, const char* name, const char* summary,
                         const char* bounds, MachinesBounds what) {
  return {name, summary, bounds, std::make_shared<Machines<kMachines>>(driver, std::move(what))};
}

constexpr std::uint8_t bit(std::uint32_t thing) {
  return static_cast<std::uint8_t>(1U << thing);
}

// Machines without end: for random runs, as there are too many states to visit them all.
state::Scenario everything(const Driver& driver) {
  state::Scenario scenario =
      machines<3>(driver, "device/everything", "three machines, and all that can happen to them",
                  "3 machines that begin anew; everything else without bounds, faults a few in a "
                  "machine's life",
                  {.operations = kAnyNumber,
                   .messages = kAnyNumber,
                   .removals = kAnyNumber,
                   .in_use = false,
                   .restarts = true,
                   .rules = world::kBetweenMachines,
                   .in_memory = 0b010,
                   .shared = 0b100,
                   .privileges = {0, world::kTrusted, world::kRestricted},
                   .faults = {.hypercalls = 4,
                              .interrupts = 2,
                              .memory = 4,
                              .removal = 1,
                              .lost = 2,
                              .datagrams = 4,
                              .resets = 1,
                              .machines = 6},
                   .reached = {&kInUse, &kRemoved, &kCalled, &kCalledLater, &kEventHappened,
                               &kFromAnother, &kWaited, &kMigrated, &kStruck}});
  scenario.sampled = true;
  return scenario;
}

}  // namespace

std::vector<state::Scenario> Core::scenarios() const {
  using Kind = world::Message::Kind;
  std::vector<state::Scenario> all{
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
      datagrams(*driver, "device/hostile-datagrams", "lengths that no datagram has, in and out",
                "2 operations, 3 messages",
                {.threads = 1,
                 .operations = 2,
                 .messages = 3,
                 .kinds = {Kind::datagram, Kind::far_too_long, Kind::endless},
                 .lengths = {8, VMCI_DATAGRAM_PAYLOAD_MAX + 1, kWraps},
                 .vectors = world::Vectors::exclusive,
                 .faults = {},
                 .reached = {&kCalled, &kCalledLater, &kTooLong}}),
      registry(*driver, "device/registry",
               "endpoints and a doorbell are created and destroyed under one id",
               "4 operations of 2 threads, 1 datagram, 1 ring",
               {.threads = 2,
                .operations = 4,
                .messages = 1,
                .rings = 1,
                .vectors = world::Vectors::exclusive,
                .reached = {&kCalled, &kCalledLater, &kWaited, &kRefused}}),
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
      machines<2>(*driver, "device/two-machines", "two machines write to each other",
                  "2 endpoints each, 4 operations",
                  {.things = bit(kPromptEndpoint) | bit(kLaterEndpoint),
                   .operations = 4,
                   .rules = world::kBetweenMachines,
                   .in_memory = 0b10,
                   .shared = 0b01,
                   .reached = {&kFromAnother}}),
      machines<2>(*driver, "device/two-machines-ring", "two machines ring each other's doorbells",
                  "2 doorbells each, 4 operations",
                  {.things = bit(kPromptDoorbell) | bit(kLaterDoorbell),
                   .operations = 4,
                   .rules = world::kBetweenMachines,
                   .in_memory = 0b01,
                   .shared = 0b10,
                   .reached = {&kCalled, &kCalledLater}}),
      machines<2>(*driver, "device/routes",
                  "programs send to everybody and nobody, under any host, with any privileges",
                  "2 endpoints and a doorbell each, 3 operations",
                  {.things = bit(kPromptEndpoint) | bit(kLaterEndpoint) | bit(kPromptDoorbell),
                   .operations = 3,
                   .any_host = true,
                   .anywhere = true,
                   .reached = {&kFromAnother, &kCalled, &kCalledLater}}),
      machines<2>(*driver, "device/nested", "a machine runs another, which has the same id inside",
                  "an endpoint each, 3 operations, a machine is suspended, migrated or killed",
                  {.things = bit(kPromptEndpoint),
                   .operations = 3,
                   .rules = world::kBetweenMachines,
                   .hosts = {0, 1},
                   .faults = {.machines = 1},
                   .reached = {&kCalled, &kStruck}}),
      machines<1>(*driver, "device/migration", "a machine is suspended, migrated or killed",
                  "an endpoint, a doorbell, 2 operations, 2 messages or rings, such a change",
                  {.things = bit(kLaterEndpoint) | bit(kPromptDoorbell),
                   .operations = 2,
                   .messages = 2,
                   .faults = {.machines = 1},
                   .reached = {&kCalled, &kCalledLater, &kMigrated}}),
      machines<1>(*driver, "device/migration-while-probing",
                  "the same while the device is taken into use and out of it",
                  "an endpoint, 1 operation, 1 message, 1 change",
                  {.things = bit(kPromptEndpoint),
                   .operations = 1,
                   .messages = 1,
                   .removals = 1,
                   .in_use = false,
                   .faults = {.machines = 1},
                   .reached = {&kInUse, &kRemoved, &kStruck}}),
      machines<1>(*driver, "device/meddled-datagrams",
                  "datagrams are lost, cut, sent twice, and change places",
                  "an endpoint and a subscriber, 2 operations, 2 messages, 1 change of one",
                  {.things = bit(kLaterEndpoint) | bit(kDetachSubscriber),
                   .operations = 2,
                   .messages = 2,
                   .faults = {.datagrams = 1},
                   .reached = {&kCalledLater, &kEventHappened, &kStruck}}),
      machines<1>(*driver, "device/forgetful-device",
                  "the device forgets what it was told, and interrupts are lost",
                  "an endpoint, a doorbell, 2 operations, 2 messages or rings, a reset, a loss",
                  {.things = bit(kPromptEndpoint) | bit(kPromptDoorbell),
                   .operations = 2,
                   .messages = 2,
                   .removals = 1,
                   .in_memory = 1,
                   .faults = {.lost = 1, .resets = 1},
                   .reached = {&kCalled, &kRemoved, &kStruck}}),
      machines<1>(*driver, "device/torn-datagrams",
                  "the device is pulled out while it gives a datagram",
                  "an endpoint and a subscriber, 2 operations, 2 messages, removal at any step",
                  {.things = bit(kPromptEndpoint) | bit(kDetachSubscriber),
                   .operations = 2,
                   .messages = 2,
                   .removals = 1,
                   .faults = {.removal = 1},
                   .reached = {&kCalled, &kEventHappened, &kStruck}}),
      machines<1>(*driver, "device/newest-first", "a host that gives the newest datagram first",
                  "2 endpoints, 2 operations, 2 messages",
                  {.things = bit(kPromptEndpoint) | bit(kLaterEndpoint),
                   .operations = 2,
                   .messages = 2,
                   .rules = world::kNewestFirst,
                   .reached = {&kCalled, &kCalledLater}}),
      everything(*driver),
  };
  for (state::Scenario& more : hostile_scenarios(*driver)) all.push_back(std::move(more));
  return all;
}

}  // namespace vmcheck::device
