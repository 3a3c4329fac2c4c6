#include "tools/replay/guided/ring_guide.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "tools/replay/diverged.h"

namespace vmcheck::replay::guided {
namespace {

// Gaps that nobody asks for any more are forgotten as often as so many have come.
constexpr std::uint64_t kForgetEvery = 256;

RingSight sight_of(const Transfer& transfer) {
  return {transfer.own[0], transfer.peer, transfer.counts.has_value(), transfer.counts.has_value()};
}

RingSight produce_sight_of(const RingState& state) {
  return {state.produce_tail, state.produce_head, state.produce.has_value(), false};
}

RingSight consume_sight_of(const RingState& state) {
  return {state.consume_head, state.consume_tail, state.consume.has_value(), false};
}

// Where a transfer that has found this place leaves the ring.
void go_on(RingPlace& place, const Transfer& transfer) {
  place.own = transfer.own[1];
  if (transfer.kind != TransferKind::peek) place.room -= std::min(place.room, transfer.moved);
}

std::string number(std::uint64_t count) {
  return count == LostEvents::kAny ? "any number" : std::to_string(count);
}

// An event that would have been explained, without one that is missing or with one.
std::string allowed(RingPlace place, const RingSight& sight, std::uint64_t most) {
  if (most != 0) {
    const std::uint64_t moved = (sight.own + place.size - place.own) % place.size;
    place = {place.fills, place.size, sight.own, std::max(place.room, moved) - moved};
  }
  RingPlace last = place;
  last.room = place.size - 1;
  return fmt::format("{0}[0] {2} and {1} {3} to {4}", place.fills ? "tail" : "head",
                     place.fills ? "head" : "tail", place.own, peer_of(place), peer_of(last));
}

[[noreturn]] void refuse(const RingPlace& place, const RingSight& sight, std::uint64_t most) {
  const auto needed = lost_operations(place, sight, kMostOperations);
  std::string why = "nothing explains this event";
  if (needed) {
    why += fmt::format(": {} operations on this ring are missing, and the gaps have {}",
                       needed->size(), number(most));
  }
  throw Diverged(
      why,
      fmt::format("  {:<10}{}\n  {:<10}{}[0] {} and {} {}{}\n", "allowed",
                  allowed(place, sight, most), "recorded", place.fills ? "tail" : "head", sight.own,
                  place.fills ? "head" : "tail", sight.peer, sight.believed ? "" : ", refused"));
}

}  // namespace

void RingGuide::lose(const Gap& gap) {
  lost_.add(gap.lost);
  if (lost_.gaps() % kForgetEvery != 0) return;
  std::uint64_t oldest = lost_.gaps();
  for (const auto& [name, pair] : pairs_) {
    oldest = std::min({oldest, pair.since, pair.rings[0].since, pair.rings[1].since});
  }
  lost_.forget(oldest);
}

std::vector<RingEvent> RingGuide::lead_to(const RingEvent& event) {
  std::vector<RingEvent> lost;
  if (const auto* made = std::get_if<Create>(&event.action)) {
    create(event, *made, lost);
    return lost;
  }
  const auto found = pairs_.find(event.pair);
  if (std::holds_alternative<Destroy>(event.action)) {
    pairs_.erase(found);
    return lost;
  }
  Pair& pair = found->second;
  if (const auto* transfer = std::get_if<Transfer>(&event.action)) {
    Ring& ring = pair.rings[transfer->kind == TransferKind::enqueue ? 0 : 1];
    lead(event, ring, sight_of(*transfer), lost);
    go_on(ring.place, *transfer);
  } else {
    const RingState& state = std::get<Snapshot>(event.action).state;
    lead(event, pair.rings[0], produce_sight_of(state), lost);
    lead(event, pair.rings[1], consume_sight_of(state), lost);
  }
  pair.since = lost_.gaps();
  return lost;
}

void RingGuide::create(const RingEvent& event, const Create& create, std::vector<RingEvent>& lost) {
  if (const auto found = pairs_.find(event.pair); found != pairs_.end()) {
    if (lost_.left(found->second.since) == 0) {
      throw Diverged(
          "nothing explains this event: the pair is open, and that it is gone is missing", "");
    }
    lost_.take(found->second.since, 1);
    lost.push_back({event.step, event.t_us, event.pair, Destroy{}});
  }
  const RingState& state = create.state;
  Pair& pair = pairs_[event.pair];
  pair = {};
  pair.since = pair.rings[0].since = pair.rings[1].since = lost_.gaps();
  const RingPlace fills{true, create.produce_size, 0, 0};
  const RingPlace drains{false, create.consume_size, 0, 0};
  pair.rings[0].place = place_of(fills, {state.produce_tail, state.produce_head, true, true});
  pair.rings[1].place = place_of(drains, {state.consume_head, state.consume_tail, true, true});
}

void RingGuide::lead(const RingEvent& event, Ring& ring, const RingSight& sight,
                     std::vector<RingEvent>& lost) {
  if (ring.since != lost_.gaps()) {
    const std::uint64_t most = lost_.left(ring.since);
    const auto operations = lost_operations(ring.place, sight, most);
    if (!operations) refuse(ring.place, sight, most);
    lost_.take(ring.since, operations->size());
    for (const Transfer& transfer : *operations) {
      ring.place = place_of(ring.place, sight_of(transfer));
      go_on(ring.place, transfer);
      lost.push_back({event.step, event.t_us, event.pair, transfer});
    }
    if (most != 0) ring.chosen = true;
  }
  if (sight.accepted) ring.chosen = false;
  ring.since = lost_.gaps();
  ring.place = place_of(ring.place, sight);
}

bool RingGuide::has_chosen(const RingEvent& event) const {
  const auto found = pairs_.find(event.pair);
  if (found == pairs_.end()) return false;
  const auto has_chosen = [&](std::size_t number, const RingSight& sight) {
    const Ring& ring = found->second.rings[number];
    return ring.chosen && ring.place.own == sight.own;
  };
  if (const auto* transfer = std::get_if<Transfer>(&event.action)) {
    return has_chosen(transfer->kind == TransferKind::enqueue ? 0 : 1, sight_of(*transfer));
  }
  const auto* snapshot = std::get_if<Snapshot>(&event.action);
  return snapshot != nullptr && (has_chosen(0, produce_sight_of(snapshot->state)) ||
                                 has_chosen(1, consume_sight_of(snapshot->state)));
}

}  // namespace vmcheck::replay::guided
