// The handshakes of a fleet's connections, and what becomes of those that fail.
#include <algorithm>
#include <array>
#include <utility>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/fleet/fleet.h"
#include "model/vsock_fsm/fleet/properties.h"

namespace vmcheck::vsock::fleet {
namespace {

using stream::kGuest;
using stream::kHost;

bool strikes(run::Chooser& chooser, Fault what) {
  return chooser.choose_fault(2, static_cast<std::uint32_t>(what)) != 0;
}

// What may happen next in a handshake.
enum class Happening : std::uint8_t {
  packet,
  broker_of_host,
  broker_of_guest,
  host_left_alone,
  guest_left_alone,
  accept
};

}  // namespace

void Fleet::shake_hands(Link& link, run::Chooser& chooser) {
  std::array<Happening, 6> can;
  std::uint32_t count = 0;
  const auto offer = [&](bool is_possible, Happening what) {
    if (is_possible) can[count++] = what;
  };
  offer(link.packet_count != 0, Happening::packet);
  offer((link.asked & bit_of(kHost)) != 0, Happening::broker_of_host);
  offer((link.asked & bit_of(kGuest)) != 0, Happening::broker_of_guest);
  offer((link.left_alone & bit_of(kHost)) != 0, Happening::host_left_alone);
  offer((link.left_alone & bit_of(kGuest)) != 0, Happening::guest_left_alone);
  offer(link.child == Child::ready, Happening::accept);
  if (count == 0) {
    time_goes_by(link);
    settle(link);
    return;
  }
  switch (can[chooser.choose(run::ChoiceKind::value, count)]) {
    case Happening::packet:
      deliver(link, chooser);
      break;
    case Happening::broker_of_host:
      answer_of_broker(link, kHost, chooser);
      break;
    case Happening::broker_of_guest:
      answer_of_broker(link, kGuest, chooser);
      break;
    case Happening::host_left_alone:
      tell_of_detachment(link, kHost);
      break;
    case Happening::guest_left_alone:
      tell_of_detachment(link, kGuest);
      break;
    case Happening::accept:
      accept(link);
      break;
  }
  settle(link);
}

// What goes to a context that the guest has no more reaches nobody.
void Fleet::deliver(Link& link, run::Chooser& chooser) {
  const vmci_packet packet = link.packets[0];
  std::move(link.packets.begin() + 1, link.packets.begin() + link.packet_count,
            link.packets.begin());
  --link.packet_count;
  if (strikes(chooser, Fault::lost)) return;
  const std::uint32_t end = packet.dst_context == VMCI_CONTEXT_HOST ? kHost : kGuest;
  const vmci_connection& guest = *link.stream.ends[kGuest].connection;
  if (end == kGuest && packet.dst_context != guest.bound_context) return;
  if (end == kHost && link.child == Child::none) {
    request(link, packet, chooser);
    return;
  }
  vmci_connection_event event = event_of(VMCI_ON_PACKET);
  event.packet = packet;
  apply(link, end, event);
}

// A packet for the listener.
void Fleet::request(Link& link, const vmci_packet& packet, run::Chooser& chooser) {
  vmci_connection_event event = event_of(VMCI_ON_PACKET);
  event.packet = packet;
  const unsigned int actions = tell_listener(event);
  if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) answer_reset(link, packet);
  if ((actions & VMCI_CONNECTION_OPEN_CHILD) == 0) return;
  if (strikes(chooser, Fault::memory)) {
    answer_reset(link, packet);
    tell_listener(event_of(VMCI_ON_CHILD_DROPPED));
    return;
  }
  core_.connections->inherit(&*link.stream.ends[kHost].connection, &listener_);
  link.child = Child::pending;
  event.kind = VMCI_ON_OPEN;
  apply(link, kHost, event);
}

// The host attaches to what the guest has made and not left.
void Fleet::answer_of_broker(Link& link, std::uint32_t end, run::Chooser& chooser) {
  link.asked &= static_cast<std::uint8_t>(~bit_of(end));
  const bool is_there = end == kGuest || (link.attached & bit_of(kGuest)) != 0;
  const bool done = is_there && !strikes(chooser, Fault::refused);
  vmci_connection_event event = event_of(done ? VMCI_ON_PAIR : VMCI_ON_NO_PAIR);
  event.handle = link.handle;
  if (done) {
    link.attached |= bit_of(end);
  } else {
    event.error = VMCI_ENOMEM;
  }
  apply(link, end, event);
}

void Fleet::tell_of_detachment(Link& link, std::uint32_t end) {
  link.left_alone &= static_cast<std::uint8_t>(~bit_of(end));
  if ((link.subscribed & bit_of(end)) != 0) apply(link, end, VMCI_ON_PEER_DETACHED);
}

void Fleet::accept(Link& link) {
  tell_listener(event_of(VMCI_ON_ACCEPT));
  link.child = Child::accepted;
}

// Nothing else happens: a timer goes off, the client's first.
void Fleet::time_goes_by(Link& link) {
  observer_.always(property::kMovesOn, link.timed != 0, [] { return "it waits for nothing"; });
  if (link.timed == 0) return;
  const std::uint32_t end = (link.timed & bit_of(kGuest)) != 0 ? kGuest : kHost;
  link.timed &= static_cast<std::uint8_t>(~bit_of(end));
  apply(link, end, VMCI_ON_TIMER);
}

// Owners close what has failed. A connection of which nothing is left is over.
void Fleet::settle(Link& link) {
  const vmci_connection& guest = *link.stream.ends[kGuest].connection;
  const vmci_connection& host = *link.stream.ends[kHost].connection;
  if (guest.state == VMCI_CONNECTION_CLOSE && guest.pair == VMCI_CONNECTION_PAIR_HELD) {
    apply(link, kGuest, VMCI_ON_CLOSE);
  }
  if (link.child == Child::accepted && host.state == VMCI_CONNECTION_CLOSE) {
    apply(link, kHost, VMCI_ON_CLOSE);
    link.child = Child::none;
  }
  const bool over = guest.state == VMCI_CONNECTION_CLOSE && link.child == Child::none &&
                    link.packet_count == 0 && link.asked == 0 && link.left_alone == 0;
  if (!over) return;
  ++figures_.failed;
  --begun_;
  close(link);
}

void Fleet::apply(Link& link, std::uint32_t end, vmci_connection_event_kind kind) {
  vmci_connection_event event = event_of(kind);
  event.handle = link.stream.ends[end].connection->handle;
  apply(link, end, event);
}

void Fleet::apply(Link& link, std::uint32_t end, const vmci_connection_event& event) {
  vmci_connection& connection = *link.stream.ends[end].connection;
  const vmci_connection before = connection;
  vmci_connection_outcome outcome;
  core_.connections->step(&before, &event, &outcome);
  connection = outcome.connection;
  perform(link, end, event, outcome);
}

void Fleet::perform(Link& link, std::uint32_t end, const vmci_connection_event& event,
                    const vmci_connection_outcome& outcome) {
  const unsigned int actions = outcome.actions;
  const std::uint8_t bit = bit_of(end);
  const auto clear = [bit](std::uint8_t& bits) { bits &= static_cast<std::uint8_t>(~bit); };
  if ((actions & VMCI_CONNECTION_STOP_TIMER) != 0) clear(link.timed);
  if ((actions & VMCI_CONNECTION_UNSUBSCRIBE) != 0) clear(link.subscribed);
  if ((actions & VMCI_CONNECTION_DETACH) != 0) {
    clear(link.attached);
    clear(link.left_alone);
    link.left_alone |= link.attached;
  }
  if ((actions & VMCI_CONNECTION_START_TIMER) != 0) link.timed |= bit;
  if ((actions & VMCI_CONNECTION_SUBSCRIBE) != 0) link.subscribed |= bit;
  if ((actions & (VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH)) != 0) link.asked |= bit;
  if ((actions & VMCI_CONNECTION_SEND) != 0) post(link, outcome.packet);
  if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) answer_reset(link, event.packet);
  if ((actions & VMCI_CONNECTION_CHILD_READY) != 0) {
    tell_listener(event_of(VMCI_ON_CHILD_READY));
    link.child = Child::ready;
  }
  if ((actions & VMCI_CONNECTION_CHILD_DROPPED) != 0) {
    tell_listener(event_of(VMCI_ON_CHILD_DROPPED));
    link.child = Child::none;
  }
}

unsigned int Fleet::tell_listener(const vmci_connection_event& event) {
  const vmci_connection before = listener_;
  vmci_connection_outcome outcome;
  core_.connections->step(&before, &event, &outcome);
  listener_ = outcome.connection;
  return outcome.actions;
}

// One that finds no room is lost.
void Fleet::post(Link& link, const vmci_packet& packet) {
  if (link.packet_count < Link::kPackets) link.packets[link.packet_count++] = packet;
}

void Fleet::answer_reset(Link& link, const vmci_packet& packet) {
  if (packet.type == VMCI_PACKET_RST) return;
  vmci_packet answer;
  core_.connections->answer(&packet, VMCI_PACKET_RST, &answer);
  post(link, answer);
}

}  // namespace vmcheck::vsock::fleet
