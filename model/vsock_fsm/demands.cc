#include "model/vsock_fsm/demands.h"

#include <fmt/core.h>

#include <array>
#include <cstring>

#include "model/vsock_fsm/network.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

constexpr std::array<const char*, 6> kStates{"CLOSE",        "LISTEN",      "SYN_SENT",
                                             "SYN_RECEIVED", "ESTABLISHED", "CLOSING"};
constexpr std::array<const char*, VMCI_PACKET_TYPES> kPackets{
    "INVALID", "REQUEST",  "NEGOTIATE",     "OFFER",        "ATTACH",   "WROTE",     "READ",
    "RST",     "SHUTDOWN", "WAITING_WRITE", "WAITING_READ", "REQUEST2", "NEGOTIATE2"};

// One step, before and after.
struct Made {
  const vmci_connection& before;
  const vmci_connection_event& event;
  const vmci_connection_outcome& outcome;

  const vmci_connection& after() const { return outcome.connection; }
  bool is_packet(unsigned int type) const {
    return event.kind == VMCI_ON_PACKET && event.packet.type == type;
  }
  bool is_from_peer() const {
    const vmci_packet& packet = event.packet;
    return packet.src_context == before.remote_context && packet.src_port == before.remote_port &&
           packet.dst_port == before.local_port;
  }
  bool is_meant() const {
    return event.handle.context == before.handle.context &&
           event.handle.resource == before.handle.resource;
  }
  bool changes() const { return std::memcmp(&before, &after(), kConnectionBytes) != 0; }
};

bool ends_established(const Made& made) {
  switch (made.event.kind) {
    case VMCI_ON_CLOSE:
    case VMCI_ON_RESUMED:
    case VMCI_ON_CONTEXT_CHANGED:
    case VMCI_ON_TRANSPORT_GONE:
      return true;
    case VMCI_ON_PEER_DETACHED:
    case VMCI_ON_SEND_FAILED:
      return made.is_meant();
    default:
      return made.is_packet(VMCI_PACKET_RST) && made.is_from_peer();
  }
}

// A child has one attempt, which has no name before its client has named it.
bool has_a_name(const Made& made) {
  switch (made.event.kind) {
    case VMCI_ON_TIMER:
    case VMCI_ON_SEND_FAILED:
      return made.before.state != VMCI_CONNECTION_SYN_RECEIVED;
    case VMCI_ON_PAIR:
    case VMCI_ON_NO_PAIR:
    case VMCI_ON_SIGNAL:
    case VMCI_ON_PEER_DETACHED:
      return true;
    default:
      return false;
  }
}

void demand_halves(const Made& made, state::Observer& observer) {
  const unsigned int peers = made.after().peer_shutdown & ~made.before.peer_shutdown;
  const unsigned int own = made.after().shutdown & ~made.before.shutdown;
  unsigned int allowed = 0;
  if (made.is_packet(VMCI_PACKET_SHUTDOWN)) {
    allowed = static_cast<unsigned int>(made.event.packet.mode) & VMCI_SHUTDOWN_BOTH;
  }
  if ((made.after().flags & VMCI_CONNECTION_PEER_GONE) != 0) allowed = VMCI_SHUTDOWN_BOTH;
  const unsigned int named = made.event.kind == VMCI_ON_SHUTDOWN ? made.event.mode : 0;
  observer.always(property::kHalves, (peers & ~allowed) == 0 && (own & ~named) == 0, [&] {
    return fmt::format("halves {} of the peer and {} of the owner are shut down", peers, own);
  });
}

}  // namespace

const char* state_name(unsigned int state) {
  return state < kStates.size() ? kStates[state] : "unknown";
}

const char* packet_name(unsigned int type) {
  return type < kPackets.size() ? kPackets[type] : "unknown";
}

void demand_of_step(const vmci_connection& before, const vmci_connection_event& event,
                    const vmci_connection_outcome& outcome, state::Observer& observer) {
  const Made made{before, event, outcome};
  const unsigned int actions = outcome.actions;
  if (event.kind == VMCI_ON_PACKET) {
    const bool sends = (actions & VMCI_CONNECTION_SEND) != 0;
    const bool resets = (actions & VMCI_CONNECTION_ANSWER_RESET) != 0 ||
                        (sends && outcome.packet.type == VMCI_PACKET_RST);
    const bool unanswered = before.state == VMCI_CONNECTION_CLOSE && !resets;
    observer.always(property::kAnswered, !unanswered || made.is_packet(VMCI_PACKET_RST), [&] {
      return fmt::format("{} is not answered", packet_name(event.packet.type));
    });
    observer.always(property::kNoResetForReset, !resets || !made.is_packet(VMCI_PACKET_RST), [&] {
      return fmt::format("a reset in {} is answered by one", state_name(before.state));
    });
  }
  if (before.state == VMCI_CONNECTION_ESTABLISHED) {
    const bool stays = made.after().state == VMCI_CONNECTION_ESTABLISHED;
    observer.always(property::kEstablishedStays, stays || ends_established(made), [&] {
      return fmt::format("an established connection goes to {}", state_name(made.after().state));
    });
  }
  demand_halves(made, observer);
  if (event.kind == VMCI_ON_PACKET) {
    constexpr unsigned int kAnswers = VMCI_CONNECTION_ANSWER_RESET | VMCI_CONNECTION_ANSWER_INVALID;
    const bool believes = made.is_from_peer() || before.state == VMCI_CONNECTION_LISTEN;
    const bool untouched = !made.changes() && (actions & ~kAnswers) == 0;
    observer.always(property::kOnlyThePeer, believes || untouched, [&] {
      return fmt::format("a stranger's {} is believed in {}", packet_name(event.packet.type),
                         state_name(before.state));
    });
  }
  if (has_a_name(made)) {
    const bool untouched = !made.changes() && (actions & ~VMCI_CONNECTION_DETACH) == 0;
    observer.always(property::kOnlyItsAttempt, made.is_meant() || untouched, [&] {
      return fmt::format("what is for another attempt changes one in {}", state_name(before.state));
    });
  }
}

}  // namespace vmcheck::vsock
