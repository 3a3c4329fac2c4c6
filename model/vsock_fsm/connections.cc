#include "model/vsock_fsm/connections.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <functional>

#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/properties.h"
#include "model/vsock_fsm/turn.h"

namespace vmcheck::vsock {

using Life = Socket::Life;

namespace {

// Mostly they are in order.
template <typename All>
void sort_down(All& all) {
  if (!std::ranges::is_sorted(all, std::greater())) std::ranges::sort(all, std::greater());
}

}  // namespace

std::vector<run::Property> ConnectionsModel::properties() const {
  std::vector<run::Property> all{
      property::kOnePair,     property::kNothingLeaks,   property::kGivenBack,
      property::kHalves,      property::kWoken,          property::kEstablishedStays,
      property::kOnlyThePeer, property::kOnlyItsAttempt, property::kNoResetForReset,
      property::kResult,      property::kReason,         property::kBound,
      property::kAnswered,    property::kEndTold};
  const bool listens = std::any_of(bounds_.roles.begin(), bounds_.roles.end(),
                                   [](const Role& role) { return role.backlog != 0; });
  if (listens) {
    all.push_back(property::kBacklog);
    all.push_back(property::kHasAListener);
  }
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void ConnectionsModel::begin(Network& network, run::Chooser&) const {
  network.contexts = {VMCI_CONTEXT_HOST, kVmContext};
  network.changes = bounds_.changes;
  network.kills = bounds_.kills;
  network.signals = bounds_.signals;
  network.bytes = bounds_.bytes;
  network.late_timers = bounds_.late_timers;
  network.faults = bounds_.faults;
  std::uint32_t number = 0;
  for (const Role& role : bounds_.roles) {
    if (role.machine >= kMachines) continue;
    Socket& socket = network.sockets[number++];
    vmci_connection begun{};
    connections_.init(&begun, network.contexts[role.machine], role.port, role.sizes.wanted,
                      role.sizes.least, role.sizes.most, role.protocols);
    if (role.backlog != 0) {
      const vmci_connection before = begun;
      vmci_connection_event event = event_of(VMCI_ON_LISTEN);
      event.backlog = role.backlog;
      vmci_connection_outcome outcome{};
      connections_.step(&before, &event, &outcome);
      begun = outcome.connection;
    }
    socket.store(begun);
    socket.life = Life::open;
    socket.machine = role.machine;
    socket.is_own = 1;
    socket.calls = role.calls;
  }
}

bool ConnectionsModel::step(Network& network, run::Chooser& chooser,
                            state::Observer& observer) const {
  return Turn(connections_, bounds_, network, chooser, observer).make();
}

void ConnectionsModel::check(const Network& network, state::Observer& observer) const {
  check_invariants(network, reached_, observer);
}

bool ConnectionsModel::may_end(const Network& network) const {
  return is_met(0, network);
}

std::string ConnectionsModel::text(const Network& network) const {
  std::string text;
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    const Socket& socket = network.sockets[i];
    if (socket.life == Life::none) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", i,
                        socket.life == Life::gone ? "gone" : state_name(socket.connection->state));
  }
  text += ';';
  for (std::uint32_t i = 0; i < network.message_count; ++i) {
    const Message& message = network.messages[i];
    text += fmt::format(
        " {}", message.type == Message::kDetachment ? "detachment" : packet_name(message.type));
  }
  return text;
}

std::vector<std::string> ConnectionsModel::fault_classes() const {
  return {bounds_.faults.lost != 0 ? "packet lost" : "",
          bounds_.faults.duplicated != 0 ? "packet duplicated" : "",
          bounds_.faults.refused != 0 ? "pair refused" : "",
          bounds_.faults.unsent != 0 ? "packet not sent" : "",
          bounds_.faults.memory != 0 ? "no memory" : ""};
}

std::vector<run::Property> ConnectionsModel::goals() const {
  if (!bounds_.stranger) return {};
  return {property::kConnectEnds};
}

bool ConnectionsModel::is_met(std::size_t, const Network& network) const {
  return std::none_of(network.sockets.begin(), network.sockets.end(),
                      [](const Socket& socket) { return static_cast<bool>(socket.waiter); });
}

std::vector<state::Process> ConnectionsModel::processes() const {
  std::vector<state::Process> all;
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    all.push_back({fmt::format("the timer of socket {}", i), state::Fairness::weak});
  }
  return all;
}

// Those that are there come first. A machine that moves leaves its pairs one after the other, each
// with a packet, so that their order matters.
void ConnectionsModel::canonical(Network& network) const {
  sort_down(network.requests);
  if (bounds_.changes == 0) sort_down(network.pairs);
}

}  // namespace vmcheck::vsock
