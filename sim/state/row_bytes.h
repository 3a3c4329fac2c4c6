// What a growing row takes of the memory that a search may use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vmcheck::state {

// Memory of a row, and what it needs besides while it grows by `more`.
template <typename T>
std::uint64_t row_bytes(const std::vector<T>& row, std::size_t more) {
  const bool grows = row.capacity() - row.size() < more;
  return (grows ? 3 * row.capacity() + more : row.capacity()) * sizeof(T);
}

}  // namespace vmcheck::state
