// What the guards of the table say of a connection, and of what happens to it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

#include "model/vsock_fsm/core.h"

namespace vmcheck::vsock::table {

// In the order in which a guard has them.
enum class Condition : std::uint8_t {
  from_peer,       // a packet: by the full address of both sides
  to_its_address,  // a packet: to the port, and to the context if the connection has one
  meant,           // a handle: the connection's own
  awaited,         // the same, and the connection has asked for that pair
  established_once,
  address_given,  // a call: all of both addresses
  names_a_half,   // a shutdown, by a call or by a packet
  pair_none,
  pair_held,
  pair_asked,
  size_zero,
  size_fits,
  protocol_agreed,  // both sides have it; of an older packet: always
  pair_named,       // a packet: the connection's own
  offers_its_own,   // a packet: a valid handle, of the peer's context
  knows_newer,      // its owner lets it use newer notifications
  shut_down,        // a half of its own
  peer_gone,
  requested,  // its REQUEST2 has not been answered
  reset_due,
  room,  // of a listener
  child_pending,
  child_ready,
  bytes_to_read,
  on_a_host,
  bound_to_any,  // context
};
inline constexpr std::size_t kConditions = 26;

// A condition, or its opposite.
struct Literal {
  Condition condition;
  bool holds;

  constexpr Literal(Condition what, bool is = true) : condition(what), holds(is) {}  // NOLINT
  friend auto operator<=>(const Literal&, const Literal&) = default;
};

constexpr Literal operator!(Condition condition) {
  return {condition, false};
}

// False of an event that has nothing of what the condition is about.
bool holds(Condition condition, const vmci_connection& connection,
           const vmci_connection_event& event);

// All that hold, as bits; only of those asked for.
std::uint32_t holding(const vmci_connection& connection, const vmci_connection_event& event,
                      std::uint32_t among = UINT32_MAX);

// "from the peer", "from a stranger".
const char* words(const Literal& literal);

}  // namespace vmcheck::vsock::table
