// Memory that is asked for before it is looked at.
#pragma once

#include <cstddef>

namespace vmcheck::state {

inline constexpr std::size_t kCacheLine = 64;  // bytes

// Fetches the cache line of an address. gcc takes a function that does nothing else for one without
// effect, and leaves out its calls: so it is given one.
inline void prefetch_line(const void* at) {
  __builtin_prefetch(at);
  asm volatile("");
}

}  // namespace vmcheck::state
