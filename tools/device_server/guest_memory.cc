#include "tools/device_server/guest_memory.h"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>

namespace vmcheck::device_server {

void GuestMemory::map(const std::vector<MemoryRegion>& regions) {
  unmap();
  for (const MemoryRegion& region : regions) {
    void* at = mmap(nullptr, region.size, PROT_READ | PROT_WRITE, MAP_SHARED, region.file.number(),
                    static_cast<off_t>(region.offset));
    if (at == MAP_FAILED) {
      throw std::system_error(errno, std::generic_category(),
                              "cannot map the guest's memory (it must be shared)");
    }
    mappings_.push_back({region.address, {static_cast<std::uint8_t*>(at), region.size}});
  }
}

void GuestMemory::unmap() {
  for (const Mapping& mapping : mappings_) munmap(mapping.bytes.data(), mapping.bytes.size());
  mappings_.clear();
}

std::span<std::uint8_t> GuestMemory::bytes(std::uint64_t address, std::uint64_t length) const {
  for (const Mapping& mapping : mappings_) {
    if (address < mapping.address) continue;
    const std::uint64_t offset = address - mapping.address;
    if (offset <= mapping.bytes.size() && length <= mapping.bytes.size() - offset)
      return mapping.bytes.subspan(offset, length);
  }
  return {};
}

}  // namespace vmcheck::device_server
