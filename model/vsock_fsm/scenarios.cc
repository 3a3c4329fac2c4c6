// The scenarios over a variant of the core.
#include <memory>
#include <utility>

#include "model/vsock_fsm/connections.h"
#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/properties.h"
#include "model/vsock_fsm/stream/streams.h"
#include "model/vsock_fsm/transports/transports.h"

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

// The listener of one machine and a client of the other.
std::vector<Role> listener_and_client(std::uint8_t attempts) {
  return {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 2},
          {.machine = kVm, .port = kClientPort, .calls = attempts}};
}

// Whoever connects, with everything that happens on a bad day.
std::vector<state::Scenario> of_handshakes(const Connections& connections) {
  return {
      scenario(connections, "vsock/connect", "a client connects to a listener, and either closes",
               "2 attempts, a backlog of 1, packets in any order",
               {.roles = listener_and_client(2),
                .order = Order::any,
                .reached = {&kRequested, &kAsked, &kOffered, &kReceived, &kAttaching, &kEstablished,
                            &kEnded, &kFull, &kReady, &kRefused, &kTimedOut}}),
      scenario(connections, "vsock/connect-newest-first",
               "the same on a host that gives the newest packet first",
               "2 attempts, a backlog of 1, a late timer",
               {.roles = listener_and_client(2),
                .order = Order::newest_first,
                .late_timers = 1,
                .reached = {&kEstablished, &kAbandoned, &kRefused, &kTimedOut}}),
      scenario(connections, "vsock/faults",
               "packets are lost and duplicated, and pairs and memory are refused",
               "2 attempts, one fault of each kind, in the order in which they were sent",
               {.roles = listener_and_client(2),
                .faults = {.lost = 1, .duplicated = 1, .refused = 1, .unsent = 1, .memory = 1},
                .reached = {&kEstablished, &kRefused, &kTimedOut, &kLatePair}}),
      scenario(connections, "vsock/connect-anew",
               "attempts are given up half open, by timeouts and by signals, and begun anew",
               "3 attempts, a signal, a late timer, packets in any order",
               {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 2, .calls = 1},
                          {.machine = kVm, .port = kClientPort, .calls = 3, .may = 0}},
                .order = Order::any,
                .signals = 1,
                .late_timers = 1,
                .child_may = 0,
                .reached = {&kEstablished, &kInterrupted, &kTimedOut, &kConnectedAnew, &kLatePair,
                            &kAbandoned}}),
      scenario(connections, "vsock/backlog", "two clients connect to a listener with room for one",
               "2 attempts each, packets in any order",
               {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 2},
                          {.machine = kVm, .port = kClientPort, .calls = 2},
                          {.machine = kVm, .port = kOtherPort, .calls = 1, .may = 0}},
                .order = Order::any,
                .child_calls = 0,
                .child_may = 0,
                .reached = {&kEstablished, &kFull, &kReady, &kRefused}}),
      scenario(connections, "vsock/both-ways", "each machine's client connects to the other's",
               "an attempt each, as packets were sent, a signal",
               {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 1},
                          {.machine = kVm, .port = kClientPort},
                          {.machine = kVm, .port = kListenerPort, .backlog = 1, .calls = 1},
                          {.machine = kHost, .port = kClientPort, .server = 2, .may = 0}},
                .signals = 1,
                .child_calls = 0,
                .child_may = 0,
                .reached = {&kEstablished, &kReady, &kInterrupted}}),
      scenario(connections, "vsock/older-server", "a machine that knows no newer packets",
               "2 attempts, packets in any order, one lost",
               {.roles = listener_and_client(2),
                .order = Order::any,
                .older = 1,
                .faults = {.lost = 1},
                .reached = {&kRequested, &kFellBack, &kEstablished, &kOlderNotification}}),
      scenario(connections, "vsock/older-client", "a client that asks as older ones do",
               "2 attempts, packets in any order",
               {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 2},
                          {.machine = kVm, .port = kClientPort, .calls = 2, .protocols = 0}},
                .order = Order::any,
                .reached = {&kEstablished, &kOlderNotification}}),
      scenario(connections, "vsock/sizes", "the listener's owner wants smaller queues",
               "2 attempts, as packets were sent",
               {.roles = {{.machine = kHost,
                           .port = kListenerPort,
                           .backlog = 1,
                           .calls = 2,
                           .sizes = {.wanted = 3, .least = 3, .most = 5}},
                          {.machine = kVm, .port = kClientPort, .calls = 2}},
                .reached = {&kEstablished}}),
  };
}

// Within one machine.
std::vector<state::Scenario> of_loopback(const Connections& connections) {
  return {scenario(connections, "vsock/loopback", "a machine connects to itself",
                   "2 attempts, packets in any order, a signal",
                   {.roles = {{.machine = kVm, .port = kListenerPort, .backlog = 1, .calls = 2},
                              {.machine = kVm, .port = kClientPort, .calls = 2}},
                    .order = Order::any,
                    .signals = 1,
                    .reached = {&kEstablished, &kAbandoned, &kRefused, &kTimedOut, &kEnded}})};
}

// What becomes of those that are established.
std::vector<state::Scenario> of_connected(const Connections& connections) {
  return {
      scenario(
          connections, "vsock/half-close", "either side shuts down either half, with bytes",
          "2 calls of the client, 2 of the other, 2 bytes",
          {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 1, .may = 0},
                     {.machine = kVm,
                      .port = kClientPort,
                      .calls = 3,
                      .may = kClose | kShutDown | kTransfer}},
           .order = Order::any,
           .bytes = 2,
           .child_calls = 2,
           .child_may = kClose | kShutDown | kTransfer,
           .reached = {&kEstablished, &kHalfClosed, &kDraining, &kEnded, &kLeft}}),
      scenario(
          connections, "vsock/migration",
          "the virtual machine moves and is resumed, or either side loses its transport",
          "2 changes, 2 attempts, 1 byte",
          {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 2},
                     {.machine = kVm, .port = kClientPort, .calls = 2, .may = kClose | kTransfer}},
           .changes = 2,
           .bytes = 1,
           .child_may = kClose | kTransfer,
           .reached = {&kEstablished, &kMoved, &kDraining, &kEnded}}),
      scenario(connections, "vsock/migration-of-the-server", "the same where the listener moves",
               "1 change, 2 attempts",
               {.roles = {{.machine = kVm, .port = kListenerPort, .backlog = 1, .calls = 2},
                          {.machine = kHost, .port = kClientPort, .calls = 2}},
                .changes = 1,
                .reached = {&kEstablished, &kMoved, &kEnded}}),
  };
}

// The virtual machine is killed while its sockets, or those of others, connect to it.
std::vector<state::Scenario> of_kills(const Connections& connections) {
  return {
      scenario(connections, "vsock/kill", "the machine of a client is killed at any time",
               "1 kill, 2 attempts, packets in any order",
               {.roles = listener_and_client(2),
                .order = Order::any,
                .kills = 1,
                .reached = {&kEstablished, &kAbandoned, &kEnded, &kKilled}}),
      scenario(connections, "vsock/kill-of-the-server", "the machine of the listener is killed",
               "1 kill, 2 attempts, packets in any order",
               {.roles = {{.machine = kVm, .port = kListenerPort, .backlog = 1, .calls = 2},
                          {.machine = kHost, .port = kClientPort, .calls = 2}},
                .order = Order::any,
                .kills = 1,
                .reached = {&kEstablished, &kRefused, &kTimedOut, &kEnded, &kKilled}}),
  };
}

// A machine that sends any packet at any time.
std::vector<state::Scenario> of_strangers(const Connections& connections) {
  return {
      scenario(
          connections, "vsock/stranger", "a third machine sends any packet to both sides",
          "1 attempt, packets as they were sent; the stranger's without end",
          {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 1, .may = 0},
                     {.machine = kVm, .port = kClientPort, .may = 0}},
           .under_way = 2,
           .requests = 1,
           .child_calls = 0,
           .child_may = 0,
           .stranger = true,
           .reached = {&kRequested, &kAsked, &kOffered, &kEstablished, &kFull, &kReady, &kRefused,
                       &kTimedOut}}),
      scenario(connections, "vsock/strange-server",
               "a client's peer, which may send anything, sends any packet at any time",
               "2 attempts, a signal, 2 late timers",
               {.roles = {{.machine = kVm, .port = kClientPort, .server = 1, .calls = 2},
                          {.machine = kMachines, .port = kStrangerPort}},
                .signals = 1,
                .late_timers = 2,
                .stranger = true,
                .reached = {&kRequested, &kFellBack, &kAsked, &kOffered, &kEstablished,
                            &kOlderNotification, &kHalfClosed, &kClosing, &kRefused, &kInterrupted,
                            &kLatePair}}),
      scenario(
          connections, "vsock/strange-server-beside",
          "the same while another client connects to an honest listener, and all are sent to",
          "an attempt each",
          {.roles = {{.machine = kHost, .port = kListenerPort, .backlog = 1, .calls = 0, .may = 0},
                     {.machine = kVm, .port = kClientPort, .may = 0, .protocols = 0},
                     {.machine = kVm, .port = kOtherPort, .server = 3, .may = 0},
                     {.machine = kMachines, .port = kStrangerPort}},
           .under_way = 2,
           .requests = 1,
           .child_calls = 0,
           .child_may = 0,
           .stranger = true,
           .reached = {&kRequested, &kFellBack, &kAsked, &kOffered, &kEstablished,
                       &kOlderNotification, &kHalfClosed, &kClosing, &kReady, &kRefused}}),
  };
}

}  // namespace

std::vector<state::Scenario> Core::scenarios() const {
  std::vector<state::Scenario> all = of_handshakes(*connections);
  for (const auto& of : {of_loopback, of_connected, of_kills, of_strangers}) {
    for (state::Scenario& scenario : of(*connections)) all.push_back(std::move(scenario));
  }
  for (state::Scenario& scenario : stream::scenarios({connections, notifications})) {
    all.push_back(std::move(scenario));
  }
  for (state::Scenario& scenario : transports::scenarios({connections, transports})) {
    all.push_back(std::move(scenario));
  }
  return all;
}

}  // namespace vmcheck::vsock
