#include "sim/state/random/strikes.h"

#include <bit>
#include <span>

namespace vmcheck::state::random {

void Strikes::begin(const std::array<std::uint8_t, kFaultClasses>& rates, run::Options classes) {
  count_ = 0;
  left_ = 0;
  for (std::uint8_t i = 0; i < kFaultClasses; ++i) {
    if (rates[i] != 0 && (classes >> i & 1) != 0) on_[count_++] = {i, rates[i]};
  }
}

// Of 2^rate bits one is 1.
void Strikes::draw_ahead(Generator& random) {
  left_ = kTimes;
  at_ = {};
  for (const Class& one : std::span(on_).first(count_)) {
    std::uint64_t times = random.next();
    for (std::uint32_t i = 1; i < one.rate; ++i) times &= random.next();
    for (; times != 0; times &= times - 1) {
      at_[static_cast<std::size_t>(std::countr_zero(times))] |= std::uint32_t{1} << one.number;
    }
  }
}

}  // namespace vmcheck::state::random
