// The guest's memory, as a device accesses it: by the guest's addresses, in QEMU's files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tools/device_server/mpqemu.h"

namespace vmcheck::device_server {

class GuestMemory {
 public:
  GuestMemory() = default;
  ~GuestMemory() { unmap(); }
  GuestMemory(const GuestMemory&) = delete;
  GuestMemory& operator=(const GuestMemory&) = delete;

  // From now on it is these regions. Throws std::system_error.
  void map(const std::vector<MemoryRegion>& regions);

  // The bytes at an address, which the guest may change at any time; none if they are not all in
  // one region.
  std::span<std::uint8_t> bytes(std::uint64_t address, std::uint64_t length) const;

 private:
  void unmap();

  struct Mapping {
    std::uint64_t address;
    std::span<std::uint8_t> bytes;
  };
  std::vector<Mapping> mappings_;
};

}  // namespace vmcheck::device_server
