// A trace of which parts are missing: what leads over its gaps is a trace of rings again, and no
// longer than what is missing.
#include "tools/replay/guided/ring_guide.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "tools/replay/diverged.h"
#include "tools/replay/ring_reader.h"
#include "tools/replay/trace_generator.h"

namespace vmcheck::replay::guided {
namespace {

using Events = std::vector<RingEvent>;

Events generate(std::uint64_t seed, std::uint64_t events) {
  std::istringstream in(generate_ring_trace({.seed = seed,
                                             .events = events,
                                             .produce_size = 1 + seed % 7,
                                             .consume_size = 1 + seed % 5,
                                             .hostile = false}));
  LineReader lines(in, "t");
  lines.next();
  RingReader reader(lines);
  Events all;
  while (const auto event = reader.next()) all.push_back(*event);
  return all;
}

// Holds events to the definition of a ring, as far as indices go.
class Rings {
 public:
  void see(const RingEvent& event) {
    if (const auto* create = std::get_if<Create>(&event.action)) {
      places_ = {place_of({true, create->produce_size, 0, 0},
                          {create->state.produce_tail, create->state.produce_head, true, true}),
                 place_of({false, create->consume_size, 0, 0},
                          {create->state.consume_head, create->state.consume_tail, true, true})};
    } else if (const auto* transfer = std::get_if<Transfer>(&event.action)) {
      RingPlace& place = places_[transfer->kind == TransferKind::enqueue ? 0 : 1];
      see(place, transfer->own[0], transfer->peer);
      RC_ASSERT(transfer->moved <= place.room);
      place.own = transfer->own[1];
      if (transfer->kind != TransferKind::peek) place.room -= transfer->moved;
    } else if (const auto* snapshot = std::get_if<Snapshot>(&event.action)) {
      const RingState& state = snapshot->state;
      see(places_[0], state.produce_tail, state.produce_head);
      see(places_[1], state.consume_head, state.consume_tail);
    }
  }

 private:
  void see(RingPlace& place, std::uint64_t own, std::uint64_t peer) {
    RC_ASSERT(place.own == own);
    if (place.size == 0) return;
    const auto room = room_by(place, peer);
    RC_ASSERT(room.has_value());
    RC_ASSERT(*room >= place.room);
    place.room = *room;
  }

  std::array<RingPlace, 2> places_{};
};

TEST(RingGuide, LeadsOverGapsWithNoMoreThanIsMissing) {
  EXPECT_TRUE(rc::check([] {
    const Events all = generate(*rc::gen::inRange<std::uint64_t>(1, 1000), 30);
    const bool is_known = *rc::gen::arbitrary<bool>();
    RingGuide guide;
    Rings rings;
    std::uint64_t missing = 0;
    std::uint64_t found = 0;
    std::size_t next = 0;
    while (next < all.size()) {
      if (next > 0 && *rc::gen::inRange(0, 6) == 0) {
        const auto lost =
            *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(5, all.size() - next));
        guide.lose({is_known ? std::optional<std::uint64_t>(lost) : std::nullopt});
        missing += lost;
        next += lost;
      }
      const RingEvent& event = all[next++];
      for (const RingEvent& before : guide.lead_to(event)) {
        rings.see(before);
        ++found;
      }
      rings.see(event);
      RC_ASSERT(found <= missing || !is_known);
    }
  }));
}

RingEvent create(const std::string& pair) {
  Create made{8, 8, {}};
  made.state.produce = made.state.consume = Counts{7, 0};
  return {1, 0, pair, made};
}

RingEvent transfer(TransferKind kind, std::uint64_t own, std::uint64_t moved, std::uint64_t peer,
                   bool believed = true) {
  Transfer made{kind, moved, 0, moved, {own, own + moved}, peer, std::nullopt};
  if (believed) made.counts = Counts{};
  return {2, 0, "p", made};
}

TEST(RingGuide, HasNoMoreOperationsThanAreMissing) {
  for (std::uint64_t lost = 0; lost < 3; ++lost) {
    RingGuide guide;
    guide.lead_to(create("p"));
    guide.lose({lost});
    std::string refused;
    for (const TransferKind kind : {TransferKind::enqueue, TransferKind::dequeue}) {
      try {
        guide.lead_to(transfer(kind, 3, 1, kind == TransferKind::enqueue ? 2 : 5));
      } catch (const Diverged& what) {
        refused += what.headline() + "\n" + what.table();
      }
    }
    const std::string why =
        "nothing explains this event: 1 operations on this ring are missing, and the gaps have 0\n";
    const std::string dequeue =
        why + "  allowed   head[0] 0 and tail 0 to 7\n  recorded  head[0] 3 and tail 5\n";
    const std::string enqueue =
        why + "  allowed   tail[0] 0 and head 0 to 0\n  recorded  tail[0] 3 and head 2\n";
    EXPECT_EQ(refused, lost == 0 ? enqueue + dequeue : lost == 1 ? dequeue : "") << lost;
  }
}

// With room for one operation an event can still ask for two: its peer has read what nobody wrote.
TEST(RingGuide, TellsWhatOneOperationAllows) {
  RingGuide guide;
  guide.lead_to(create("p"));
  guide.lose({1});
  try {
    guide.lead_to(transfer(TransferKind::enqueue, 2, 0, 5));
    FAIL();
  } catch (const Diverged& what) {
    EXPECT_EQ(what.headline(),
              "nothing explains this event: 2 operations on this ring are missing, and the gaps "
              "have 1");
    EXPECT_EQ(what.table(),
              "  allowed   tail[0] 2 and head 0 to 2\n  recorded  tail[0] 2 and head 5\n");
  }
}

TEST(RingGuide, MissesThatAPairIsGone) {
  RingGuide guide;
  guide.lead_to(create("p"));
  guide.lose({1});
  const std::vector<RingEvent> lost = guide.lead_to(create("p"));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<Destroy>(lost[0].action));
  guide.lose({0});
  EXPECT_THROW(guide.lead_to(create("p")), Diverged);
  guide.lead_to(create("q"));
  guide.lose({1});
  guide.lead_to(create("p"));
  EXPECT_THROW(guide.lead_to(create("q")), Diverged);
}

// What happened before an event that shows a ring did not happen in a gap behind it.
TEST(RingGuide, TakesGapsBehindWhatItHasSeen) {
  RingGuide guide;
  guide.lead_to(create("p"));
  guide.lose({1});
  EXPECT_EQ(guide.lead_to(transfer(TransferKind::enqueue, 0, 1, 0)).size(), 0u);
  EXPECT_EQ(guide.lead_to(transfer(TransferKind::enqueue, 1, 1, 0)).size(), 0u);
  EXPECT_EQ(guide.lead_to(transfer(TransferKind::enqueue, 5, 1, 0)).size(), 0u);
  EXPECT_EQ(guide.lead_to(transfer(TransferKind::dequeue, 3, 1, 5)).size(), 1u);
}

TEST(RingGuide, TellsWhereItHasChosen) {
  RingGuide guide;
  guide.lead_to(create("p"));
  guide.lead_to(transfer(TransferKind::enqueue, 0, 3, 0));
  const RingEvent refused = transfer(TransferKind::enqueue, 3, 0, 1, false);
  const RingEvent believed = transfer(TransferKind::enqueue, 3, 0, 3);
  EXPECT_FALSE(guide.has_chosen(refused));
  guide.lose({});
  guide.lead_to(refused);
  EXPECT_TRUE(guide.has_chosen(refused));
  EXPECT_TRUE(guide.has_chosen(believed));
  EXPECT_FALSE(guide.has_chosen(transfer(TransferKind::enqueue, 2, 0, 3)));
  EXPECT_FALSE(guide.has_chosen(transfer(TransferKind::dequeue, 0, 0, 0)));
  guide.lead_to(believed);
  EXPECT_FALSE(guide.has_chosen(believed));
}

// What was accepted last is not what a query has seen.
TEST(RingGuide, TellsThatAQueryAcceptsNothing) {
  RingGuide guide;
  guide.lead_to(create("p"));
  RingEvent snapshot{2, 0, "p", Snapshot{}};
  std::get<Snapshot>(snapshot.action).state.produce = Counts{7, 0};
  std::get<Snapshot>(snapshot.action).state.consume = Counts{7, 0};
  guide.lead_to(snapshot);
  EXPECT_FALSE(guide.has_chosen(snapshot));
  guide.lose({1});
  guide.lead_to(snapshot);
  EXPECT_TRUE(guide.has_chosen(snapshot));
  guide.lead_to(transfer(TransferKind::enqueue, 0, 0, 0));
  EXPECT_TRUE(guide.has_chosen(snapshot));
  guide.lead_to(transfer(TransferKind::dequeue, 0, 0, 0));
  EXPECT_FALSE(guide.has_chosen(snapshot));
}

}  // namespace
}  // namespace vmcheck::replay::guided
