// When faults strike, if each class of them has a rate of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/run/path.h"
#include "sim/state/random/generator.h"
#include "sim/state/random/plan.h"

namespace vmcheck::state::random {

// Draws for many times at once: that looks at no class that does not strike.
class Strikes {
 public:
  // Those of `classes`, a bit for each, strike at these rates, as a plan has them.
  void begin(const std::array<std::uint8_t, kFaultClasses>& rates, run::Options classes);

  // The classes that strike this time.
  run::Options draw(Generator& random) {
    if (left_ == 0) draw_ahead(random);
    return at_[--left_];
  }

 private:
  static constexpr std::uint32_t kTimes = 64;

  struct Class {
    std::uint8_t number;
    std::uint8_t rate;
  };

  void draw_ahead(Generator& random);

  std::array<Class, kFaultClasses> on_{};
  std::size_t count_ = 0;                   // of those that are on
  std::array<std::uint32_t, kTimes> at_{};  // the classes that strike, a bit for each
  static_assert(kFaultClasses <= 32);
  std::uint32_t left_ = 0;  // times that are drawn
};

}  // namespace vmcheck::state::random
