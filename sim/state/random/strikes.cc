#include "sim/state/random/strikes.h"

#include <span>

namespace vmcheck::state::random {

void Strikes::begin(const std::array<std::uint8_t, kFaultClasses>& rates, run::Options classes) {
  count_ = 0;
  left_ = 0;
  for (std::uint8_t i = 0; i < kFaultClasses; ++i) {
    if (rates[i] != 0 && (classes >> i & 1) != 0) on_[count_++] = {i, rates[i], 0};
  }
}

// Of 2^rate bits one is 1.
void Strikes::draw_ahead(Generator& random) {
  left_ = 64;
  any_ = 0;
  for (Class& one : std::span(on_).first(count_)) {
    one.strikes = random.next();
    for (std::uint32_t i = 1; i < one.rate; ++i) one.strikes &= random.next();
    any_ |= one.strikes;
  }
}

run::Options Strikes::those_at(std::uint32_t time) const {
  run::Options all = 0;
  for (const Class& one : std::span(on_).first(count_)) {
    all |= (one.strikes >> time & 1) << one.number;
  }
  return all;
}

}  // namespace vmcheck::state::random
