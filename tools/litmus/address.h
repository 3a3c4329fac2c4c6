// Addresses as values: a pointer to a location is a number far away from those of a test.
#pragma once

#include <cstdint>
#include <optional>

namespace vmcheck::litmus {

// Numbers in a test are smaller than this, so that none is mistaken for an address.
inline constexpr std::uint64_t kFirstAddress = std::uint64_t{1} << 62;

// Apart from one another, so that an address plus a small number is no address.
inline constexpr std::uint64_t kAddressStep = 4096;

constexpr std::uint64_t address_of(std::uint32_t location) {
  return kFirstAddress + location * kAddressStep;
}

// The location at an address, of `count`; nothing when the value is not an address.
constexpr std::optional<std::uint32_t> location_at(std::uint64_t value, std::size_t count) {
  const std::uint64_t offset = value - kFirstAddress;
  if (offset % kAddressStep != 0 || offset / kAddressStep >= count) return std::nullopt;
  return static_cast<std::uint32_t>(offset / kAddressStep);
}

}  // namespace vmcheck::litmus
