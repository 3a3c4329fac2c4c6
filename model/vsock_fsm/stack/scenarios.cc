#include "model/vsock_fsm/stack/scenarios.h"

#include <memory>
#include <utility>

#include "model/vsock_fsm/stack/local.h"
#include "model/vsock_fsm/stack/properties.h"

namespace vmcheck::device::sockets {
namespace {

using namespace property;

state::Scenario local(const StackCore& core, const char* name, const char* summary,
                      const char* bounds, LocalBounds what) {
  return {name, summary, bounds, std::make_shared<Local>(core, std::move(what))};
}

// For random runs.
state::Scenario sampled(state::Scenario scenario) {
  scenario.sampled = true;
  return scenario;
}

}  // namespace

std::vector<state::Scenario> scenarios(const StackCore& core) {
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
      sampled(local(core, "stack/steps", "all of a machine's sockets, step by step",
                    "3 attempts, 3 children, 3 bytes and 8 calls a side, 2 shutdowns, 2 signals, 2 "
                    "late timers, 2 pages refused, a parting",
                    {.in_steps = true,
                     .attempts = 3,
                     .accepts = 3,
                     .calls = 8,
                     .bytes = 3,
                     .shutdowns = 2,
                     .signals = 2,
                     .late_timers = 2,
                     .partings = 1,
                     .may_refuse = true,
                     .faults = {.memory = 2},
                     .reached = {&kConnected, &kRefused, &kTimedOut, &kInterrupted, &kNoMemory,
                                 &kWaitedToRead, &kHalfClosed, &kEnd, &kPipe}})),
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
  };
}

}  // namespace vmcheck::device::sockets
