// Whether two texts are the same, for names that are compared again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vmcheck::replay {

// Of so many bytes, at least those of a word: its first and its last ones, which may overlap.
template <typename Word>
bool are_same_ends(const char* one, const char* other, std::size_t bytes) {
  const auto word = [](const char* at) {
    Word value;
    std::memcpy(&value, at, sizeof value);
    return value;
  };
  const std::size_t last = bytes - sizeof(Word);
  return word(one) == word(other) && word(one + last) == word(other + last);
}

// Up to 16 bytes are compared without a call.
inline bool are_same_bytes(const char* one, const char* other, std::size_t bytes) {
  if (bytes > 16) return std::memcmp(one, other, bytes) == 0;
  if (bytes >= 8) return are_same_ends<std::uint64_t>(one, other, bytes);
  if (bytes >= 4) return are_same_ends<std::uint32_t>(one, other, bytes);
  if (bytes >= 2) return are_same_ends<std::uint16_t>(one, other, bytes);
  return bytes == 0 || *one == *other;
}

inline bool are_same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && are_same_bytes(one.data(), other.data(), one.size());
}

}  // namespace vmcheck::replay
