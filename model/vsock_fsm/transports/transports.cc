#include "model/vsock_fsm/transports/transports.h"

#include <fmt/core.h>

#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/transports/properties.h"
#include "model/vsock_fsm/transports/rules.h"

namespace vmcheck::vsock::transports {
namespace {

constexpr std::uint32_t kBits = 3;
constexpr std::uint32_t kPort = 5;
constexpr std::uint32_t kSize = 3;

// A request to a listener: by what transport it comes, and from whom to which of this machine's
// contexts.
struct Arrival {
  unsigned int transport;
  std::uint32_t local;
  std::uint32_t remote;
};

constexpr std::array<Arrival, 5> kArrivals{{
    {VMCI_TRANSPORT_GUEST_TO_HOST, kOwn, VMCI_CONTEXT_HOST},
    {VMCI_TRANSPORT_GUEST_TO_HOST, kOwn, kBeside},
    {VMCI_TRANSPORT_HOST_TO_GUEST, VMCI_CONTEXT_HOST, kBelow},
    {VMCI_TRANSPORT_LOCAL, VMCI_CID_LOCAL, VMCI_CID_LOCAL},
    {VMCI_TRANSPORT_LOCAL, kOwn, VMCI_CID_LOCAL},
}};

vmci_transports transports_of(unsigned int present) {
  return {kOwn, static_cast<unsigned short>(present), 0};
}

std::size_t number_of(unsigned int transport) {
  return static_cast<std::size_t>(std::countr_zero(transport));
}

}  // namespace

std::vector<run::Property> TransportsModel::properties() const {
  return {property::kRule,    property::kAccepts,    property::kThere, property::kUndisturbed,
          property::kWithin,  property::kUp,         property::kDown,  property::kNoWay,
          property::kAnother, property::kChosenAnew, property::kGone};
}

void TransportsModel::begin(Way& way, run::Chooser& chooser) const {
  vmci_connection begun{};
  core_.connections->init(&begun, VMCI_ID_INVALID, kPort + 1, kSize, kSize, kSize,
                          VMCI_PROTOCOL_ON_NOTIFY);
  std::memcpy(&*way.connection, &begun, kConnectionBytes);
  way.present = static_cast<std::uint8_t>(chooser.choose(run::ChoiceKind::value, 1U << kBits));
  way.attempts = attempts_;
  way.changes = changes_;
}

int TransportsModel::tell(Way& way, const vmci_connection_event& event) const {
  const vmci_connection before = *way.connection;
  vmci_connection_outcome outcome{};
  const int result = core_.connections->step(&before, &event, &outcome);
  std::memcpy(&*way.connection, &outcome.connection, kConnectionBytes);
  return result;
}

bool TransportsModel::step(Way& way, run::Chooser& chooser, state::Observer& observer) const {
  switch (chooser.choose(run::ChoiceKind::schedule, 4)) {
    case 0:
      return call(way, chooser, observer);
    case 1:
      if (way.phase == Phase::idle) return false;
      if (way.phase == Phase::chosen) return take(way, observer);
      choose(way, observer);
      return true;
    case 2:
      return answer(way, chooser, observer);
    default:
      return change(way, chooser, observer);
  }
}

// connect(): one that is under way, or over, stays as it is.
bool TransportsModel::call(Way& way, run::Chooser& chooser, state::Observer& observer) const {
  if (way.phase != Phase::idle || way.attempts == 0) return false;
  const std::uint32_t target = chooser.choose(run::ChoiceKind::value, kTargets.size());
  --way.attempts;
  observer.note([&] { return fmt::format("it connects to {}", kTargets[target].name); });
  const vmci_connection before = *way.connection;
  if (before.state == VMCI_CONNECTION_CLOSE && (before.flags & VMCI_CONNECTION_ONCE) == 0) {
    way.target = static_cast<std::uint8_t>(target);
    way.seen = way.present;
    way.phase = Phase::read;
    return true;
  }
  vmci_connection_event event = event_of(VMCI_ON_CONNECT);
  event.context = kTargets[target].context;
  event.port = kPort;
  const int result = tell(way, event);
  const bool same = std::memcmp(&before, &*way.connection, kConnectionBytes) == 0;
  observer.always(property::kUndisturbed, result != VMCI_EINPROGRESS && same,
                  [&] { return fmt::format("connect() gives {}", result); });
  return true;
}

// All of it by the transports as they were looked at.
void TransportsModel::choose(Way& way, state::Observer& observer) const {
  const Target& target = kTargets[way.target];
  const vmci_transports seen = transports_of(way.seen);
  vmci_transport chosen = VMCI_TRANSPORT_NONE;
  int result =
      core_.transports->choose(&seen, VMCI_SOCKET_STREAM, target.context, target.flags, &chosen);
  if (result == VMCI_SUCCESS) result = core_.transports->check_remote(chosen, target.context);
  if (result != VMCI_SUCCESS) chosen = VMCI_TRANSPORT_NONE;
  const unsigned int wanted = way_to(way.target, way.seen);
  observer.always(property::kRule, static_cast<unsigned int>(chosen) == wanted, [&] {
    return fmt::format("transport {} leads to {}, and {} is taken of {}", wanted, target.name,
                       static_cast<unsigned int>(chosen), way.seen);
  });
  observer.sometimes(property::kNoWay, result != VMCI_SUCCESS);
  way.phase = result == VMCI_SUCCESS ? Phase::chosen : Phase::idle;
  way.chosen = static_cast<std::uint8_t>(chosen);
}

// Under the lock of the transports: if they have changed since, it is chosen anew.
bool TransportsModel::take(Way& way, state::Observer& observer) const {
  if (way.seen != way.present) {
    observer.sometimes(property::kChosenAnew, true);
    way.seen = way.present;
    way.chosen = 0;
    way.phase = Phase::read;
    return true;
  }
  const auto chosen = static_cast<vmci_transport>(way.chosen);
  const unsigned int change = core_.transports->change(way.current, chosen);
  if ((change & VMCI_TRANSPORT_RELEASE) != 0) {
    observer.sometimes(property::kAnother, true);
    --way.held[number_of(way.current)];
  }
  if ((change & VMCI_TRANSPORT_TAKE) != 0) {
    ++way.held[number_of(way.chosen)];
    way.current = way.chosen;
  }
  vmci_connection_event event = event_of(VMCI_ON_CONNECT);
  event.handle = {kOwn, 1U + way.attempts};
  event.context = kTargets[way.target].context;
  event.port = kPort;
  const int result = tell(way, event);
  observer.always(property::kUndisturbed, result == VMCI_EINPROGRESS,
                  [&] { return fmt::format("connect() gives {}", result); });
  observer.sometimes(property::kWithin, way.current == VMCI_TRANSPORT_LOCAL);
  observer.sometimes(property::kUp, way.current == VMCI_TRANSPORT_GUEST_TO_HOST);
  observer.sometimes(property::kDown, way.current == VMCI_TRANSPORT_HOST_TO_GUEST);
  way.chosen = 0;
  way.seen = 0;
  way.target = 0;
  way.phase = Phase::idle;
  return true;
}

// The peer resets the connection, or attaches to the pair that it is offered.
bool TransportsModel::answer(Way& way, run::Chooser& chooser, state::Observer& observer) const {
  const vmci_connection& connection = *way.connection;
  if (connection.state != VMCI_CONNECTION_SYN_SENT) return false;
  const bool resets = chooser.choose(run::ChoiceKind::value, 2) == 0;
  observer.note([&] { return resets ? "the peer resets it" : "the peer attaches"; });
  vmci_connection_event event = event_of(VMCI_ON_PACKET);
  event.packet.type = resets ? VMCI_PACKET_RST : VMCI_PACKET_NEGOTIATE2;
  event.packet.src_context = connection.remote_context;
  event.packet.src_port = connection.remote_port;
  event.packet.dst_context = kOwn;
  event.packet.dst_port = connection.local_port;
  event.packet.size = kSize;
  event.packet.protocols = VMCI_PROTOCOL_ON_NOTIFY;
  event.handle = connection.handle;
  event.packet.handle = connection.handle;
  tell(way, event);
  if (resets) return true;
  event.kind = VMCI_ON_PAIR;
  tell(way, event);
  event.kind = VMCI_ON_PACKET;
  event.packet.type = VMCI_PACKET_ATTACH;
  tell(way, event);
  return true;
}

// A transport comes, or goes away: then a socket that has it is told, and has it no more.
bool TransportsModel::change(Way& way, run::Chooser& chooser, state::Observer& observer) const {
  if (way.changes == 0) return false;
  --way.changes;
  const auto number = chooser.choose(run::ChoiceKind::value, kBits);
  const auto transport = static_cast<std::uint8_t>(1U << number);
  way.present ^= transport;
  observer.note([&] {
    return fmt::format("transport {} {}", transport,
                       (way.present & transport) != 0 ? "comes" : "goes away");
  });
  if (way.current != transport) return true;
  observer.sometimes(property::kGone, way.connection->state == VMCI_CONNECTION_SYN_SENT);
  --way.held[number];
  way.current = VMCI_TRANSPORT_NONE;
  tell(way, event_of(VMCI_ON_TRANSPORT_GONE));
  return true;
}

void TransportsModel::check(const Way& way, state::Observer& observer) const {
  const bool open = way.connection->state == VMCI_CONNECTION_SYN_SENT ||
                    way.connection->state == VMCI_CONNECTION_ESTABLISHED;
  bool once = true;
  for (std::uint32_t i = 0; i < kBits; ++i) {
    once = once && way.held[i] == ((way.current >> i & 1U) != 0 ? 1 : 0);
  }
  observer.always(property::kThere, once && (!open || (way.present & way.current) != 0), [&] {
    return fmt::format("{} has transport {} of {}", state_name(way.connection->state), way.current,
                       way.present);
  });
  const vmci_transports present = transports_of(way.present);
  for (const Arrival& arrival : kArrivals) {
    if ((way.present & arrival.transport) == 0) continue;
    vmci_transport chosen = VMCI_TRANSPORT_NONE;
    core_.transports->choose(&present, VMCI_SOCKET_STREAM, arrival.remote,
                             core_.transports->accepted_flags(arrival.local, arrival.remote),
                             &chosen);
    observer.always(
        property::kAccepts, static_cast<unsigned int>(chosen) == arrival.transport, [&] {
          return fmt::format("{} is answered by transport {}, and came by {}", arrival.remote,
                             static_cast<unsigned int>(chosen), arrival.transport);
        });
  }
}

std::string TransportsModel::text(const Way& way) const {
  return fmt::format("{}, transport {} of {}", state_name(way.connection->state), way.current,
                     way.present);
}

std::vector<state::Scenario> scenarios(const Functions& core) {
  return {
      {"vsock/transports",
       "connections within a machine, to its host, beside it and to its guests, while transports "
       "come and go",
       "3 attempts, 3 changes, each set of transports",
       std::make_shared<TransportsModel>(core, std::uint8_t{3}, std::uint8_t{3})}};
}

}  // namespace vmcheck::vsock::transports
