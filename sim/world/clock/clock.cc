#include "sim/world/clock/clock.h"

#include <algorithm>

namespace vmcheck::world {

void Clock::start(std::uint32_t number, std::uint32_t milliseconds) {
  Timer& timer = timers_[number];
  timer.left = milliseconds;
  timer.runs = 1;
  timer.late = 0;
}

void Clock::stop(std::uint32_t number) {
  Timer& timer = timers_[number];
  timer.left = 0;
  timer.runs = 0;
  timer.late = 0;
}

bool Clock::end(std::uint32_t number) {
  stop(number);
  return timers_[number].expiring == 0;
}

std::optional<std::uint32_t> Clock::pass() {
  std::optional<std::uint32_t> next;
  for (const Timer& timer : timers_) {
    if (timer.is_due() && timer.late == 0) return std::nullopt;
    if (timer.runs != 0 && !timer.is_due()) next = std::min(next.value_or(timer.left), timer.left);
  }
  if (!next) return std::nullopt;
  for (Timer& timer : timers_) {
    if (timer.runs != 0 && !timer.is_due()) timer.left -= *next;
  }
  return next;
}

bool Clock::pass_by(std::uint32_t number) {
  Timer& timer = timers_[number];
  if (!timer.is_due() || timer.late != 0) return false;
  timer.late = 1;
  return true;
}

bool Clock::expire(std::uint32_t number) {
  Timer& timer = timers_[number];
  if (!timer.is_due() || timer.expiring != 0) return false;
  stop(number);
  timer.expiring = 1;
  return true;
}

void Clock::return_from_handler(std::uint32_t number) {
  timers_[number].expiring = 0;
}

}  // namespace vmcheck::world
