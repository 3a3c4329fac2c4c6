// What ends a question to Z3 that takes too long.
#pragma once

#include <z3++.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace vmcheck::smt {

// Interrupts a context's questions. Z3's own timeout wakes a thread for each question and waits for
// it at the end, which is a sixth of the time of small ones; this thread sleeps through them.
class Watchdog {
 public:
  // A question may take `most`; the context must live longer.
  Watchdog(z3::context& context, std::chrono::milliseconds most);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  // Around each question.
  void begin();
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  void watch();

  z3::context& context_;
  const std::chrono::milliseconds most_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::optional<Clock::time_point> begun_;  // when the question was, if there is one
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace vmcheck::smt
