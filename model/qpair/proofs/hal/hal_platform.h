// The HAL of the symbolic machine: the core's words are terms. C++ only; the core's files are
// included as C++. It has no copies to and from pages: the queries do not touch any.
#pragma once

#include <cstdint>

#include "sim/smt/shared_word.h"
#include "sim/smt/word.h"

using vmci_u16 = vmcheck::smt::Word16;
using vmci_u32 = vmcheck::smt::Word32;
using vmci_u64 = vmcheck::smt::Word64;

using vmci_shared_u64 = vmcheck::smt::SharedWord;

struct vmci_page {
  std::uint32_t number;
};
using vmci_page_list = const vmci_page*;

#define VMCI_HAL_PAGE_SIZE 4096u
#define VMCI_HAL_CALL_SITES 1

// A proof looks at one endpoint at a time and lets the peer write what it may, whenever it is read:
// no ordering among our own accesses changes what is seen.
static inline vmci_u64 vmci_hal_load(const vmci_shared_u64* word) {
  return word->load();
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64* word) {
  return word->load();
}

static inline void vmci_hal_store_release(vmci_shared_u64* word, const vmci_u64& value) {
  word->store(value);
}
