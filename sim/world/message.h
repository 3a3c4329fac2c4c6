// A datagram that the hypervisor gives to a virtual machine, and its bytes.
//
// Its bytes follow from what it is and from its number, so that a state holds but a few of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace vmcheck::world {

// Messages in a run.
inline constexpr std::uint32_t kMessages = 4;

// The longest, in bytes.
inline constexpr std::size_t kMessageBytes = 48;

struct Message {
  enum class Kind : std::uint8_t {
    none,
    datagram,       // to a resource, from the host, with 8 bytes of payload: its number
    peer_detach,    // an event with all of its payload
    short_detach,   // the same with half of the payload that the event has
    unknown_event,  // that nobody can subscribe to
    far_too_long,   // a datagram that says it has 2^32 + 8 bytes of payload
    endless,        // one whose length with its header is 2^64
  };
  enum class Where : std::uint8_t { nowhere, queued, taken };

  std::uint32_t resource;  // of a datagram's destination
  Kind kind;
  Where where;
  std::uint8_t kept;  // whether the driver has a copy: 1 now, 2 it was given back
  std::uint8_t unused;
};

// The bytes of a message, followed by none of anybody's.
struct Rendered {
  std::array<std::uint8_t, kMessageBytes> bytes;
  std::size_t size;

  std::span<const std::uint8_t> span() const { return {bytes.data(), size}; }
};

// The bytes of message `number` to a machine, as the device gives them.
Rendered render(const Message& message, std::uint32_t number, std::uint32_t context);

// The number of the message that these are the bytes of, header first: none if they are not.
std::optional<std::uint32_t> number_of(std::span<const std::uint8_t> datagram);

}  // namespace vmcheck::world
