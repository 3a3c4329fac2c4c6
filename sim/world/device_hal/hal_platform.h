// The HAL of a simulated machine that is explored state by state: words and pages are plain values.
// What the driver does is a call to world::Platform. C++ only; the core's files are included as
// C++.
#pragma once

#include <cstdint>

using vmci_u16 = std::uint16_t;
using vmci_u32 = std::uint32_t;
using vmci_u64 = std::uint64_t;

// A word of memory shared with the device or a peer.
struct vmci_shared_u64 {
  std::uint64_t value;
};

// The functions of the contract are not declared within a core's own namespace: they are here.
#define VMCI_HAL_CALL_SITES 1
#define VMCI_HAL_WIRE_WORDS 1

// A state is as small as can be.
#define VMCI_TABLE_INDEX std::uint8_t
#define VMCI_TABLE_COUNT std::uint8_t

// Tables so small that their limits are reached.
#define VMCI_RESOURCES_MAX 5u
#define VMCI_RESOURCE_BUCKETS 3u
#define VMCI_NOTIFY_INDEXES 4u
#define VMCI_SUBSCRIPTIONS_MAX 3u
