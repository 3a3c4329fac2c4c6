// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* As shared_accesses.c: the accesses to memory that the device writes. */
#include "hal/device.h"

vmci_u32 load_acquire_u32(vmci_memory memory);
vmci_u32 load_acquire_u32(vmci_memory memory) {
  return vmci_hal_load_acquire_u32(memory, 8);
}

unsigned int exchange_byte(vmci_memory memory, vmci_u64 offset, unsigned int value);
unsigned int exchange_byte(vmci_memory memory, vmci_u64 offset, unsigned int value) {
  return vmci_hal_exchange_byte(memory, offset, value);
}
