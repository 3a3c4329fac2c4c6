#include "model/vsock_fsm/stack/scenarios.h"

#include <array>
#include <memory>
#include <utility>

#include "model/vsock_fsm/stack/datagrams.h"
#include "model/vsock_fsm/stack/local.h"
#include "model/vsock_fsm/stack/nest.h"
#include "model/vsock_fsm/stack/post.h"
#include "model/vsock_fsm/stack/properties.h"
#include "model/vsock_fsm/stack/reader.h"

namespace vmcheck::device::sockets {
namespace {

using namespace property;

state::Scenario local(const StackCore& core, const char* name, const char* summary,
                      const char* bounds, LocalBounds what) {
  if (is_core(what.far) || what.far == Far::own_host)
    return {name, summary, bounds, std::make_shared<Local<HostedState>>(core, std::move(what))};
  return {name, summary, bounds, std::make_shared<Local<LocalState>>(core, std::move(what))};
}

// Two connections of three machines, one within the other.
state::Scenario nest(const StackCore& core, const char* name, const char* summary,
                     std::array<Route, kRoutes> routes) {
  return {name, summary, "1 attempt each, operations from wait to wait, no time passes",
          std::make_shared<Nest>(core, routes,
                                 std::vector<const run::Property*>{&kConnected, &kBothConnected})};
}

state::Scenario post(const StackCore& core, const char* name, const char* summary,
                     const char* bounds, PostBounds what) {
  return {name, summary, bounds, std::make_shared<Post>(core, std::move(what))};
}

state::Scenario waiting(const StackCore& core, const char* name, const char* summary,
                        const char* bounds, reader::Bounds what) {
  return {name, summary, bounds, std::make_shared<reader::Reader>(core, std::move(what))};
}

state::Scenario datagrams(const StackCore& core, const char* name, const char* summary,
                          const char* bounds, datagrams::Bounds what) {
  return {name, summary, bounds, std::make_shared<datagrams::Datagrams>(core, std::move(what))};
}

// For random runs.
state::Scenario sampled(state::Scenario scenario) {
  scenario.sampled = true;
  return scenario;
}

// Readers who wait for several bytes.
std::vector<state::Scenario> reader_scenarios(const StackCore& core) {
  return {
      waiting(core, "stack/low-mark",
              "a reader waits for 2 bytes, which come one by one, or polls for them",
              "queues of 3 bytes, 5 bytes, operations from wait to wait",
              {.bytes = 5, .reached = {&kTaken, &kAll, &kWaitedToRead, &kWaitedToWrite, &kEnd}}),
      waiting(core, "stack/low-mark-older", "the same with packets that say who waits and for what",
              "queues of 3 bytes, 5 bytes, operations from wait to wait",
              {.bytes = 5,
               .is_older = true,
               .reached = {&kTaken, &kAll, &kWaitedToRead, &kWaitedToWrite, &kEnd}}),
      waiting(core, "stack/low-mark-steps", "the same, step by step",
              "queues of 3 bytes, 2 bytes, received or polled for",
              {.in_steps = true,
               .bytes = 2,
               .reads = reader::kReceives | reader::kPolls,
               .is_older = true,
               .reached = {&kTaken, &kWaitedToRead, &kEnd}}),
      waiting(core, "stack/low-mark-full",
              "a reader waits for more bytes than the queue can hold at once",
              "queues of 3 bytes, 7 bytes, operations from wait to wait",
              {.bytes = 7,
               .low_mark = 9,
               .reached = {&kTaken, &kAll, &kWaitedToRead, &kWaitedToWrite, &kEnd}}),
      waiting(core, "stack/low-mark-full-older",
              "the same with packets that say who waits and for what",
              "queues of 3 bytes, 7 bytes, operations from wait to wait",
              {.bytes = 7,
               .low_mark = 9,
               .is_older = true,
               .reached = {&kTaken, &kAll, &kWaitedToRead, &kWaitedToWrite, &kEnd}}),
  };
}

// Sockets for datagrams.
std::vector<state::Scenario> datagram_scenarios(const StackCore& core) {
  return {
      datagrams(core, "stack/datagrams",
                "two programs of a machine and its host write to each other while all begins and "
                "ends",
                "1 socket, 1 datagram sent and 1 received each, 1 from the host, operations from "
                "wait to wait",
                {.arrivals = 1,
                 .to_host = true,
                 .reached = {&kToHost, &kFromHost, &kFromProgram, &kWaitedToRead}}),
      datagrams(core, "stack/datagrams-steps", "the same of fewer addresses, step by step",
                "1 socket, 1 datagram sent and 1 received each",
                {.in_steps = true, .is_narrow = true, .reached = {&kFromProgram, &kWaitedToRead}}),
      datagrams(core, "stack/datagrams-arriving",
                "datagrams come while the socket that they are for comes and goes",
                "2 sockets of 1 program, 1 datagram received, 2 from the host, steps by themselves",
                {.programs = 1,
                 .in_steps = true,
                 .opens = 2,
                 .sends = 0,
                 .arrivals = 2,
                 .is_narrow = true,
                 .reached = {&kFromHost, &kWaitedToRead}}),
      datagrams(core, "stack/datagrams-full", "a socket has room for one datagram",
                "1 socket, 2 datagrams sent and 2 received each",
                {.sends = 2,
                 .receives = 2,
                 .is_small = true,
                 .reached = {&kFull, &kFromProgram, &kWaitedToRead}}),
      datagrams(
          core, "stack/datagrams-connected", "sockets are connected, disconnected and shut down",
          "1 socket, 1 datagram sent and 1 received, 2 connects and 1 shutdown each",
          {.connects = 2, .shutdowns = 1, .is_narrow = true, .reached = {&kFromProgram, &kEnd}}),
      datagrams(core, "stack/datagrams-migration", "the machine is migrated",
                "1 socket, 1 datagram sent and 1 received each, 1 from the host, 1 migration",
                {.arrivals = 1, .migrations = 1, .reached = {&kFromHost, &kFromMoved}}),
      datagrams(core, "stack/datagrams-parting", "the driver gives up the device, and comes back",
                "1 socket, 1 datagram sent and 1 received each, 1 from the host, 1 parting",
                {.arrivals = 1,
                 .partings = 1,
                 .is_narrow = true,
                 .to_host = true,
                 .reached = {&kToHost, &kFromHost, &kFromProgram}}),
      datagrams(core, "stack/datagrams-taken", "another client of the driver has a port",
                "2 sockets, 1 datagram sent and 1 received each",
                {.opens = 2, .is_taken = true, .reached = {&kInUse, &kFromProgram}}),
      post(core, "stack/datagrams-host",
           "a program of a host and one of its virtual machine write to each other and to a reader",
           "1 socket each, 1 datagram sent by each writer, operations from wait to wait",
           {.reached = {&kToHost, &kFromHost, &kFromProgram, &kWaitedToRead}}),
      post(core, "stack/datagrams-host-parting",
           "the two writers, while the sockets part from the host, and come back",
           "1 socket each, 1 datagram sent by each, 1 parting, operations from wait to wait",
           {.writers = 2, .partings = 1, .reached = {&kToHost, &kFromHost, &kWaitedToRead}}),
      post(core, "stack/datagrams-host-steps", "the same, step by step",
           "1 socket each, 1 datagram sent by each, 1 parting",
           {.writers = 2,
            .in_steps = true,
            .partings = 1,
            .reached = {&kToHost, &kFromHost, &kWaitedToRead}}),
      sampled(datagrams(core, "stack/datagrams-everything", "all of that, step by step",
                        "3 sockets, 3 datagrams sent and 3 received, 3 connects and 1 shutdown "
                        "each, 3 from the host, 1 migration, 1 parting",
                        {.in_steps = true,
                         .opens = 3,
                         .sends = 3,
                         .receives = 3,
                         .connects = 3,
                         .shutdowns = 1,
                         .arrivals = 3,
                         .migrations = 1,
                         .partings = 1,
                         .to_host = true,
                         .is_small = true,
                         .reached = {&kInUse, &kToHost, &kFromHost, &kFromProgram, &kFromMoved,
                                     &kWaitedToRead, &kEnd}})),
  };
}

// Connections of the machine, or with its host.
std::vector<state::Scenario> connection_scenarios(const StackCore& core) {
  return {
      local(core, "stack/handshake",
            "a client connects to a listener of its machine, which may be closed at any time",
            "1 attempt, 1 child, steps by themselves",
            {.in_steps = true, .reached = {&kConnected, &kRefused, &kTimedOut}}),
      local(
          core, "stack/local", "a client and a server connect, exchange bytes and close",
          "1 attempt, 1 child, 2 bytes and 3 calls a side, operations from wait to wait",
          {.calls = 3,
           .bytes = 2,
           .may_leave = false,
           .reached = {&kConnected, &kExchanged, &kWaitedToRead, &kWaitedToWrite, &kEnd, &kPipe}}),
      local(
          core, "stack/attempts",
          "a client tries again after a refusal, a timeout or a signal, with timers that are late",
          "3 attempts, 2 children, 1 signal, 1 late timer, operations from wait to wait",
          {.attempts = 3,
           .accepts = 2,
           .signals = 1,
           .late_timers = 1,
           .may_refuse = true,
           .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kLate}}),
      local(core, "stack/halves",
            "each side shuts down halves of the connection, with bytes in both",
            "1 attempt, 1 child, 1 byte and 3 calls a side, 2 shutdowns",
            {.calls = 3,
             .bytes = 1,
             .shutdowns = 2,
             .may_leave = false,
             .reached = {&kConnected, &kExchanged, &kHalfClosed, &kEnd, &kPipe}}),
      local(core, "stack/no-memory", "there is no memory for a connection, or for one end of it",
            "2 attempts, 2 children, 1 byte and 2 calls a side, 2 pages refused",
            {.attempts = 2,
             .accepts = 2,
             .calls = 2,
             .bytes = 1,
             .faults = {.memory = 2},
             .reached = {&kConnected, &kNoMemory, &kEnd}}),
      local(core, "stack/guest", "a client of a virtual machine and a server of its host",
            "1 attempt, 2 bytes and 3 calls a side, 1 shutdown, operations from wait to wait",
            {.far = Far::server,
             .calls = 3,
             .bytes = 2,
             .shutdowns = 1,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead,
                         &kWaitedToWrite, &kHalfClosed, &kEnd, &kPipe}}),
      local(
          core, "stack/host", "a client of the host and a server of a virtual machine",
          "1 attempt, 2 bytes and 3 calls a side, 1 shutdown, operations from wait to wait",
          {.far = Far::client,
           .calls = 3,
           .bytes = 2,
           .shutdowns = 1,
           .reached = {&kExchanged, &kWaitedToRead, &kWaitedToWrite, &kHalfClosed, &kEnd, &kPipe}}),
      local(core, "stack/guest-refused",
            "the same client, refused by the hypervisor and without memory",
            "2 attempts, 1 byte and 2 calls a side, 2 refusals, 1 page refused",
            {.far = Far::server,
             .attempts = 2,
             .calls = 2,
             .bytes = 1,
             .faults = {.hypercalls = 2, .memory = 1},
             .reached = {&kConnected, &kNoMemory, &kEnd}}),
      local(core, "stack/host-refused",
            "the same server, refused by the hypervisor and without memory",
            "1 attempt, 1 byte and 2 calls a side, 2 refusals, 1 page refused",
            {.far = Far::client,
             .calls = 2,
             .bytes = 1,
             .faults = {.hypercalls = 2, .memory = 1},
             .reached = {&kExchanged, &kEnd}}),
      local(core, "stack/migration", "the machine is migrated while it connects or is connected",
            "2 attempts, 1 byte and 2 calls a side, 1 migration",
            {.far = Far::server,
             .attempts = 2,
             .calls = 2,
             .bytes = 1,
             .migrations = 1,
             .reached = {&kConnected, &kRefused, &kExchanged, &kEnd}}),
      local(core, "stack/parting", "the driver gives up the device, and its sockets part from it",
            "2 attempts, 1 byte and 2 calls a side, at any step",
            {.far = Far::server,
             .attempts = 2,
             .calls = 2,
             .bytes = 1,
             .partings = 1,
             .reached = {&kConnected, &kRefused, &kExchanged, &kEnd}}),
      local(core, "stack/local-parting", "the same of sockets that are connected with each other",
            "1 attempt, 1 child, 1 byte and 2 calls a side, at any step",
            {.calls = 2, .bytes = 1, .partings = 1, .reached = {&kConnected, &kExchanged, &kEnd}}),
      local(core, "stack/own-context",
            "a client connects to a listener of its machine by the machine's own context",
            "1 attempt, 1 child, 1 byte and 2 calls a side, operations from wait to wait",
            {.calls = 2,
             .bytes = 1,
             .by_own_context = true,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kEnd}}),
      local(core, "stack/host-local",
            "a client and a server of a host that is no virtual machine, by the local context",
            "1 attempt, 1 child, 1 byte and 2 calls a side, operations from wait to wait",
            {.far = Far::own_host,
             .calls = 2,
             .bytes = 1,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead, &kEnd}}),
      local(core, "stack/host-own-context", "the same by the context of hosts",
            "1 attempt, 1 child, 1 byte and 2 calls a side, operations from wait to wait",
            {.far = Far::own_host,
             .calls = 2,
             .bytes = 1,
             .by_own_context = true,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead, &kEnd}}),
      local(core, "stack/core-server",
            "a client of a virtual machine and a server of its host, both the core's",
            "1 attempt, 1 child, 1 byte and 2 calls a side, operations from wait to wait",
            {.far = Far::core_server,
             .calls = 2,
             .bytes = 1,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead, &kEnd,
                         &kPipe}}),
      local(core, "stack/core-client",
            "a client of a host and a server of its virtual machine, both the core's",
            "1 attempt, 1 child, 1 byte and 2 calls a side, operations from wait to wait",
            {.far = Far::core_client,
             .calls = 2,
             .bytes = 1,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead, &kEnd,
                         &kPipe}}),
      local(core, "stack/core-server-killed",
            "the same client, whose machine may be killed at any time",
            "1 attempt, 1 child, 1 byte and 1 call a side, 1 death",
            {.far = Far::core_server,
             .calls = 1,
             .bytes = 1,
             .kills = 1,
             .reached = {&kConnected, &kKilledForming, &kKilledOpen, &kEnd, &kPipe}}),
      local(core, "stack/core-client-killed",
            "the same server, whose machine may be killed at any time",
            "1 attempt, 1 child, 1 byte and 1 call a side, 1 death",
            {.far = Far::core_client,
             .calls = 1,
             .bytes = 1,
             .kills = 1,
             .reached = {&kConnected, &kTimedOut, &kKilledForming, &kKilledOpen, &kEnd, &kPipe}}),
      local(core, "stack/core-server-suspended",
            "the same client, whose machine is suspended and resumed: its memory is away meanwhile",
            "1 attempt, 1 child, 1 byte and 1 call a side, 1 suspension",
            {.far = Far::core_server,
             .calls = 1,
             .bytes = 1,
             .suspensions = 1,
             .may_leave = false,
             .reached = {&kConnected, &kAway, &kBack, &kWaitedToRead, &kEnd, &kPipe}}),
      local(core, "stack/core-server-away-again",
            "the same, twice: packets that were put off are put off again",
            "1 attempt, 1 child, 1 byte and 2 calls a side, 2 suspensions",
            {.far = Far::core_server,
             .calls = 2,
             .bytes = 1,
             .suspensions = 2,
             .may_leave = false,
             .reached = {&kConnected, &kAway, &kBack, &kWaitedToRead, &kEnd, &kPipe}}),
      local(core, "stack/core-server-older",
            "the same client, which speaks an older protocol: who waits says so, once",
            "1 attempt, 1 child, 1 byte and 1 call a side, 1 suspension",
            {.far = Far::core_server,
             .calls = 1,
             .bytes = 1,
             .suspensions = 1,
             .older = true,
             .may_leave = false,
             .reached = {&kConnected, &kAway, &kBack, &kWaitedToRead, &kEnd, &kPipe}}),
      local(core, "stack/core-client-suspended", "the same server, likewise",
            "1 attempt, 1 child, 1 byte and 1 call a side, 1 suspension",
            {.far = Far::core_client,
             .calls = 1,
             .bytes = 1,
             .suspensions = 1,
             .may_leave = false,
             .reached = {&kConnected, &kAway, &kBack, &kWaitedToRead, &kEnd, &kPipe}}),
      nest(core, "stack/nested-down",
           "a virtual machine that has one of its own connects to its host, and that one to it",
           {{{1, 0, VMCI_CID_HOST}, {2, 1, VMCI_CID_HOST}}}),
      nest(core, "stack/nested-up",
           "a host connects to its virtual machine, and that to one of its own",
           {{{0, 1, kContexts[1]}, {1, 2, kContexts[2]}}}),
      nest(core, "stack/nested-between",
           "a virtual machine that has one of its own serves both that and its host",
           {{{0, 1, kContexts[1]}, {2, 1, VMCI_CID_HOST}}}),
      sampled(local(core, "stack/steps", "all of a machine's sockets, step by step",
                    "3 attempts, 3 children, 3 bytes and 8 calls a side, 2 shutdowns, 1 signal, 1 "
                    "late timer, 1 page refused",
                    {.in_steps = true,
                     .attempts = 3,
                     .accepts = 3,
                     .calls = 8,
                     .bytes = 3,
                     .shutdowns = 2,
                     .signals = 1,
                     .late_timers = 1,
                     .may_refuse = true,
                     .faults = {.memory = 1},
                     .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kNoMemory,
                                 &kWaitedToRead, &kHalfClosed, &kEnd, &kPipe}})),
      sampled(local(core, "stack/parting-steps",
                    "the same of fewer connections, with a parting, step by step",
                    "2 attempts, 2 children, 1 byte and 2 calls a side, a parting",
                    {.in_steps = true,
                     .attempts = 2,
                     .accepts = 2,
                     .calls = 2,
                     .bytes = 1,
                     .partings = 1,
                     .reached = {&kConnected, &kEnd, &kPipe}})),
      sampled(local(core, "stack/guest-steps", "a virtual machine and its host, step by step",
                    "3 attempts, 3 bytes and 8 calls a side, 2 shutdowns, 2 signals, 2 late "
                    "timers, 2 refusals, 2 pages refused, a migration",
                    {.far = Far::server,
                     .in_steps = true,
                     .attempts = 3,
                     .calls = 8,
                     .bytes = 3,
                     .shutdowns = 2,
                     .signals = 2,
                     .late_timers = 2,
                     .migrations = 1,
                     .may_refuse = true,
                     .faults = {.hypercalls = 2, .memory = 2},
                     .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kNoMemory,
                                 &kWaitedToRead, &kHalfClosed, &kEnd, &kPipe}})),
      sampled(local(
          core, "stack/core-steps",
          "a client of a host and a server of its virtual machine, step by step",
          "3 attempts, 3 children, 3 bytes and 8 calls a side, 2 shutdowns, 2 signals, 2 "
          "late timers, 100 suspensions",
          {.far = Far::core_client,
           .in_steps = true,
           .attempts = 3,
           .accepts = 3,
           .calls = 8,
           .bytes = 3,
           .shutdowns = 2,
           .signals = 2,
           .late_timers = 2,
           .suspensions = 100,
           .may_refuse = true,
           .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kEnd, &kPipe, &kAway}})),
      sampled(local(core, "stack/core-long",
                    "a client of a virtual machine and a server of its host, in long connections",
                    "3 attempts, 3 children, 3 bytes and 8 calls a side, 2 shutdowns, 2 signals, 2 "
                    "late timers, 20 suspensions, operations from wait to wait",
                    {.far = Far::core_server,
                     .attempts = 3,
                     .accepts = 3,
                     .calls = 8,
                     .bytes = 3,
                     .shutdowns = 2,
                     .signals = 2,
                     .late_timers = 2,
                     .suspensions = 20,
                     .may_refuse = true,
                     .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kWaitedToRead,
                                 &kHalfClosed, &kEnd, &kPipe, &kAway, &kBack}})),
      sampled(local(core, "stack/core-full",
                    "a client of a virtual machine and a server of its host: packets come for "
                    "which there is no room",
                    "1 attempt, 1 child, 4 calls a side, 4 shutdowns, operations from wait to wait",
                    {.far = Far::core_server,
                     .calls = 4,
                     .shutdowns = 4,
                     .reached = {&kConnected, &kNoRoom, &kEnd}})),
  };
}

}  // namespace

std::vector<state::Scenario> scenarios(const StackCore& core) {
  std::vector<state::Scenario> all = connection_scenarios(core);
  for (state::Scenario& scenario : reader_scenarios(core)) all.push_back(std::move(scenario));
  for (state::Scenario& scenario : datagram_scenarios(core)) all.push_back(std::move(scenario));
  return all;
}

std::vector<state::Scenario> nightly_scenarios(const StackCore& core) {
  return {
      local(core, "stack/core-halves",
            "a client of a virtual machine and a server of its host, both the core's: each side "
            "shuts down halves",
            "1 attempt, 1 child, 1 byte and 2 calls a side, 2 shutdowns, operations from wait to "
            "wait",
            {.far = Far::core_server,
             .calls = 2,
             .bytes = 1,
             .shutdowns = 2,
             .reached = {&kConnected, &kRefused, &kTimedOut, &kExchanged, &kWaitedToRead,
                         &kHalfClosed, &kEnd, &kPipe}}),
  };
}

}  // namespace vmcheck::device::sockets
