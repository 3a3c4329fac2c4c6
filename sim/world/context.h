// A virtual machine as the hypervisor knows it. One that runs virtual machines of its own is their
// host: what they are to each other, by their ids, nobody else knows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/world/message.h"

namespace vmcheck::world {

// Doorbells that the hypervisor tells apart: more than there are indexes.
inline constexpr std::uint32_t kLinks = 5;

// Datagrams that wait for a machine, and those of which its driver has copies.
inline constexpr std::uint32_t kMessages = 4;

// While a message waits for as many others, or its copy does, no more are sent: by their numbers
// they could not be told apart.
inline constexpr std::uint8_t kMostBehind = 100;

// A doorbell of the machine's. All zero bytes: none.
struct Link {
  std::uint32_t resource;
  std::uint16_t notify_index;
  std::uint16_t linked;
};

// Bits of a context's privileges.
inline constexpr std::uint8_t kRestricted = 1;
inline constexpr std::uint8_t kTrusted = 2;

// What hosts do differently: bits.
inline constexpr std::uint8_t kNewestFirst = 1;      // of waiting datagrams the newest comes first
inline constexpr std::uint8_t kBetweenMachines = 2;  // a machine may write to another

enum class Life : std::uint8_t { runs, suspended, killed };

// A plain value.
struct Context {
  std::uint32_t id;
  std::uint32_t datagrams;  // that were sent to the host
  // The message that the data-in port gives, its slot + 1, and how many of its bytes it gave.
  std::uint8_t giving;
  std::uint8_t given;
  std::uint8_t sent;  // messages to this machine, modulo 256
  std::uint8_t privileges;
  std::uint8_t rules;  // kNewestFirst, kBetweenMachines
  Life life;
  std::uint8_t host;  // the machine that runs this one, its number + 1; 0: none of those there are
  std::uint8_t unused;
  std::array<Link, kLinks> links;
  std::array<Message, kMessages> messages;

  // Queues a message; the slot is the first that has never been used, or else the one of the
  // oldest message that is not needed any more. None: there is no slot.
  std::optional<std::uint32_t> queue(Message message);

  // Puts a datagram that nobody has sent among the messages, as if it had been taken and its
  // handler had returned. None: there is no slot, or a message cannot be what it is.
  std::optional<std::uint32_t> take_in(std::span<const std::uint8_t> datagram);

  // Whether there are slots for so many more, and none waits for too many others.
  bool has_room(std::uint32_t more = 1) const;

  // Gives the bytes of queued messages to the data-in port, and behind them headers without a
  // destination.
  void give(std::span<std::uint8_t> bytes);

  // The slot of a message that was taken and has these bytes behind the first `skipped`, for which
  // more holds. Of several it is the oldest of which something may yet come: after long the bytes
  // of an earlier message are those of another.
  template <typename Holds>
  std::optional<std::uint32_t> find(std::span<const std::uint8_t> bytes, std::size_t skipped,
                                    const Holds& holds) const {
    std::optional<std::uint32_t> found;
    for (std::uint32_t i = 0; i < kMessages; ++i) {
      if (messages[i].where >= Message::Where::taken && holds(i) &&
          (!found || is_rather(messages[i], messages[*found])) &&
          is_rest(bytes, render(messages[i]).span(), skipped)) {
        found = i;
      }
    }
    return found;
  }

  Link* find_link(std::uint32_t resource);

  // The handler that took messages has returned.
  void handled();

  // Forgets doorbells, and what waits: the device is reset.
  void reset();

 private:
  static bool is_rather(const Message& one, const Message& other);
  static bool is_rest(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> whole,
                      std::size_t skipped);
  std::optional<std::uint32_t> next_message() const;
  std::optional<std::uint32_t> put(const Message& message);
};

}  // namespace vmcheck::world
