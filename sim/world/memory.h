// A machine's memory that its device accesses.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vmcheck::world {

// Memory of one page or more. All zero bits: none.
struct Page {
  std::uint8_t machine : 4;
  std::uint8_t number : 4;

  // The page that the device sets bytes of; the buffers of datagrams to it and from it.
  static constexpr std::uint8_t kNotify = 1;
  static constexpr std::uint8_t kOut = 2;
  static constexpr std::uint8_t kIn = 3;
};

// The bytes of a page, and of a buffer with its header's page.
inline constexpr std::size_t kPageBytes = 32;
inline constexpr std::size_t kBufferBytes = 3 * kPageBytes;
inline constexpr std::uint32_t kPageShift = 5;

// The number of the notification page, as the device knows it; and of one that lies as far off as a
// driver says it may: more than 32 bits.
inline constexpr std::uint64_t kNotifyPageNumber = 0x123456;
inline constexpr std::uint64_t kFarNotifyPageNumber = 0x1'0012'3456;

// Where a buffer is, as the device knows it: an address in bytes.
constexpr std::uint64_t address_of(Page memory) {
  return (std::uint64_t{memory.number} << 40) + kPageBytes;
}

}  // namespace vmcheck::world
