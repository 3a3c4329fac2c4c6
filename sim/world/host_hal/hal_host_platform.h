// The part of the HAL that concerns a host of virtual machines: see hal_platform.h.
#pragma once

#include "sim/world/device_hal/hal_lock_platform.h"
#include "sim/world/device_hal/hal_platform.h"
#include "sim/world/platform.h"

// There is one host.
using vmci_hal_host = std::uint8_t;

using vmci_page_store = vmcheck::world::PageStore;
using vmci_pinned = vmcheck::world::Pinned;

// The machine's queue comes first.
static inline vmcheck::world::Queue vmci_hal_host_queue(const vmci_pinned* pinned,
                                                        unsigned int queue) {
  return queue == 0 ? pinned->of_vm : pinned->of_host;
}

static inline vmci_pinned vmci_hal_host_nothing_pinned() {
  return {};
}

static inline int vmci_hal_host_pin(vmci_hal_host, vmci_u32, vmci_page_store store,
                                    vmci_u64 vm_pages, vmci_u64 host_pages, vmci_pinned* pinned) {
  return vmcheck::world::Platform::current().pin(store, vm_pages, host_pages, *pinned);
}

static inline void vmci_hal_host_unpin(vmci_hal_host, vmci_pinned* pinned) {
  vmcheck::world::Platform::current().unpin(*pinned);
}

static inline int vmci_hal_host_map_headers(vmci_hal_host, vmci_pinned* pinned) {
  return vmcheck::world::Platform::current().map_headers(*pinned);
}

static inline void vmci_hal_host_unmap_headers(vmci_hal_host, vmci_pinned* pinned) {
  vmcheck::world::Platform::current().unmap_headers(*pinned);
}

// Its type is the core's, of whatever namespace that is in.
struct vmci_hal_header {
  void* address;

  template <typename Header>
  operator Header*() const {
    return static_cast<Header*>(address);
  }
};

static inline vmci_hal_header vmci_hal_host_header(const vmci_pinned* pinned, unsigned int queue) {
  return {vmcheck::world::Platform::current().mapped_header(vmci_hal_host_queue(pinned, queue))};
}

static inline vmci_page_list vmci_hal_host_pages(const vmci_pinned* pinned, unsigned int queue) {
  return {vmcheck::world::Platform::current().pinned_queue(vmci_hal_host_queue(pinned, queue))};
}

static inline void vmci_hal_host_wake(vmci_hal_host) {
  vmcheck::world::Platform::current().wake_host();
}

static inline void vmci_hal_host_tell(vmci_hal_host, vmci_u32 context) {
  vmcheck::world::Platform::current().tell(context);
}
