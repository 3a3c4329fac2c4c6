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
  };
}

}  // namespace vmcheck::device::sockets
