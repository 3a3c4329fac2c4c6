// The HAL of the symbolic machine: the core's words are terms, and a queue's pages are bytes that
// are terms. C++ only; the core's files are included as C++.
#pragma once

#include "model/qpair/proofs/hal/copy_loop.h"
#include "model/qpair/proofs/hal/queue_pages.h"
#include "sim/smt/memory.h"
#include "sim/smt/shared_word.h"
#include "sim/smt/word.h"

using vmci_u16 = vmcheck::smt::Word16;
using vmci_u32 = vmcheck::smt::Word32;
using vmci_u64 = vmcheck::smt::Word64;

using vmci_shared_u64 = vmcheck::smt::SharedWord;

using vmci_page = vmcheck::qpair::proofs::Page;
using vmci_page_list = vmcheck::qpair::proofs::PageList;

#define VMCI_HAL_PAGE_SIZE ::vmcheck::qpair::proofs::page_size()
#define VMCI_HAL_CALL_SITES 1

// The core's loops without a bound are those that copy page after page.
#define VMCI_HAL_WHILE(condition, bytes, at, memory, length)                        \
  for (::vmcheck::qpair::proofs::CopyLoop loop((bytes)->pages, at, memory, length); \
       loop.next_round() && (condition);)

// A proof looks at one endpoint at a time and lets the peer write what it may, whenever it is read:
// what is published must be true at that moment, whatever was written before in whichever order.
static inline void vmci_hal_store_zero(vmci_shared_u64* word) {
  word->store(0);
}

static inline vmci_u64 vmci_hal_load(const vmci_shared_u64* word) {
  return word->load();
}

static inline vmci_u64 vmci_hal_load_acquire(const vmci_shared_u64* word) {
  return word->load();
}

static inline void vmci_hal_store_release(vmci_shared_u64* word, const vmci_u64& value) {
  word->store(value);
}

static inline int vmci_hal_copy_to_page(const vmci_page& page, const vmci_u64& offset,
                                        const void* source, const vmci_u64& length,
                                        const char* file = __builtin_FILE(),
                                        int line = __builtin_LINE()) {
  return page.write(offset, source, length, {file, line});
}

static inline int vmci_hal_copy_from_page(const vmci_page& page, const vmci_u64& offset,
                                          void* target, const vmci_u64& length,
                                          const char* file = __builtin_FILE(),
                                          int line = __builtin_LINE()) {
  return page.read(offset, target, length, {file, line});
}
