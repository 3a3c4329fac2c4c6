// What passes over a connection as a plain value: its two ends, their queues and the packets.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "model/vsock_fsm/core.h"
#include "sim/state/padded.h"

namespace vmcheck::vsock::stream {

inline constexpr std::uint32_t kEnds = 2;
inline constexpr std::uint32_t kHost = 0;  // the end on the host; the other one is on its guest
inline constexpr std::uint32_t kGuest = 1;
inline constexpr std::uint32_t kLetters = 16;

// What somebody does who writes, or who reads.
enum class Task : std::uint8_t {
  works,
  waits,   // he has said so, if that is to be said, and looks once more before he sleeps
  sleeps,  // until he is woken
  done,
};

// One end of the connection. As long as bytes have been moved and not told of, it is locked.
struct End {
  state::Padded<vmci_connection> connection;
  state::Padded<vmci_notify> notify;
  Task writer;
  Task reader;
  std::uint8_t left;       // bytes to write
  std::uint8_t wrote;      // bytes, not told of
  std::uint8_t read;       // likewise
  std::uint8_t is_taking;  // what was read is taken out of the queue for a reader to come
  std::uint8_t taken;      // bytes
  std::uint8_t calls;      // that its owner may still make besides
  std::uint8_t has_ended;  // it has written all, and shut down sending
  std::uint8_t is_closed;
  std::array<std::uint8_t, 6> unused;

  bool is_locked() const { return wrote != 0 || read != 0; }
};

// What one end writes and the other reads: bytes in all.
struct Queue {
  std::uint8_t written;
  std::uint8_t read;

  std::uint8_t ready() const { return static_cast<std::uint8_t>(written - read); }
};

// What is on its way to an end.
struct Letter {
  static constexpr std::uint8_t kDetachment = 0xfe;  // as a type

  std::uint8_t to;
  std::uint8_t type;
  std::uint8_t mode;  // of a SHUTDOWN

  friend auto operator<=>(const Letter&, const Letter&) = default;
};

struct Stream {
  std::array<End, kEnds> ends;
  std::array<Queue, kEnds> queues;  // by who writes
  std::array<Letter, kLetters> letters;
  std::uint8_t letter_count;
  std::uint8_t unsent;      // notifications that cannot be sent, left
  std::uint8_t changes;     // of the machines, left
  std::uint8_t is_severed;  // the guest has moved: the pair is lost

  const Queue& from(std::uint32_t end) const { return queues[end]; }
  const Queue& to(std::uint32_t end) const { return queues[1 - end]; }
};

}  // namespace vmcheck::vsock::stream
