// A virtual clock: timers, each with the time that is left to it. No time of day is in it, so that
// a world in which the same timers run is the same world, however late it is.
//
// Steps take no time. Time passes as a step of its own, to the next deadline, and not beyond a
// timer that is due: so timers expire in the order of their deadlines, those of one deadline in any
// order. An expiry that is late, because a processor was busy, is a fault: time then passes a timer
// by.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace vmcheck::world {

// All zero bytes: it does not run, and its handler is not called.
struct Timer {
  std::uint32_t left;     // milliseconds to its deadline; 0: it is due
  std::uint8_t runs;      // whether it is to expire
  std::uint8_t expiring;  // it has expired, and its handler is on its way or runs
  std::uint8_t late;      // time has passed it by
  std::uint8_t unused;

  bool is_due() const { return runs != 0 && left == 0; }
};

// The clock of the timers that a state has.
class Clock {
 public:
  explicit Clock(std::span<Timer> timers) : timers_(timers) {}

  // For owners ------------------------------------------------------------------------------------

  // Starts a timer anew. A handler on its way stays on its way, as when it is stopped.
  void start(std::uint32_t number, std::uint32_t milliseconds);
  void stop(std::uint32_t number);
  bool runs(std::uint32_t number) const { return timers_[number].runs != 0; }

  // Stops it. True if no handler is on its way, nor runs.
  bool end(std::uint32_t number);

  // For the world ---------------------------------------------------------------------------------

  // Lets time pass to the next deadline: how much. None: no timer runs, or one is due that has not
  // been passed by.
  std::optional<std::uint32_t> pass();

  // Has a timer that is due passed by. False: there is none, or it was before.
  bool pass_by(std::uint32_t number);

  // A timer expires: its handler is on its way. False: it is not due, or its handler still runs.
  bool expire(std::uint32_t number);

  // Its handler has returned.
  void return_from_handler(std::uint32_t number);

 private:
  std::span<Timer> timers_;
};

}  // namespace vmcheck::world
