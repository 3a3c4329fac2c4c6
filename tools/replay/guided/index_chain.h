// Where a connection's bytes are, of a trace that has gaps.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tools/replay/connection_event.h"
#include "tools/replay/guided/lost_operations.h"

namespace vmcheck::replay::guided {

// Holds the bytes that a machine moves to each other: each operation begins where the one before
// has ended, and moves no more than the peer's index allows, which goes forward. What is not known
// behind a gap is what the next operation says. All throw Diverged.
class IndexChain {
 public:
  // A connection begins, whose rings are empty.
  void begin();

  // Its pair is made, with queues of so many bytes.
  void pair(std::uint64_t size);

  // A gap: nothing is known.
  void lose();

  void move(const Moved& how);

 private:
  // That an operation goes over the ring's end tells its size.
  void learn_size(const Moved& how);

  std::optional<std::uint64_t> size_;
  std::array<std::optional<RingPlace>, 2> rings_;  // that it fills, and that it drains; as they
                                                   // were seen last
};

}  // namespace vmcheck::replay::guided
