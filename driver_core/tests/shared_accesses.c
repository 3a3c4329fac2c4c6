// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Each access of the HAL to shared memory as a function, to see what a compiler makes of it. */
#include "hal/hal.h"

vmci_u64 load(const vmci_shared_u64* word);
vmci_u64 load(const vmci_shared_u64* word) {
  return vmci_hal_load(word);
}

vmci_u64 load_acquire(const vmci_shared_u64* word);
vmci_u64 load_acquire(const vmci_shared_u64* word) {
  return vmci_hal_load_acquire(word);
}

void store_release(vmci_shared_u64* word, vmci_u64 value);
void store_release(vmci_shared_u64* word, vmci_u64 value) {
  vmci_hal_store_release(word, value);
}
