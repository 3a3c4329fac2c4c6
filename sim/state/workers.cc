#include "sim/state/workers.h"

#include <utility>

namespace vmcheck::state {
namespace {

// Rows follow one another so fast that to sleep and to be woken takes longer than many a row.
constexpr int kLooks = 200;

// Returns what `value` is when it is as asked for.
template <typename Value, typename Good>
Value await(const std::atomic<Value>& value, const Good& good) {
  Value is = value.load(std::memory_order_acquire);
  for (int looks = 0; !good(is); is = value.load(std::memory_order_acquire)) {
    if (++looks < kLooks) {
      std::this_thread::yield();
    } else {
      value.wait(is, std::memory_order_acquire);
    }
  }
  return is;
}

}  // namespace

Workers::Workers(std::uint32_t count) {
  for (std::uint32_t worker = 1; worker < count; ++worker) {
    threads_.emplace_back([this, worker] { serve(worker); });
  }
}

Workers::~Workers() {
  row_.store(kEnd, std::memory_order_relaxed);
  row_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::each(std::uint32_t tasks, const Task& task) {
  task_ = &task;
  done_.store(0, std::memory_order_relaxed);
  row_.store(row_of(tasks), std::memory_order_release);  // pairs with fetch_add() in work()
  if (tasks > 1) row_.notify_all();
  work(0);
  await(done_, [=](std::uint32_t done) { return done == tasks; });
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void Workers::serve(std::uint32_t worker) {
  while (!is_end(await(row_, has_tasks))) work(worker);
}

// Does tasks while there are some. Behind the last one nothing of the row is looked at: another may
// have begun.
void Workers::work(std::uint32_t worker) {
  for (;;) {
    const Row row = row_.fetch_add(1, std::memory_order_acquire);  // pairs with the store in each()
    if (!has_tasks(row) || is_end(row)) return;
    attempt(static_cast<std::uint32_t>(row), worker);
    const std::uint32_t done = done_.fetch_add(1, std::memory_order_release) + 1;
    if (done == row >> 32) done_.notify_one();  // pairs with await() in each()
  }
}

void Workers::attempt(std::uint32_t task, std::uint32_t worker) {
  try {
    (*task_)(task, worker);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (error_ && failed_ < task) return;
    error_ = std::current_exception();
    failed_ = task;
  }
}

}  // namespace vmcheck::state
