#include "tools/device_server/msix_table.h"

namespace vmcheck::device_server {

std::uint32_t MsixTable::read(std::uint64_t offset) const {
  return offset / 4 < words_.size() ? words_[offset / 4] : 0;
}

void MsixTable::write(std::uint64_t offset, std::uint32_t value) {
  if (offset / 4 < words_.size()) words_[offset / 4] = value;
}

std::optional<InterruptMessage> MsixTable::take() {
  for (std::uint32_t vector = 0; vector < kMostVectors; ++vector) {
    const std::uint32_t* entry = &words_[std::size_t{vector} * kWords];
    if ((pending_ & 1U << vector) == 0 || (entry[3] & 1) != 0) continue;
    pending_ &= ~(1U << vector);
    return InterruptMessage{static_cast<std::uint64_t>(entry[1]) << 32 | entry[0], entry[2]};
  }
  return std::nullopt;
}

}  // namespace vmcheck::device_server
