// A number for a state, equal for equal states and like a random one otherwise.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>
#include <cstdint>

namespace vmcheck::state {

// XXH3 of 64 bits. The same on every machine.
inline std::uint64_t fingerprint(const std::byte* state, std::size_t bytes) {
  return XXH3_64bits(state, bytes);
}

}  // namespace vmcheck::state
