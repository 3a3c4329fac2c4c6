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
  // Room for the task and for a check of the memory model on top; untouched pages cost nothing.
  explicit FiberStack(std::size_t bytes = 512 * 1024);
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

  // Prepares to run `body`, which must not let an exception out. If the fiber is neither new nor
  // finished, what was on its stack is gone without a destructor run.
  void start(std::function<void()> body);

  // Runs the body until it suspends or returns. Called outside the fiber.
  void resume();

  // Goes back to the caller of resume(). Called inside the fiber.
  void suspend();

  bool finished() const;

  // Whether a suspended fiber can be brought back to an earlier point. (Not under ThreadSanitizer,
  // which keeps a call stack of its own.)
  static bool can_restore();

  // What is on the stack of a suspended fiber, in bytes; and a copy of it. The copy is good for
  // this fiber only, and only if nothing that its frames point to outside has changed.
  std::size_t depth() const;
  void save(std::byte* to) const;

  // Brings the fiber back to where a copy of `depth` bytes was made. No destructor runs for what
  // was on the stack since. Called outside the fiber.
  void restore(const std::byte* from, std::size_t depth);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vmcheck::run
