/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between a host's broker of queue pairs and the machine under it, besides hal.h and
 * lock.h.
 *
 * A platform that runs virtual machines provides hal_host_platform.h, which defines
 *
 *   vmci_hal_host	names the host to the platform; passed by value.
 *   vmci_page_store	says where in its memory a virtual machine has the pages of two queues;
 *			passed by value.
 *   vmci_pinned	such pages while they are pinned, and the mapping of their headers; a plain
 *			value.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures. None of them is called while a lock is held but vmci_hal_host_header() and
 * vmci_hal_host_pages(). Each may be called for several pairs at a time, for one by one.
 */
#ifndef VMCI_CORE_HAL_HOST_H
#define VMCI_CORE_HAL_HOST_H

#include "../wire.h"
#include "hal.h"
#include "lock.h"
#include "hal_host_platform.h"

/* The queues of a pair, by who fills them. */
enum vmci_host_queue {
	VMCI_HOST_QUEUE_OF_VM = 0,
	VMCI_HOST_QUEUE_OF_HOST = 1
};

#ifndef VMCI_HAL_CALL_SITES

/* What no pages are pinned by. */
static inline vmci_pinned vmci_hal_host_nothing_pinned(void);

/*
 * Pins pages of a virtual machine's memory: so many of the queue that it fills, the header's first,
 * and behind them so many of the one that it drains, likewise. May sleep. Negative, enum
 * vmci_result: not all of them can be, and none is.
 */
static inline int vmci_hal_host_pin(vmci_hal_host host, vmci_u32 context, vmci_page_store store,
				    vmci_u64 vm_pages, vmci_u64 host_pages, vmci_pinned *pinned);

/* Gives them back. The headers are not mapped. */
static inline void vmci_hal_host_unpin(vmci_hal_host host, vmci_pinned *pinned);

/* Maps the headers of both queues. May sleep. Negative: neither is mapped. */
static inline int vmci_hal_host_map_headers(vmci_hal_host host, vmci_pinned *pinned);

/* Ends that. They are mapped. */
static inline void vmci_hal_host_unmap_headers(vmci_hal_host host, vmci_pinned *pinned);

/* A header that is mapped, and the pages of the data behind it. `queue`: enum vmci_host_queue. */
static inline struct vmci_queue_header *vmci_hal_host_header(const vmci_pinned *pinned,
							     unsigned int queue);
static inline vmci_page_list vmci_hal_host_pages(const vmci_pinned *pinned, unsigned int queue);

/* Has every operation whose step waits tried again. */
static inline void vmci_hal_host_wake(vmci_hal_host host);

/*
 * Lets a context know that vmci_broker_next_event() has something for it: the host's own programs,
 * or a virtual machine. The context may be gone.
 */
static inline void vmci_hal_host_tell(vmci_hal_host host, vmci_u32 context);

#endif /* VMCI_HAL_CALL_SITES */

#endif
