// Bytes of a pair that no member has.
#pragma once

#include <cstddef>
#include <cstring>

#include "model/qpair/broker/core.h"

namespace vmcheck::device {

// Zeroes what a copy of the whole object may have left behind its members.
inline void clear_padding(vmci_pair& pair) {
  constexpr std::size_t kUsed = offsetof(vmci_pair, creator_capabilities) + 1;
  std::memset(reinterpret_cast<std::byte*>(&pair) + kUsed, 0, sizeof pair - kUsed);
}

}  // namespace vmcheck::device
