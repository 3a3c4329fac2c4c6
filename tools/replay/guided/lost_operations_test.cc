// The search in a gap, against one that tries everything in small rings.
#include "tools/replay/guided/lost_operations.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "driver_core/result.h"

namespace vmcheck::replay::guided {
namespace {

// Whether an event in this place can have the sight: by the definition of what is believed.
bool can_see(const RingPlace& place, const RingSight& sight) {
  if (place.own != sight.own) return false;
  for (std::uint64_t room = place.room; room < place.size; ++room) {
    if (peer_of({place.fills, place.size, place.own, room}) == sight.peer) return sight.believed;
  }
  return !sight.believed;
}

// All places after one operation: the peer has gone on, and any number of bytes was moved.
std::vector<RingPlace> after_one(const std::vector<RingPlace>& before) {
  std::vector<bool> known;
  std::vector<RingPlace> after;
  for (const RingPlace& place : before) {
    known.resize(place.size * place.size);
    for (std::uint64_t room = place.room; room < place.size; ++room) {
      for (std::uint64_t moved = 0; moved <= room; ++moved) {
        const RingPlace then{place.fills, place.size, (place.own + moved) % place.size,
                             room - moved};
        if (known[then.own * place.size + then.room]) continue;
        known[then.own * place.size + then.room] = true;
        after.push_back(then);
      }
    }
  }
  return after;
}

// The fewest operations that lead to a sight; nothing: four do not.
std::optional<std::uint64_t> fewest(const RingPlace& before, const RingSight& then) {
  std::vector<RingPlace> places{before};
  for (std::uint64_t count = 0; count <= 4; ++count) {
    for (const RingPlace& place : places) {
      if (can_see(place, then)) return count;
    }
    places = after_one(places);
  }
  return std::nullopt;
}

// Plays operations by the definition of a ring; each is what the ring does.
RingPlace play(RingPlace place, const std::vector<Transfer>& operations) {
  for (const Transfer& each : operations) {
    EXPECT_EQ(each.kind, place.fills ? TransferKind::enqueue : TransferKind::dequeue);
    EXPECT_TRUE(can_see(place, {each.own[0], each.peer, true, false}));
    place.room = room_by(place, each.peer).value();
    const std::uint64_t other = place.size - 1 - place.room;
    EXPECT_EQ(each.counts, place.fills ? (Counts{place.room, other}) : (Counts{other, place.room}));
    EXPECT_EQ(each.asked, each.moved);
    EXPECT_LE(each.moved, place.room);
    const std::int64_t exhausted =
        place.fills ? VMCI_ERROR_QUEUEPAIR_NOSPACE : VMCI_ERROR_QUEUEPAIR_NODATA;
    EXPECT_EQ(each.result, place.room == 0 ? exhausted : std::int64_t{VMCI_SUCCESS});
    place.own = (place.own + each.moved) % place.size;
    place.room -= each.moved;
    EXPECT_EQ(each.own[1], place.own);
  }
  return place;
}

void check(const RingPlace& before, const RingSight& then) {
  const std::optional<std::uint64_t> needed = fewest(before, then);
  for (std::uint64_t most = 0; most <= 3; ++most) {
    const auto found = lost_operations(before, then, most);
    ASSERT_EQ(found.has_value(), needed.has_value() && *needed <= most);
    if (!found) continue;
    EXPECT_EQ(found->size(), *needed);
    EXPECT_TRUE(can_see(play(before, *found), then));
  }
}

TEST(LostOperations, AreTheFewestThatThereAre) {
  for (std::uint64_t size = 1; size <= 6; ++size) {
    for (std::uint64_t i = 0; i < size * size * size * (size + 1) * 4; ++i) {
      const RingPlace before{i % 2 == 0, size, i / 4 % size, i / 4 / size % size};
      const RingSight then{i / 4 / size / size % size, i / 4 / size / size / size, i / 2 % 2 == 0,
                           false};
      check(before, then);
      ASSERT_FALSE(testing::Test::HasFailure())
          << size << ": " << before.own << " " << before.room << " to " << then.own << " "
          << then.peer << (then.believed ? "" : " refused");
    }
  }
}

TEST(LostOperations, AreNoneInARingThatIsNone) {
  EXPECT_EQ(lost_operations({}, {0, 7, false, false}, 0), std::vector<Transfer>{});
}

TEST(LostOperations, LeaveThePlaceThatWasSeen) {
  const RingPlace before{true, 8, 5, 2};
  EXPECT_EQ(place_of(before, {6, 1, true, false}), (RingPlace{true, 8, 6, 2}));
  EXPECT_EQ(place_of(before, {6, 9, false, false}), (RingPlace{true, 8, 6, 2}));
  EXPECT_EQ(place_of({false, 8, 5, 2}, {6, 1, true, false}), (RingPlace{false, 8, 6, 3}));
}

}  // namespace
}  // namespace vmcheck::replay::guided
