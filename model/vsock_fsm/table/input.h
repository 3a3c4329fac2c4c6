// What happens to a connection, as the table's rows name it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "model/vsock_fsm/core.h"

namespace vmcheck::vsock::table {

inline constexpr unsigned char kStates = 6;

// The names of states as connection.h has them: "SYN_SENT".
inline constexpr std::array<const char*, kStates> kStateNames{
    "CLOSE", "LISTEN", "SYN_SENT", "SYN_RECEIVED", "ESTABLISHED", "CLOSING"};

// A packet of a type that nobody knows, whichever it is.
inline constexpr unsigned char kUnknownType = VMCI_PACKET_TYPES;

struct Input {
  unsigned char kind;      // enum vmci_connection_event_kind
  unsigned char type = 0;  // of a packet, or of one that begins a child

  friend auto operator<=>(const Input&, const Input&) = default;
};

// Whether events of a kind have a packet.
constexpr bool has_packet(unsigned char kind) {
  return kind == VMCI_ON_PACKET || kind == VMCI_ON_OPEN;
}

// All there are, in the order of their kinds and types.
std::vector<Input> all_inputs();

// The one that an event is.
Input input_of(const vmci_connection_event& event);

// "connect()", "REQUEST2", "child of REQUEST2", "timer".
const char* name(const Input& input);

}  // namespace vmcheck::vsock::table
