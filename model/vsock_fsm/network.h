// The machines of connections as a plain value: their sockets, the packets between them, and the
// broker of their queue pairs.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "model/vsock_fsm/core.h"
#include "sim/state/padded.h"

namespace vmcheck::vsock {

inline constexpr std::uint32_t kMachines = 2;  // with sockets; a stranger is one more
inline constexpr std::uint32_t kSockets = 5;
inline constexpr std::uint32_t kMessages = 8;
inline constexpr std::uint32_t kPairs = 4;
inline constexpr std::uint32_t kRequests = 4;

// A number whose digits are these bytes, the first of which counts most.
template <typename... Bytes>
constexpr std::uint64_t in_order(Bytes... bytes) {
  std::uint64_t number = 0;
  ((number = number << 8 | bytes), ...);
  return number;
}

// A byte that stands for the protocol's invalid word.
inline constexpr std::uint8_t kInvalid = 0xff;

// A connection's bytes, without the padding at its end.
inline constexpr std::size_t kConnectionBytes = offsetof(vmci_connection, peer_shutdown) + 1;

// A handle in two bytes. Of all zero bytes: none.
struct Name {
  std::uint8_t context;
  std::uint8_t resource;

  friend auto operator<=>(const Name&, const Name&) = default;
  explicit operator bool() const { return context != 0; }
};

inline constexpr Name kInvalidName{kInvalid, kInvalid};

std::uint8_t byte_of(vmci_u64 word);  // kInvalid if it does not fit
vmci_u32 word_of(std::uint8_t byte);
Name name_of(vmci_handle handle);
vmci_handle handle_of(Name name);

// A socket and what its connection has. All zero bytes: there is none.
struct Socket {
  enum class Life : std::uint8_t {
    none,
    open,
    gone,  // its owner has it no more; it stays until the broker has answered
  };

  state::Padded<vmci_connection> connection;
  Life life;
  std::uint8_t machine;
  std::uint8_t parent;      // of a child that nobody has accepted, its listener's number + 1
  std::uint8_t is_ready;    // it waits for accept()
  std::uint8_t subscribed;  // to detachments
  std::uint8_t reading;     // somebody waits for bytes
  Name timer;               // for what it runs
  Name late_timer;          // it was stopped, but may still go off
  Name waiter;              // the attempt that somebody in connect() waits for
  std::uint8_t is_own;      // it was there from the beginning, and has a role
  std::uint8_t attempts;    // to connect
  std::uint8_t calls;       // left to its owner
  std::uint8_t unused;

  bool is_child_of(std::uint32_t listener) const {
    return life == Life::open && parent == listener + 1;
  }

  // Takes what a step made of the connection, and none of its padding.
  void store(const vmci_connection& next);
};

// What is under way from one machine to another.
struct Message {
  static constexpr std::uint8_t kDetachment = 0xfe;  // as a type; it holds dst_context and name

  std::uint8_t type;
  std::uint8_t src_context;
  std::uint8_t src_port;
  std::uint8_t dst_context;
  std::uint8_t dst_port;
  std::uint8_t protocols;
  std::uint8_t value;  // size or mode
  Name name;

  friend auto operator<=>(const Message& a, const Message& b) = default;
};

Message message_of(const vmci_packet& packet);
vmci_packet packet_of(const Message& message);

// A queue pair. Its ends: who made it, and who attached to it.
struct Pair {
  Name name;
  std::uint8_t size;
  std::array<std::uint8_t, 2> users;  // sockets' numbers + 1
  std::array<std::uint8_t, 2> bytes;  // that each end has written and the other not read
  std::uint8_t attached;              // somebody has attached to it
  std::uint8_t severed;               // by the machine that has moved, its number + 1

  friend bool operator==(const Pair& a, const Pair& b) = default;
  friend auto operator<=>(const Pair& a, const Pair& b) { return a.key() <=> b.key(); }

  // As numbers of which the first counts most, for an order that is quickly found.
  std::array<std::uint64_t, 2> key() const {
    return {in_order(name.context, name.resource, size, users[0], users[1], bytes[0], bytes[1],
                     attached),
            severed};
  }
  bool is_used_by(std::uint32_t socket) const {
    return users[0] == socket + 1 || users[1] == socket + 1;
  }
  std::uint32_t end_of(std::uint32_t socket) const { return users[0] == socket + 1 ? 0 : 1; }
};

// What a connection has asked of the broker.
struct Request {
  enum class Phase : std::uint8_t { none, asked, done, failed };

  Phase phase;
  std::uint8_t socket;
  std::uint8_t attaches;  // else it allocates
  std::uint8_t size;
  Name name;

  friend bool operator==(const Request& a, const Request& b) = default;
  friend auto operator<=>(const Request& a, const Request& b) { return a.key() <=> b.key(); }

  // As a number, for an order that is quickly found.
  std::uint64_t key() const {
    return in_order(static_cast<std::uint8_t>(phase), socket, attaches, size, name.context,
                    name.resource);
  }
};

// How often a fault may strike.
struct Faults {
  std::uint8_t lost = 0;        // packets
  std::uint8_t duplicated = 0;  // packets
  std::uint8_t refused = 0;     // pairs
  std::uint8_t unsent = 0;      // packets that their sender cannot send
  std::uint8_t memory = 0;      // for children
};

enum class FaultClass : std::uint32_t { lost, duplicated, refused, unsent, memory };

struct Network {
  std::array<Socket, kSockets> sockets;
  std::array<Message, kMessages> messages;
  std::array<Pair, kPairs> pairs;
  std::array<Request, kRequests> requests;
  std::array<std::uint8_t, kMachines> contexts;
  std::uint8_t message_count;
  std::uint8_t attempts;  // to connect: each has its own name
  std::uint8_t changes;   // of machines, left
  std::uint8_t signals;   // left
  std::uint8_t bytes;     // to be written, left
  std::uint8_t late_timers;
  Faults faults;
  std::uint8_t kills;  // left
  std::array<std::uint8_t, 6> unused;

  Pair* find_pair(Name name);
  const Pair* find_pair_of(std::uint32_t socket) const;

  // Bytes that a socket can read.
  std::uint8_t readable(std::uint32_t socket) const;

  // Whether the broker owes a socket an answer.
  bool owes(std::uint32_t socket) const;

  // A listener's children: those in their handshake, and those that wait for accept().
  std::uint32_t pending_of(std::uint32_t listener) const;
  std::uint32_t ready_of(std::uint32_t listener) const;
};

}  // namespace vmcheck::vsock
