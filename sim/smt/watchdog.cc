#include "sim/smt/watchdog.h"

namespace vmcheck::smt {

Watchdog::Watchdog(z3::context& context, std::chrono::milliseconds most)
    : context_(context), most_(most), thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  stopped_.notify_one();
  thread_.join();
}

void Watchdog::begin() {
  const std::lock_guard lock(mutex_);
  begun_ = Clock::now();
}

void Watchdog::end() {
  const std::lock_guard lock(mutex_);
  begun_.reset();
}

// Nothing that begins while it sleeps is over time before it wakes. Z3 may not have seen the
// question yet when it is interrupted, so that is done again until it ends.
void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    const Clock::time_point now = Clock::now();
    const bool over = begun_ && now - *begun_ >= most_;
    if (over) context_.interrupt();
    stopped_.wait_until(lock, (begun_ && !over ? *begun_ : now) + most_);
  }
}

}  // namespace vmcheck::smt
