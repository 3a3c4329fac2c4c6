#include "sim/state/large_pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <memory>
#include <new>

namespace vmcheck::state {
namespace {

using Words = WordRow::Words;

constexpr std::size_t kPageBytes = std::size_t{2} << 20;
constexpr std::size_t kPageWords = kPageBytes / sizeof(std::uint64_t);
constexpr std::size_t kLeastWords = kPageWords / 64;  // of a long row

// So many words, from a multiple of kPageBytes on.
Words map(std::size_t words) {
  const std::size_t length = words * sizeof(std::uint64_t) + kPageBytes;
  void* const mapped =
      mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  void* first = mapped;
  std::size_t space = length;
  std::align(kPageBytes, length - kPageBytes, first, space);
#ifdef MADV_HUGEPAGE
  madvise(first, length - kPageBytes, MADV_HUGEPAGE);  // or small ones
#endif
  return Words(static_cast<std::uint64_t*>(first), [=](std::uint64_t*) { munmap(mapped, length); });
}

}  // namespace

WordRow LargePages::row(std::size_t words) {
  if (words < kLeastWords) return {Words(new std::uint64_t[words]()), words};
  const std::lock_guard lock(mutex_);
  if (words != words_ || left_ == 0) {
    words_ = words;
    left_ = std::max(words, kPageWords);
    rows_ = map(left_);
  }
  left_ -= words;
  return {Words(rows_, rows_.get() + left_), words};
}

}  // namespace vmcheck::state
