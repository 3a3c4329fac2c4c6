// The scenarios over a variant of the core.
#include <memory>
#include <utility>

#include "model/vsock_fsm/connections.h"
#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

using namespace property;

constexpr std::uint8_t kHost = 0;
constexpr std::uint8_t kVm = 1;

// Two clients' ports and a listener's.
constexpr std::uint8_t kClientPort = 20;
constexpr std::uint8_t kOtherPort = 21;
constexpr std::uint8_t kListenerPort = 5;

state::Scenario scenario(const Connections& connections, const char* name, const char* summary,
                         const char* bounds, Bounds what) {
  return {name, summary, bounds, std::make_shared<ConnectionsModel>(connections, std::move(what))};
}

}  // namespace

std::vector<state::Scenario> Core::scenarios() const {
  return {
      scenario(*connections, "vsock/connect", "a client connects to a listener, and either closes",
               "2 attempts, a listener with a backlog of 1, any order of packets",
               {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 2},
                          {.machine = kVm, .port = kClientPort, .calls = 2}},
                .order = Order::any,
                .reached = {&kRequested, &kAsked, &kOffered, &kReceived, &kAttaching, &kEstablished,
                            &kEnded, &kFull, &kReady, &kRefused, &kTimedOut}}),
  };
}

}  // namespace vmcheck::vsock
