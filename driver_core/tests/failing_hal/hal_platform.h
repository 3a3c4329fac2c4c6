/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The user HAL with copies that can fail, as a copy from or to a user's memory can in a kernel.
 */
#ifndef VMCI_CORE_TESTS_FAILING_HAL_H
#define VMCI_CORE_TESTS_FAILING_HAL_H

#define vmci_hal_copy_to_page user_copy_to_page
#define vmci_hal_copy_from_page user_copy_from_page
#include "driver_core/hal/user/hal_platform.h"
#undef vmci_hal_copy_to_page
#undef vmci_hal_copy_from_page

/* How many more copies succeed; the one after them fails. */
extern int vmci_test_copies_left;

static inline int vmci_hal_copy_to_page(vmci_page page, vmci_u64 offset, const void* source,
                                        vmci_u64 length) {
  if (vmci_test_copies_left-- == 0) return 1;
  return user_copy_to_page(page, offset, source, length);
}

static inline int vmci_hal_copy_from_page(vmci_page page, vmci_u64 offset, void* target,
                                          vmci_u64 length) {
  if (vmci_test_copies_left-- == 0) return 1;
  return user_copy_from_page(page, offset, target, length);
}

#endif
