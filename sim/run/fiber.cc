#include "sim/run/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstring>
#include <new>
#include <utility>

// The sanitizers follow one stack a thread and have to be told of every other. gcc defines a macro
// for each, clang has features.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define VMCHECK_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define VMCHECK_TSAN 1
#include <sanitizer/tsan_interface.h>
#endif

namespace vmcheck::run {
namespace context = boost::context::detail;

namespace {

// Copies frames. AddressSanitizer forbids to read between a frame's variables, which this must.
#ifdef VMCHECK_ASAN
__attribute__((no_sanitize_address)) void copy_stack(std::byte* to, const std::byte* from,
                                                     std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) static_cast<volatile std::byte*>(to)[i] = from[i];
}
#else
void copy_stack(std::byte* to, const std::byte* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}
#endif

}  // namespace

FiberStack::FiberStack(std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  size_ = (bytes + page - 1) / page * page;
  void* mapped = mmap(nullptr, size_ + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  base_ = static_cast<char*>(mapped) + page;
  if (mprotect(base_, size_, PROT_READ | PROT_WRITE) != 0) {
    munmap(mapped, size_ + page);
    throw std::bad_alloc();
  }
}

FiberStack::~FiberStack() {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  munmap(static_cast<char*>(base_) - page, size_ + page);
}

// The two sides of a switch: the fiber's own stack, and the stack that resumed it.
struct Fiber::State {
  FiberStack stack;
  std::function<void()> body;
  context::fcontext_t inside = nullptr;
  context::fcontext_t outside = nullptr;
  bool finished = true;
#ifdef VMCHECK_ASAN
  void* fake_inside = nullptr;
  void* fake_outside = nullptr;
  const void* outside_bottom = nullptr;
  std::size_t outside_size = 0;
#endif
#ifdef VMCHECK_TSAN
  void* tsan_inside = nullptr;
  void* tsan_outside = nullptr;
  unsigned starts = 0;
#endif

#ifdef VMCHECK_TSAN
  ~State() {
    if (tsan_inside != nullptr) __tsan_destroy_fiber(tsan_inside);
  }

  // ThreadSanitizer counts calls and returns. A body leaves two calls open when it ends, and more
  // when it is abandoned. So its fibers wear out; but to make a new one for each start would cost
  // more than all the rest.
  void renew_tsan_fiber() {
    constexpr unsigned kStarts = 1000;
    constexpr unsigned kAbandoned = 50;
    const unsigned before = starts;
    starts += finished ? 1 : kAbandoned;
    if (tsan_inside != nullptr && before / kStarts == starts / kStarts) return;
    if (tsan_inside != nullptr) __tsan_destroy_fiber(tsan_inside);
    tsan_inside = __tsan_create_fiber(0);
  }
#endif

  // Called on the fiber's stack, directly after a switch to it.
  void entered() {
#ifdef VMCHECK_ASAN
    __sanitizer_finish_switch_fiber(fake_inside, &outside_bottom, &outside_size);
#endif
  }

  // Called on the fiber's stack: back to the one that resumed it.
  void leave(bool for_ever) {
#ifdef VMCHECK_ASAN
    __sanitizer_start_switch_fiber(for_ever ? nullptr : &fake_inside, outside_bottom, outside_size);
#endif
#ifdef VMCHECK_TSAN
    __tsan_switch_to_fiber(tsan_outside, 0);
#endif
    (void)for_ever;
    outside = context::jump_fcontext(outside, nullptr).fctx;
    entered();
  }

  [[noreturn]] static void main(context::transfer_t from) {
    auto& self = *static_cast<State*>(from.data);
    self.outside = from.fctx;
    self.entered();
    self.body();
    self.finished = true;
    self.leave(true);
    __builtin_unreachable();
  }
};

Fiber::Fiber() : state_(std::make_unique<State>()) {}
Fiber::~Fiber() = default;

void Fiber::start(std::function<void()> body) {
  state_->body = std::move(body);
  state_->inside = context::make_fcontext(state_->stack.top(), state_->stack.size(), &State::main);
#ifdef VMCHECK_ASAN
  state_->fake_inside = nullptr;
  // The frames with which the last body left the stack for ever are still marked.
  ASAN_UNPOISON_MEMORY_REGION(state_->stack.bottom(), state_->stack.size());
#endif
#ifdef VMCHECK_TSAN
  state_->renew_tsan_fiber();
#endif
  state_->finished = false;
}

void Fiber::resume() {
  State& state = *state_;
#ifdef VMCHECK_ASAN
  __sanitizer_start_switch_fiber(&state.fake_outside, state.stack.bottom(), state.stack.size());
#endif
#ifdef VMCHECK_TSAN
  state.tsan_outside = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(state.tsan_inside, 0);
#endif
  state.inside = context::jump_fcontext(state.inside, &state).fctx;
#ifdef VMCHECK_ASAN
  __sanitizer_finish_switch_fiber(state.fake_outside, nullptr, nullptr);
#endif
}

void Fiber::suspend() {
  state_->leave(false);
}

bool Fiber::finished() const {
  return state_->finished;
}

bool Fiber::can_restore() {
#ifdef VMCHECK_TSAN
  return false;
#else
  return true;
#endif
}

// A switch leaves the registers on the stack, and `inside` points to them.
std::size_t Fiber::depth() const {
  return static_cast<std::size_t>(static_cast<const std::byte*>(state_->stack.top()) -
                                  static_cast<const std::byte*>(state_->inside));
}

void Fiber::save(std::byte* to) const {
  copy_stack(to, static_cast<const std::byte*>(state_->inside), depth());
}

void Fiber::restore(const std::byte* from, std::size_t depth) {
#ifdef VMCHECK_ASAN
  // The frames that are restored lose their poisoned surroundings: less is found, nothing is wrong.
  ASAN_UNPOISON_MEMORY_REGION(state_->stack.bottom(), state_->stack.size());
#endif
  std::byte* to = static_cast<std::byte*>(state_->stack.top()) - depth;
  copy_stack(to, from, depth);
  state_->inside = to;
  state_->finished = false;
}

}  // namespace vmcheck::run
