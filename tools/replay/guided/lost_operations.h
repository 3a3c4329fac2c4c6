// The search in a gap of a ring trace: the fewest operations that lead to what is behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/replay/ring_event.h"

namespace vmcheck::replay::guided {

// One ring as its endpoint has it: its own index, and how far that may go on, which is the free
// bytes of the ring that it fills and the ready ones of the one that it drains. All in bytes.
struct RingPlace {
  bool fills = false;
  std::uint64_t size = 0;
  std::uint64_t own = 0;   // below size; 0 if size is 0
  std::uint64_t room = 0;  // at most size - 1; 0 if size is 0

  friend bool operator==(const RingPlace&, const RingPlace&) = default;
};

// The peer's index that gives a place its room.
std::uint64_t peer_of(const RingPlace& place);

// The room that an index of the peer's gives; nothing if it is beyond the ring.
std::optional<std::uint64_t> room_by(const RingPlace& place, std::uint64_t peer);

// What an event finds: the endpoint's own index, the peer's as it was read, and whether that was
// believed. It is if it is in the ring and gives as much room as there was, or more.
struct RingSight {
  std::uint64_t own = 0;  // below the ring's size
  std::uint64_t peer = 0;
  bool believed = false;
  bool accepted = false;  // and held to from then on, as an operation does; a query does not
};

// The place that a sight leaves, if it is believed; else `before` at its own index.
RingPlace place_of(const RingPlace& before, const RingSight& sight);

// As many operations lead from anywhere to anywhere.
inline constexpr std::uint64_t kMostOperations = 2;

// Operations, as a trace would have them, at most `most` of them and no more than are needed,
// behind which an event can find `then`. The peer does what it must for that. Nothing if there are
// none. In a ring of size 0 none are needed.
std::optional<std::vector<Transfer>> lost_operations(const RingPlace& before, const RingSight& then,
                                                     std::uint64_t most);

}  // namespace vmcheck::replay::guided
