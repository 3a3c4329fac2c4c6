// What a function of the core answers, held against what is so.
#pragma once

#include <cstdint>

#include "sim/run/property.h"

namespace vmcheck::qpair {

// A result that the function has left alone.
inline constexpr std::uint64_t kUntouched = UINT64_MAX;

// A return code, and up to two numbers.
struct Answer {
  int result = 0;
  std::uint64_t first = kUntouched;
  std::uint64_t second = kUntouched;

  friend bool operator==(const Answer&, const Answer&) = default;
};

// Demands of this run that the answer is right.
void demand(const run::Property& property, const Answer& answer, const Answer& right);

}  // namespace vmcheck::qpair
