/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The device's interrupts, and the work that is deferred. */
#ifndef VMCI_CORE_FREEBSD_INTERRUPTS_H
#define VMCI_CORE_FREEBSD_INTERRUPTS_H

#include "../hal/device.h"

/* Has a thread for deferred work. 0 or an errno, upon which there is none. */
int vmci_freebsd_start_deferred(struct vmci_freebsd_device *device);

/* Ends that thread, which has nothing to do. */
void vmci_freebsd_stop_deferred(struct vmci_freebsd_device *device);

#endif
