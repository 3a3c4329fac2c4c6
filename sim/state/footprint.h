// What steps touch: by this the search knows of steps whose order does not matter.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vmcheck::state {

// Those who step, as a model counts them: each step is of one. A bit each.
using ActorSet = std::uint64_t;
inline constexpr std::size_t kMostActors = 64;

// Parts of a state that several actors touch, as the model counts them, at most 64: a bit each.
// What only one of them ever touches need not be among them, unless check() depends on it.
using ObjectSet = std::uint64_t;
inline constexpr ObjectSet kAllObjects = ~ObjectSet{0};

struct Touched {
  ObjectSet reads = kAllObjects;
  ObjectSet writes = kAllObjects;
};

// Of an actor in a state. Too much is less use, too little a wrong verdict. It must follow from the
// model: what code under test is only believed not to touch, a fault in it may touch, and the
// search would leave out the very order of steps that shows it.
struct Footprint {
  // What his next step touches, whichever it is. It reads all that decides what he can do, even
  // where he can do nothing now.
  Touched next;
  // What steps touch that the others can make from here on, one after the other, while he makes
  // none. A step that is not possible for want of his touches nothing.
  Touched others;
};

}  // namespace vmcheck::state
