// Numbers in the bytes of messages: little-endian, wherever they stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace vmcheck::world {

// The number at an offset, all of whose bytes are there.
template <typename T>
T number_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// Puts a number there.
template <typename T>
void put_number(std::span<std::uint8_t> bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

}  // namespace vmcheck::world
