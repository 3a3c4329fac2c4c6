// Index arithmetic of our own, to hold the core against it.
#pragma once

#include <cstdint>

namespace vmcheck::qpair {

// How many bytes index `to` is ahead of index `from`; both below the size.
constexpr std::uint64_t distance(std::uint64_t from, std::uint64_t to, std::uint64_t size) {
  return to >= from ? to - from : to + size - from;
}

// Whether a ring of that size can have that index: 0 if its size is 0.
constexpr bool in_range(std::uint64_t index, std::uint64_t size) {
  return index < size || (index == 0 && size == 0);
}

}  // namespace vmcheck::qpair
