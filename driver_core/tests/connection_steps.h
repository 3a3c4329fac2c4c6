// Events of connections, and what comes of them, in the words of connection_table.h: for tests.
#pragma once

#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "driver_core/tests/connection_table.h"

namespace vmcheck::core {

constexpr uint32_t kHostContext = 2, kVmContext = 42, kOtherContext = 43;
constexpr uint32_t kNone = 0xffffffff;
constexpr uint32_t kPort = 5000, kPeerPort = 40000;
constexpr uint64_t kMin = 128, kWanted = 65536, kMax = 262144;
constexpr vmci_handle kNoHandle = {kNone, kNone};

constexpr const char* kTypeNames[] = {
    "INVALID", "REQUEST",  "NEGOTIATE",     "OFFER",        "ATTACH",   "WROTE",     "READ",
    "RST",     "SHUTDOWN", "WAITING_WRITE", "WAITING_READ", "REQUEST2", "NEGOTIATE2"};

using Words = std::set<std::string>;

inline Words Split(const std::string& text) {
  std::istringstream stream(text);
  Words words;
  for (std::string word; stream >> word;) words.insert(word);
  return words;
}

inline vmci_connection_event Event(vmci_connection_event_kind kind) {
  vmci_connection_event event = {};
  event.handle = kNoHandle;
  event.kind = static_cast<unsigned char>(kind);
  return event;
}

inline vmci_connection_outcome Step(const vmci_connection& connection,
                                    const vmci_connection_event& event, int* result = nullptr) {
  vmci_connection_outcome outcome;
  __builtin_memset(&outcome, 0xa5, sizeof(outcome));
  const int given = vmci_connection_step(&connection, &event, &outcome);
  if (result != nullptr) *result = given;
  return outcome;
}

// What is to be done, in words.
inline Words Actions(const vmci_connection_outcome& outcome) {
  constexpr const char* kNames[] = {
      "stop",     "unsubscribe",  "detach",      "start",       "subscribe",  "allocate", "attach",
      "send",     "reset",        "invalid",     "notify",      "open",       "ready",    "dropped",
      "children", "wake-connect", "wake-accept", "wake-reader", "wake-writer"};
  Words words;
  for (unsigned i = 0; i < 32; ++i) {
    if ((outcome.actions >> i & 1) == 0) continue;
    if (1u << i == VMCI_CONNECTION_SEND)
      words.insert(std::string("send:") + kTypeNames[outcome.packet.type]);
    else
      words.insert(i < std::size(kNames) ? kNames[i] : "unknown");
  }
  return words;
}

// The name of a connection's state in the table.
inline std::string NameOf(const vmci_connection& c) {
  const bool gone = (c.flags & VMCI_CONNECTION_PEER_GONE) != 0;
  const std::string old = c.protocols == 0 ? "-old" : "";
  switch (c.state) {
    case VMCI_CONNECTION_CLOSE:
      return (c.flags & VMCI_CONNECTION_ONCE) != 0 ? "was" : "closed" + old;
    case VMCI_CONNECTION_LISTEN:
      if (c.pending + c.ready == 0) return "idle";
      return c.pending + c.ready >= c.backlog ? "full" : "listen" + old;
    case VMCI_CONNECTION_SYN_SENT:
      if (c.pair == VMCI_CONNECTION_PAIR_ASKED) return "asked";
      if (c.pair == VMCI_CONNECTION_PAIR_HELD) return gone ? "left" : "offered";
      if ((c.flags & VMCI_CONNECTION_REQUESTED) != 0) return "sent";
      return (c.flags & VMCI_CONNECTION_RESET_DUE) != 0 ? "fallen" : "sent-old";
    case VMCI_CONNECTION_SYN_RECEIVED:
      if (c.pair == VMCI_CONNECTION_NO_PAIR) return "received";
      return gone ? "abandoned" : "attaching";
    case VMCI_CONNECTION_ESTABLISHED:
      return gone ? "draining" : "established";
    case VMCI_CONNECTION_CLOSING:
      return "closing";
  }
  return "none";
}

inline auto Fields(const vmci_connection& c) {
  return std::make_tuple(
      std::make_tuple(c.handle.context, c.handle.resource, c.size, c.buffer_size, c.buffer_min,
                      c.buffer_max, c.bound_context, c.local_context, c.local_port,
                      c.remote_context, c.remote_port),
      std::make_tuple(c.backlog, c.pending, c.ready, c.error, c.state, c.pair, c.flags, c.protocols,
                      c.notify, c.shutdown, c.peer_shutdown));
}

inline bool Same(const vmci_connection& a, const vmci_connection& b) {
  return Fields(a) == Fields(b);
}

// Events for a connection in whatever state: from its peer, or one that it could have, and others.
struct Maker {
  vmci_connection connection;
  vmci_handle next;  // names the next attempt

  uint32_t peer_context() const {
    if (connection.remote_context != kNone) return connection.remote_context;
    return own_context() == kHostContext ? kVmContext : kHostContext;
  }
  uint32_t peer_port() const {
    return connection.remote_port != kNone ? connection.remote_port : kPeerPort;
  }
  uint32_t own_context() const {
    return connection.local_context != kNone ? connection.local_context : kVmContext;
  }

  vmci_packet Packet(uint32_t type) const {
    vmci_packet packet = {};
    packet.type = type;
    packet.src_context = peer_context();
    packet.src_port = peer_port();
    packet.dst_context = own_context();
    packet.dst_port = connection.local_port;
    if (vmci_packet_has_size(type)) packet.size = 4096;
    if (vmci_packet_has_protocols(type)) packet.protocols = VMCI_PROTOCOL_ON_NOTIFY;
    if (type == VMCI_PACKET_OFFER) packet.handle = {peer_context(), 1024};
    if (type == VMCI_PACKET_ATTACH) packet.handle = connection.handle;
    if (type == VMCI_PACKET_SHUTDOWN) packet.mode = VMCI_SHUTDOWN_SEND;
    return packet;
  }

  vmci_connection_event Receive(const vmci_packet& packet, uint64_t ready = 0) const {
    vmci_connection_event event = Event(VMCI_ON_PACKET);
    event.packet = packet;
    event.ready = ready;
    return event;
  }

  vmci_connection_event Connect() const {
    vmci_connection_event event = Event(VMCI_ON_CONNECT);
    event.handle = next;
    event.context = peer_context();
    event.port = kPeerPort;
    return event;
  }

  vmci_connection_event Own(vmci_connection_event_kind kind, int error = 0,
                            uint64_t ready = 0) const {
    vmci_connection_event event = Event(kind);
    event.handle = connection.handle;
    event.error = error;
    event.ready = ready;
    return event;
  }

  vmci_connection_event Open(uint32_t type) const {
    vmci_connection_event event = Receive(Packet(type));
    event.kind = VMCI_ON_OPEN;
    return event;
  }
};

inline vmci_connection Fresh(uint32_t bound_context, bool is_old = false) {
  vmci_connection connection;
  vmci_connection_init(&connection, bound_context, kPort, kWanted, kMin, kMax,
                       is_old ? 0 : VMCI_PROTOCOL_ON_NOTIFY);
  return connection;
}

}  // namespace vmcheck::core
