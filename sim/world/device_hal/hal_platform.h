// The HAL of a simulated machine that is explored state by state: words and pages are plain values.
// What the driver does is a call to world::Platform. C++ only; the core's files are included as
// C++.
#pragma once

// Where a file knows cores of two machines, the other one's HAL stands already.
#ifndef VMCI_HAL_CALL_SITES

#include <cstdint>
#include <cstring>

#include "sim/world/platform.h"

using vmci_u16 = std::uint16_t;
using vmci_u32 = std::uint32_t;
using vmci_u64 = std::uint64_t;

// A word of memory shared with the device or a peer.
struct vmci_shared_u64 {
  std::uint64_t value;
};

// A page of a queue, and a list of them.
using vmci_page = vmcheck::world::QueuePage;
using vmci_page_list = vmcheck::world::QueuePages;
#define VMCI_HAL_PAGE_SIZE std::uint64_t{vmcheck::world::kQueuePageBytes}

// The functions of the contract are not declared within a core's own namespace: they are here.
#define VMCI_HAL_CALL_SITES 1
#define VMCI_HAL_WIRE_WORDS 1

// A state is as small as can be.
#define VMCI_TABLE_INDEX std::uint8_t
#define VMCI_TABLE_COUNT std::uint8_t
#define VMCI_BUFFER_OFFSET std::uint8_t

static inline void vmci_hal_store_zero(vmci_shared_u64* word) {
  vmcheck::world::Platform::current().touch_queue_header(word);
  word->value = 0;
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64* word) {
  vmcheck::world::Platform::current().touch_queue_header(word);
  return word->value;
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64* word) {
  return vmci_hal_load(word);
}

static inline void vmci_hal_store_release(vmci_shared_u64* word, vmci_u64 value) {
  vmcheck::world::Platform::current().touch_queue_header(word);
  word->value = value;
}

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void* source,
                                        vmci_u64 length) {
  const auto to = vmcheck::world::Platform::current().queue_bytes(page, offset, length);
  if (to.empty()) return 1;
  std::memcpy(to.data(), source, to.size());
  return 0;
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void* target,
                                          vmci_u64 length) {
  const auto from = vmcheck::world::Platform::current().queue_bytes(page, offset, length);
  if (from.empty()) return 1;
  std::memcpy(target, from.data(), from.size());
  return 0;
}

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
#ifndef VMCI_QUEUE_PAIRS_MAX
#define VMCI_QUEUE_PAIRS_MAX 2u
#endif
#ifndef VMCI_QUEUE_PAIR_BYTES_MAX
#define VMCI_QUEUE_PAIR_BYTES_MAX 10u
#endif
#ifndef VMCI_BROKER_PAIRS_MAX
#define VMCI_BROKER_PAIRS_MAX 2u
#endif
#ifndef VMCI_CONTEXT_PAIRS_MAX
#define VMCI_CONTEXT_PAIRS_MAX 2u
#endif
#ifndef VMCI_CONTEXTS_MAX
#define VMCI_CONTEXTS_MAX 3u
#endif
#ifndef VMCI_SOCKETS_MAX
#define VMCI_SOCKETS_MAX 4u
#endif
#ifndef VMCI_SOCKET_BUCKETS
#define VMCI_SOCKET_BUCKETS 2u
#endif
#ifndef VMCI_PORT_GIVEN_LAST
#define VMCI_PORT_GIVEN_LAST 1027u
#endif
#ifndef VMCI_INBOX_MAX
#define VMCI_INBOX_MAX 3u
#endif
#ifndef VMCI_DATAGRAMS_MAX
#define VMCI_DATAGRAMS_MAX 3u
#endif
#ifndef VMCI_POOL_BLOCKS
#define VMCI_POOL_BLOCKS 3u
#endif
#ifndef VMCI_POOL_BLOCK
#define VMCI_POOL_BLOCK 8u
#endif
#ifndef VMCI_RECEIVE_BUFFER
#define VMCI_RECEIVE_BUFFER 64u
#endif
#define VMCI_NOTIFY_INDEXES 4u  // world::kNotifyBytes
#define VMCI_RECEIVE_PAGE 32u

#endif
