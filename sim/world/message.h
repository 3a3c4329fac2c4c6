// A datagram that the hypervisor gives to a virtual machine, and its bytes.
//
// Its bytes follow from what it is, so that a state holds but a few of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vmcheck::world {

// The contexts that every machine knows, and the resource of the host's that writes.
inline constexpr std::uint32_t kHypervisor = 0;
inline constexpr std::uint32_t kHost = 2;
inline constexpr std::uint32_t kHostResource = 7;

// The longest, in bytes.
inline constexpr std::size_t kMessageBytes = 48;

struct Message {
  enum class Kind : std::uint8_t {
    none,
    datagram,        // to a resource, with 8 bytes of payload: its tag
    peer_detach,     // an event with all of its payload
    short_detach,    // the same with half of the payload that the event has
    unknown_event,   // that nobody can subscribe to
    far_too_long,    // a datagram that says it has 2^32 + 8 bytes of payload
    endless,         // one whose length with its header is 2^64
    context_update,  // an event: `resource` is the machine's id now
    cut_datagram,    // one with half of the payload that was sent
    pair_attached,   // events: the peer, whose context is the tag, has attached to the queue pair
    pair_detached,   // of handle {source, resource}, or detached from it
    pairs_resumed,   // an event: the hypervisor has forgotten all queue pairs
  };
  enum class Where : std::uint8_t {
    nowhere,
    queued,
    taken,    // by the driver's handler
    handled,  // the handler has returned
  };

  // Whether the driver has a copy: not yet, now, or it was given back.
  static constexpr std::uint8_t kNotKept = 0;
  static constexpr std::uint8_t kKept = 1;
  static constexpr std::uint8_t kForgotten = 2;

  std::uint32_t resource;  // of a datagram's destination
  std::uint32_t source;    // the resource that sent it, or a context
  Kind kind;
  Where where;
  std::uint8_t kept;
  std::uint8_t sequence;  // counts the messages to this machine, modulo 256
  std::uint8_t tag;       // by which its receiver knows it
  std::uint8_t from;      // the context that sent it
  std::uint8_t to;        // the context that it was sent to
  std::uint8_t unused;

  // Whether nothing more can come of it.
  bool is_over() const { return where == Where::handled && kept != kKept; }
};

// Whether messages of a kind announce events: the hypervisor itself sends these.
constexpr bool is_event(Message::Kind kind) {
  using enum Message::Kind;
  return kind == peer_detach || kind == short_detach || kind == unknown_event ||
         kind == context_update || kind == pair_attached || kind == pair_detached ||
         kind == pairs_resumed;
}

// The bytes of a message, followed by none of anybody's.
struct Rendered {
  std::array<std::uint8_t, kMessageBytes> bytes;
  std::size_t size;

  std::span<const std::uint8_t> span() const { return {bytes.data(), size}; }
};

// The bytes of a message, as the device gives them.
Rendered render(const Message& message);

// The tag of the datagram that these are the bytes of, header first: none if they are not.
std::optional<std::uint8_t> tag_of(std::span<const std::uint8_t> datagram);

// The datagram that has these bytes, header first: none if no message has them.
std::optional<Message> message_of(std::span<const std::uint8_t> datagram);

// Bytes in the payload of a datagram, which are its tag as a number.
inline constexpr std::size_t kTagBytes = 8;

}  // namespace vmcheck::world
