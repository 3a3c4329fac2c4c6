// Threads that share a row of tasks.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vmcheck::state {

class Workers {
 public:
  // Does a task, counted from 0; the worker is counted from 0, too.
  using Task = std::function<void(std::uint32_t task, std::uint32_t worker)>;

  // So many workers, the calling thread among them; at least one.
  explicit Workers(std::uint32_t count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  std::uint32_t count() const { return static_cast<std::uint32_t>(threads_.size()) + 1; }

  // Does each of `tasks` tasks, of fewer than 2^32 - 1, once, and returns when all are done. If
  // some throw, it throws what the first of them in order threw.
  void each(std::uint32_t tasks, const Task& task);

 private:
  // In one word, so that who takes a task knows of how many: the low half is how many were taken,
  // or more, the high half how many there are.
  using Row = std::uint64_t;

  static constexpr Row row_of(std::uint32_t tasks) { return Row{tasks} << 32; }
  static constexpr bool has_tasks(Row row) { return (row & UINT32_MAX) < row >> 32; }

  // Has tasks for ever, and nobody does one.
  static constexpr Row kEnd = Row{UINT32_MAX} << 32;
  static constexpr bool is_end(Row row) { return row >= kEnd; }

  void serve(std::uint32_t worker);
  void work(std::uint32_t worker);
  void attempt(std::uint32_t task, std::uint32_t worker);

  std::vector<std::thread> threads_;

  // The row at hand.
  const Task* task_ = nullptr;
  std::atomic<Row> row_ = 0;
  std::atomic<std::uint32_t> done_ = 0;  // tasks
  std::mutex mutex_;                     // of what follows
  std::uint32_t failed_ = 0;             // the first that threw
  std::exception_ptr error_;
};

}  // namespace vmcheck::state
