// What may have happened in the gaps of a ring trace.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/replay/guided/lost_events.h"
#include "tools/replay/guided/lost_operations.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay::guided {

// Follows a trace, and finds the fewest events that lead over its gaps. The two rings of a pair
// have nothing to do with each other, so each is led on where an event shows it next: until then
// its operations are as good at that place as in the gap.
class RingGuide {
 public:
  // A gap.
  void lose(const Gap& gap);

  // The next event, that is none: what is missing in front of it, and can have happened in a gap.
  // Throws Diverged if nothing leads to it.
  std::vector<RingEvent> lead_to(const RingEvent& event);

  // Whether this event, which comes next, may differ only because lead_to() has chosen one of
  // several ways: behind a gap, until an operation has accepted an index of the peer's, it is open
  // which one was accepted last.
  bool has_chosen(const RingEvent& event) const;

 private:
  struct Ring {
    RingPlace place;
    std::uint64_t since = 0;  // gaps in front of the last event that has shown it
    bool chosen = false;
  };
  struct Pair {
    std::array<Ring, 2> rings;  // the one that the endpoint fills, and the one that it drains
    std::uint64_t since = 0;    // gaps in front of the last event
  };

  void create(const RingEvent& event, const Create& create, std::vector<RingEvent>& lost);
  void lead(const RingEvent& event, Ring& ring, const RingSight& sight,
            std::vector<RingEvent>& lost);

  LostEvents lost_;
  std::map<std::string, Pair> pairs_;  // those that are open
};

}  // namespace vmcheck::replay::guided
