// A coroutine with a stack of its own, on which a task's native code runs.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace vmcheck::run {

// Memory for a fiber's stack, with an unreadable page below it that turns an overflow into a fault.
class FiberStack {
 public:
  // Throws std::bad_alloc when the memory cannot be had.
  explicit FiberStack(std::size_t bytes = 64 * 1024);
  ~FiberStack();
  FiberStack(const FiberStack&) = delete;
  FiberStack& operator=(const FiberStack&) = delete;

  void* top() const { return static_cast<char*>(base_) + size_; }
  void* bottom() const { return base_; }
  std::size_t size() const { return size_; }

 private:
  void* base_;
  std::size_t size_;
};

// Runs a function until it calls suspend(), and on from there at each resume(). Fibers are resumed
// by the thread's own stack only, never by one another.
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Prepares to run `body`, which must not let an exception out. The fiber must be new or finished.
  void start(std::function<void()> body);

  // Runs the body until it suspends or returns. Called outside the fiber.
  void resume();

  // Goes back to the caller of resume(). Called inside the fiber.
  void suspend();

  bool finished() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vmcheck::run
