#include "tools/replay/guided/lost_operations.h"

#include <algorithm>

#include "driver_core/result.h"

namespace vmcheck::replay::guided {
namespace {

std::uint64_t distance(const RingPlace& ring, std::uint64_t from, std::uint64_t to) {
  return (to + ring.size - from) % ring.size;
}

// Moves so many bytes with the room that there is, and goes on.
Transfer operate(RingPlace& place, std::uint64_t moved) {
  Transfer transfer;
  transfer.kind = place.fills ? TransferKind::enqueue : TransferKind::dequeue;
  transfer.asked = moved;
  transfer.moved = moved;
  if (place.room == 0) {
    transfer.result = place.fills ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
  }
  const std::uint64_t rest = place.size - 1 - place.room;
  transfer.counts = place.fills ? Counts{place.room, rest} : Counts{rest, place.room};
  transfer.peer = peer_of(place);
  transfer.own[0] = place.own;
  place.own = (place.own + moved) % place.size;
  place.room -= moved;
  transfer.own[1] = place.own;
  return transfer;
}

// An operation that found so much room.
struct Move {
  std::uint64_t room;
  std::uint64_t moved;
};

std::vector<Transfer> operations(RingPlace place, std::initializer_list<Move> moves) {
  std::vector<Transfer> all;
  for (const Move& move : moves) {
    place.room = move.room;
    all.push_back(operate(place, move.moved));
  }
  return all;
}

}  // namespace

std::uint64_t peer_of(const RingPlace& place) {
  if (place.size == 0) return 0;
  return (place.own + place.room + (place.fills ? 1 : 0)) % place.size;
}

std::optional<std::uint64_t> room_by(const RingPlace& place, std::uint64_t peer) {
  if (peer >= place.size) return std::nullopt;
  return distance(place, (place.own + (place.fills ? 1 : 0)) % place.size, peer);
}

RingPlace place_of(const RingPlace& before, const RingSight& sight) {
  RingPlace after = before;
  after.own = sight.own;
  if (sight.believed) after.room = room_by(after, sight.peer).value_or(before.room);
  return after;
}

std::optional<std::vector<Transfer>> lost_operations(const RingPlace& before, const RingSight& then,
                                                     std::uint64_t most) {
  if (before.size == 0) return std::vector<Transfer>{};
  RingPlace after = before;
  after.own = then.own;
  const std::optional<std::uint64_t> seen = room_by(after, then.peer);
  if (then.believed && !seen) return std::nullopt;
  const auto fits = [&](std::uint64_t room) {
    return then.believed ? room <= *seen : !seen || room > *seen;
  };
  const std::uint64_t moved = distance(before, before.own, then.own);
  const std::uint64_t whole = before.size - 1;
  if (moved == 0 && fits(before.room)) return std::vector<Transfer>{};
  // A sight that is not believed has less room than there was: more than it must be left.
  const std::uint64_t wanted = then.believed || !seen ? 0 : *seen + 1;

  // One operation leaves as little as it can, or as is wanted.
  const std::uint64_t left = std::max(std::max(before.room, moved) - moved, wanted);
  if (most >= 1 && left <= whole - moved && fits(left)) {
    return operations(before, {{left + moved, moved}});
  }
  // The first of two goes nearly all the way round, so that the second one can leave nothing; or
  // the second one moves nothing, and sees that there is more.
  if (most >= 2 && then.believed && moved < whole) {
    return operations(before, {{whole, whole}, {moved + 1, moved + 1}});
  }
  if (most >= 2 && !then.believed && wanted <= whole) {
    return operations(before, {{whole, moved}, {wanted, 0}});
  }
  return std::nullopt;
}

}  // namespace vmcheck::replay::guided
