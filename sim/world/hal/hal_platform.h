// The HAL of the simulated machine: each access of the core is a call to run::Machine, with its
// place in the core's source. C++ only; the core's files are included as C++.
#pragma once

#include <cstdint>

#include "sim/run/machine.h"

using vmci_u16 = std::uint16_t;
using vmci_u32 = std::uint32_t;
using vmci_u64 = std::uint64_t;

// A word of simulated memory: as large as on the wire, so that the layouts can be checked.
struct vmci_shared_u64 {
  vmcheck::run::Location location;
  std::uint32_t unused = 0;
};

// A page of simulated queue memory: VMCI_HAL_PAGE_SIZE bytes from a location on.
struct vmci_page {
  vmcheck::run::Location first;
};

// Pages of simulated memory, of which there are `count`.
struct vmci_page_list {
  const vmci_page* first = nullptr;
  std::uint64_t count = 0;

  // Demands that the list has such a page.
  vmci_page operator[](std::uint64_t index) const;
};

// Small, so that rings of a few bytes span pages.
#define VMCI_HAL_PAGE_SIZE 2u
#define VMCI_HAL_WIRE_WORDS 1
#define VMCI_HAL_CALL_SITES 1

static inline void vmci_hal_store_zero(vmci_shared_u64* word,
                                       vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().store(word->location, 0, vmcheck::run::Order::relaxed, site);
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64* word,
                                     vmcheck::run::Site site = vmcheck::run::Site::current()) {
  return vmcheck::run::Machine::current().load(word->location, vmcheck::run::Order::relaxed, site);
}

static inline vmci_u64 vmci_hal_load_acquire(
    const vmci_shared_u64* word, vmcheck::run::Site site = vmcheck::run::Site::current()) {
  return vmcheck::run::Machine::current().load(word->location, vmcheck::run::Order::acquire, site);
}

// Writes a shared word in one access. Orders nothing. It is no part of the contract: it is what a
// seeded fault weakens vmci_hal_store_release() to.
static inline void vmci_hal_store(vmci_shared_u64* word, vmci_u64 value,
                                  vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().store(word->location, value, vmcheck::run::Order::relaxed, site);
}

static inline void vmci_hal_store_release(vmci_shared_u64* word, vmci_u64 value,
                                          vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().store(word->location, value, vmcheck::run::Order::release, site);
}

namespace vmcheck::world {

// Demands that a copy is what the contract allows: at least one byte, all of them in the page.
// (Copies of nothing are how a loop over a ring comes never to end.)
void check_in_page(std::uint64_t offset, std::uint64_t length, run::Site site);

}  // namespace vmcheck::world

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void* source,
                                        vmci_u64 length,
                                        vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine& machine = vmcheck::run::Machine::current();
  vmcheck::world::check_in_page(offset, length, site);
  if (machine.fails(site)) return 1;
  for (vmci_u64 i = 0; i < length; ++i) {
    const auto at = static_cast<std::uint32_t>(page.first.number + offset + i);
    machine.store({at}, static_cast<const std::uint8_t*>(source)[i], vmcheck::run::Order::plain,
                  site);
  }
  return 0;
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void* target,
                                          vmci_u64 length,
                                          vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine& machine = vmcheck::run::Machine::current();
  vmcheck::world::check_in_page(offset, length, site);
  if (machine.fails(site)) return 1;
  for (vmci_u64 i = 0; i < length; ++i) {
    const auto at = static_cast<std::uint32_t>(page.first.number + offset + i);
    static_cast<std::uint8_t*>(target)[i] =
        static_cast<std::uint8_t>(machine.load({at}, vmcheck::run::Order::plain, site));
  }
  return 0;
}
