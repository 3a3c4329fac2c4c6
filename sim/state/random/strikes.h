// When faults strike, if each class of them has a rate of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/run/path.h"
#include "sim/state/random/generator.h"
#include "sim/state/random/plan.h"

namespace vmcheck::state::random {

// Draws for many times at once: mostly no class strikes, which is known without a look at each.
class Strikes {
 public:
  // Those of `classes`, a bit for each, strike at these rates, as a plan has them.
  void begin(const std::array<std::uint8_t, kFaultClasses>& rates, run::Options classes);

  // The classes that strike this time.
  run::Options draw(Generator& random) {
    if (left_ == 0) draw_ahead(random);
    --left_;
    return (any_ >> left_ & 1) == 0 ? 0 : those_at(left_);
  }

 private:
  struct Class {
    std::uint8_t number;
    std::uint8_t rate;
    std::uint64_t strikes;  // a bit for each time that is left
  };

  void draw_ahead(Generator& random);
  run::Options those_at(std::uint32_t time) const;

  std::array<Class, kFaultClasses> on_{};
  std::size_t count_ = 0;   // of those that are on
  std::uint64_t any_ = 0;   // the strikes of all
  std::uint32_t left_ = 0;  // times that are drawn
};

}  // namespace vmcheck::state::random
