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
#define VMCI_BUFFER_OFFSET std::uint8_t

// Tables so small that their limits are reached; a model may set others.
#ifndef VMCI_RESOURCES_MAX
#define VMCI_RESOURCES_MAX 5u
#endif
#ifndef VMCI_RESOURCE_BUCKETS
#define VMCI_RESOURCE_BUCKETS 3u
#endif
#ifndef VMCI_SUBSCRIPTIONS_MAX
#define VMCI_SUBSCRIPTIONS_MAX 3u
#endif
#ifndef VMCI_DELAYED_MAX
#define VMCI_DELAYED_MAX 2u
#endif
#ifndef VMCI_RECEIVE_BUFFER
#define VMCI_RECEIVE_BUFFER 64u
#endif
#define VMCI_NOTIFY_INDEXES 4u  // world::kNotifyBytes
#define VMCI_RECEIVE_PAGE 32u
