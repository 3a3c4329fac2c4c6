#include "tools/replay/guided/index_chain.h"

#include <fmt/core.h>

#include "tools/replay/diverged.h"

namespace vmcheck::replay::guided {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Diverged(what, "");
}

}  // namespace

void IndexChain::begin() {
  size_.reset();
  rings_ = {RingPlace{true, 0, 0, 0}, RingPlace{false, 0, 0, 0}};
}

void IndexChain::pair(std::uint64_t size) {
  if (size != 0) size_ = size;
}

void IndexChain::lose() {
  *this = {};
}

void IndexChain::learn_size(const Moved& how) {
  const std::uint64_t end = how.own[0] + how.bytes;
  const bool wraps = how.own[1] != end;
  if (wraps && (how.own[1] >= end || (size_ && *size_ != end - how.own[1]))) {
    refuse(fmt::format("field \"{}[1]\": expected {}, recorded {}", how.fills ? "tail" : "head",
                       size_ ? end % *size_ : end, how.own[1]));
  }
  if (wraps) size_ = end - how.own[1];
  if (size_ && (how.own[0] >= *size_ || how.own[1] >= *size_)) {
    refuse(fmt::format("an index of the machine's own, {} and then {}, is beyond the ring of {}",
                       how.own[0], how.own[1], *size_));
  }
}

void IndexChain::move(const Moved& how) {
  std::optional<RingPlace>& ring = rings_[how.fills ? 0 : 1];
  if (ring && ring->own != how.own[0]) {
    refuse(fmt::format("field \"{}[0]\": expected {}, recorded {}", how.fills ? "tail" : "head",
                       ring->own, how.own[0]));
  }
  learn_size(how);
  RingPlace place{how.fills, size_.value_or(0), how.own[0], 0};
  if (size_) {
    // A ring that was seen when its size was not known yet may have been as full as can be.
    if (ring && ring->size == *size_) place.room = ring->room;
    const auto room = room_by(place, how.peer);
    if (!room || *room < place.room || *room < how.bytes) {
      refuse(
          fmt::format("the peer's index, {}, is beyond the ring, moved backwards or too far, or "
                      "there is no room for {} bytes",
                      how.peer, how.bytes));
    }
    place.room = *room - how.bytes;
  }
  place.own = how.own[1];
  ring = place;
}

}  // namespace vmcheck::replay::guided
