#include "sim/state/workers.h"

#include <utility>

namespace vmcheck::state {

Workers::Workers(std::uint32_t count) {
  for (std::uint32_t worker = 1; worker < count; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::each(std::uint32_t tasks, const Task& task) {
  std::unique_lock lock(mutex_);
  task_ = &task;
  tasks_ = tasks;
  taken_ = 0;
  done_ = 0;
  if (tasks > 1) changed_.notify_all();
  work(0, lock);
  changed_.wait(lock, [this] { return done_ == tasks_; });
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Workers::serve(std::uint32_t worker) {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    work(worker, lock);
    changed_.wait(lock, [this] { return ended_ || taken_ < tasks_; });
  }
}

// Does tasks while there are some; the mutex is locked between them.
void Workers::work(std::uint32_t worker, std::unique_lock<std::mutex>& lock) {
  while (taken_ < tasks_) {
    const std::uint32_t task = taken_++;
    lock.unlock();
    std::exception_ptr error;
    try {
      (*task_)(task, worker);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error && (!error_ || task < failed_)) {
      error_ = error;
      failed_ = task;
    }
    if (++done_ == tasks_) changed_.notify_all();
  }
}

}  // namespace vmcheck::state
