// The lines of a ring trace: what one endpoint of queue pairs did. traces/FORMAT.md defines them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "tools/replay/header.h"

namespace vmcheck::replay {

// The most bytes in both queues of all pairs that are open: what VMCI grants one machine.
inline constexpr std::uint64_t kMostBytes = 128 << 20;

struct RingHeader {
  Header common;
  std::string role;  // of the recorded endpoint: "guest" or "host"
};

// What the core says of a ring, in bytes.
struct Counts {
  std::uint64_t free = 0;
  std::uint64_t ready = 0;

  friend bool operator==(const Counts&, const Counts&) = default;
};

// Nothing: the ring's size is 0, or the peer's index is one that the core must not believe.
using MaybeCounts = std::optional<Counts>;

// Both rings as the endpoint finds them. "Produce" is the ring that it fills.
struct RingState {
  std::uint64_t produce_tail = 0;  // its own
  std::uint64_t produce_head = 0;  // its peer's
  std::uint64_t consume_tail = 0;  // its peer's
  std::uint64_t consume_head = 0;  // its own
  MaybeCounts produce;
  MaybeCounts consume;

  friend bool operator==(const RingState&, const RingState&) = default;
};

struct Create {
  std::uint64_t produce_size = 0;
  std::uint64_t consume_size = 0;
  RingState state;

  friend bool operator==(const Create&, const Create&) = default;
};

enum class TransferKind { enqueue, dequeue, peek };

struct Transfer {
  TransferKind kind = TransferKind::enqueue;
  std::optional<std::uint64_t> asked;  // bytes; nothing when the recorder did not know
  std::int64_t result = 0;
  std::uint64_t moved = 0;             // bytes
  std::array<std::uint64_t, 2> own{};  // its own index of this ring before and after
  std::uint64_t peer = 0;              // the peer's index of this ring, as read
  MaybeCounts counts;                  // of this ring, as the operation found it

  friend bool operator==(const Transfer&, const Transfer&) = default;
};

// The header words of both queues at rest.
struct Snapshot {
  RingState state;

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

struct Destroy {
  friend bool operator==(const Destroy&, const Destroy&) = default;
};

struct RingEvent {
  std::uint64_t step = 0;  // increasing
  std::uint64_t t_us = 0;  // virtual time, never decreasing
  std::string pair;        // empty: a gap, which is in all of them
  std::variant<Create, Transfer, Snapshot, Destroy, Gap> action;

  friend bool operator==(const RingEvent&, const RingEvent&) = default;
};

// The name of the event's "op".
std::string op_name(const RingEvent& event);

// Lines of a ring trace, without the newline.
std::string to_header_line(const RingHeader& header);
std::string to_line(const RingEvent& event);

}  // namespace vmcheck::replay
