#include "model/vsock_fsm/table/condition.h"

#include <array>

namespace vmcheck::vsock::table {
namespace {

using Connection = vmci_connection;
using Event = vmci_connection_event;

// What a condition is about: the connection alone, or what an event has.
enum class About : std::uint8_t {
  connection,
  packet,
  packet_size,
  packet_protocols,
  packet_handle,
  attempt,
  pair,
  address,
  halves,
  bytes
};

struct Entry {
  Condition condition;
  About about;
  const char* yes;
  const char* no;
  bool (*holds)(const Connection&, const Event&);
};

constexpr bool same(const vmci_handle& a, const vmci_handle& b) {
  return a.context == b.context && a.resource == b.resource;
}

bool to_its_address(const Connection& c, const Event& e) {
  return e.packet.dst_port == c.local_port &&
         (c.local_context == VMCI_ID_INVALID || e.packet.dst_context == c.local_context);
}

bool from_peer(const Connection& c, const Event& e) {
  return to_its_address(c, e) && e.packet.src_context == c.remote_context &&
         e.packet.src_port == c.remote_port;
}

// An answer names one protocol, a request all that the client knows.
bool protocol_agreed(const Connection& c, const Event& e) {
  const bool knows = c.protocols == VMCI_PROTOCOL_ON_NOTIFY;
  if (e.packet.type == VMCI_PACKET_REQUEST2) return knows && e.packet.protocols % 2 == 1;
  if (e.packet.type == VMCI_PACKET_NEGOTIATE2) return knows && e.packet.protocols == 1;
  return true;
}

bool offers_its_own(const Connection& c, const Event& e) {
  const vmci_handle& handle = e.packet.handle;
  return handle.context == c.remote_context && handle.context != VMCI_ID_INVALID &&
         handle.resource != VMCI_ID_INVALID;
}

bool names_a_half(const Connection&, const Event& e) {
  const vmci_u64 mode = e.kind == VMCI_ON_SHUTDOWN ? vmci_u64{e.mode} : e.packet.mode;
  return mode % 4 != 0;
}

constexpr std::array<Entry, kConditions> kEntries{{
    {Condition::from_peer, About::packet, "from the peer", "from a stranger", from_peer},
    {Condition::to_its_address, About::packet, "to its address", "to another address",
     to_its_address},
    {Condition::meant, About::attempt, "for its attempt", "for another attempt",
     [](const Connection& c, const Event& e) { return same(e.handle, c.handle); }},
    {Condition::awaited, About::pair, "that it waits for", "that it does not wait for",
     [](const Connection& c, const Event& e) {
       return c.pair == VMCI_CONNECTION_PAIR_ASKED && same(e.handle, c.handle);
     }},
    {Condition::established_once, About::connection, "was established", "never established",
     [](const Connection& c, const Event&) { return (c.flags & VMCI_CONNECTION_ONCE) != 0; }},
    {Condition::address_given, About::address, "addresses given", "an address missing",
     [](const Connection& c, const Event& e) {
       return e.context != VMCI_ID_INVALID && e.port != VMCI_ID_INVALID &&
              c.local_port != VMCI_ID_INVALID;
     }},
    {Condition::names_a_half, About::halves, "names a half", "names no half", names_a_half},
    {Condition::pair_none, About::connection, "no pair yet", "pair asked or held",
     [](const Connection& c, const Event&) { return c.pair == VMCI_CONNECTION_NO_PAIR; }},
    {Condition::pair_held, About::connection, "pair held", "pair not held",
     [](const Connection& c, const Event&) { return c.pair == VMCI_CONNECTION_PAIR_HELD; }},
    {Condition::pair_asked, About::connection, "pair asked", "pair not asked",
     [](const Connection& c, const Event&) { return c.pair == VMCI_CONNECTION_PAIR_ASKED; }},
    {Condition::size_zero, About::packet_size, "size 0", "size not 0",
     [](const Connection&, const Event& e) { return e.packet.size == 0; }},
    {Condition::size_fits, About::packet_size, "size acceptable", "size not acceptable",
     [](const Connection& c, const Event& e) {
       return c.buffer_min <= e.packet.size && e.packet.size <= c.buffer_max;
     }},
    {Condition::protocol_agreed, About::packet_protocols, "protocol known", "protocol not known",
     protocol_agreed},
    {Condition::pair_named, About::packet_handle, "names its pair", "names another pair",
     [](const Connection& c, const Event& e) { return same(e.packet.handle, c.handle); }},
    {Condition::offers_its_own, About::packet_handle, "pair of the peer's",
     "pair of nobody's or another's", offers_its_own},
    {Condition::knows_newer, About::connection, "knows REQUEST2", "knows no REQUEST2",
     [](const Connection& c, const Event&) { return c.protocols != 0; }},
    {Condition::shut_down, About::connection, "has shut down a half", "has shut down nothing",
     [](const Connection& c, const Event&) { return c.shutdown != 0; }},
    {Condition::peer_gone, About::connection, "peer gone", "peer there",
     [](const Connection& c, const Event&) { return (c.flags & VMCI_CONNECTION_PEER_GONE) != 0; }},
    {Condition::requested, About::connection, "REQUEST2 unanswered", "no REQUEST2 unanswered",
     [](const Connection& c, const Event&) { return (c.flags & VMCI_CONNECTION_REQUESTED) != 0; }},
    {Condition::reset_due, About::connection, "a reset is due", "no reset is due",
     [](const Connection& c, const Event&) { return (c.flags & VMCI_CONNECTION_RESET_DUE) != 0; }},
    {Condition::room, About::connection, "room left", "no room left",
     [](const Connection& c, const Event&) { return c.pending + c.ready < c.backlog; }},
    {Condition::child_pending, About::connection, "a child pending", "no child pending",
     [](const Connection& c, const Event&) { return c.pending != 0; }},
    {Condition::child_ready, About::connection, "a child ready", "no child ready",
     [](const Connection& c, const Event&) { return c.ready != 0; }},
    {Condition::bytes_to_read, About::bytes, "bytes to read", "all read",
     [](const Connection&, const Event& e) { return e.ready != 0; }},
    {Condition::on_a_host, About::connection, "on a host", "on a guest",
     [](const Connection& c, const Event&) {
       return c.local_context == VMCI_CONTEXT_HOST && vmci_context_is_vm(c.remote_context) != 0;
     }},
    {Condition::bound_to_any, About::connection, "bound to any context", "bound to a context",
     [](const Connection& c, const Event&) { return c.bound_context == VMCI_ID_INVALID; }},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kConditions; ++i) {
    if (kEntries[i].condition != static_cast<Condition>(i)) return false;
  }
  return true;
}
static_assert(in_order());

bool has(const Event& event, About about) {
  switch (about) {
    case About::connection:
      return true;
    case About::packet:
      return event.kind == VMCI_ON_PACKET || event.kind == VMCI_ON_OPEN;
    case About::packet_size:
    case About::packet_protocols:
      return has(event, About::packet) && vmci_packet_has_size(event.packet.type) != 0;
    case About::packet_handle:
      return event.kind == VMCI_ON_PACKET && vmci_packet_has_handle(event.packet.type) != 0;
    case About::attempt:
      return event.kind == VMCI_ON_SEND_FAILED || event.kind == VMCI_ON_TIMER ||
             event.kind == VMCI_ON_SIGNAL || event.kind == VMCI_ON_PEER_DETACHED;
    case About::pair:
      return event.kind == VMCI_ON_PAIR || event.kind == VMCI_ON_NO_PAIR;
    case About::address:
      return event.kind == VMCI_ON_CONNECT;
    case About::halves:
      return event.kind == VMCI_ON_SHUTDOWN ||
             (event.kind == VMCI_ON_PACKET && event.packet.type == VMCI_PACKET_SHUTDOWN);
    case About::bytes:
      return event.kind == VMCI_ON_PACKET || event.kind == VMCI_ON_PEER_DETACHED ||
             event.kind == VMCI_ON_RESUMED || event.kind == VMCI_ON_CONTEXT_CHANGED;
  }
  return false;
}

bool holds(const Entry& entry, const Connection& connection, const Event& event) {
  return has(event, entry.about) && entry.holds(connection, event);
}

}  // namespace

bool holds(Condition condition, const vmci_connection& connection,
           const vmci_connection_event& event) {
  return holds(kEntries[static_cast<std::size_t>(condition)], connection, event);
}

std::uint32_t holding(const vmci_connection& connection, const vmci_connection_event& event,
                      std::uint32_t among) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kConditions; ++i) {
    const std::uint32_t bit = std::uint32_t{1} << i;
    if ((among & bit) != 0 && holds(kEntries[i], connection, event)) bits |= bit;
  }
  return bits;
}

const char* words(const Literal& literal) {
  const Entry& entry = kEntries[static_cast<std::size_t>(literal.condition)];
  return literal.holds ? entry.yes : entry.no;
}

}  // namespace vmcheck::vsock::table
