/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between a host's contexts, which send each other datagrams, and the machine under
 * them, besides host.h.
 *
 * A platform that runs virtual machines provides hal_context_platform.h, which defines
 *
 *   vmci_host_callback	what a program of the host wants called, passed by value.
 *   vmci_host_kept	a copy of a datagram, passed by value, and with it room for a struct
 *			vmci_kept_link, which is the core's.
 *   vmci_notify_place	says where in its memory a virtual machine has a byte that tells it whether
 *			there is something for it; passed by value.
 *   vmci_notify_byte	such a byte while its page is pinned, passed by value.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures. None of them is called while a lock is held but vmci_hal_host_kept_link(),
 * vmci_hal_host_kept_bytes() and vmci_hal_host_store_byte(), and none sleeps but those that say so
 * and programs that are called where they may.
 *
 * To tell the host of something, by vmci_hal_host_tell(), is here to have vmci_programs_step() run
 * where sleeping is allowed: once more from its beginning, though it may be running. To tell a
 * virtual machine is to call vmci_host_raise_notify() for it, and to wake whoever waits for it.
 */
#ifndef VMCI_CORE_HAL_CONTEXT_H
#define VMCI_CORE_HAL_CONTEXT_H

#include "../limits.h"
#include "host.h"
#include "hal_context_platform.h"

/* What goes with a copy while it waits in a queue. */
struct vmci_kept_link {
	vmci_host_kept next;
	vmci_u64 size;		/* of the datagram, in bytes, with its header */
	vmci_table_index entry; /* the program's that it is for, by its slot */
};

#ifndef VMCI_HAL_CALL_SITES

/* A copy of nothing, no byte, and a callback that is nobody's. */
static inline vmci_host_kept vmci_hal_host_nothing_kept(void);
static inline vmci_notify_byte vmci_hal_host_no_byte(void);
static inline vmci_host_callback vmci_hal_host_no_callback(void);

/*
 * Copies a datagram of so many bytes, with its header, and gives the copy's memory back. Nonzero:
 * there is no memory. The copy's first byte is aligned as the header, and its link may hold
 * anything at first.
 */
static inline int vmci_hal_host_keep(vmci_hal_host host, const void *datagram, vmci_u64 size,
				     vmci_host_kept *kept);
static inline struct vmci_kept_link *vmci_hal_host_kept_link(vmci_hal_host host,
							     vmci_host_kept kept);
static inline const void *vmci_hal_host_kept_bytes(vmci_hal_host host, vmci_host_kept kept);
static inline void vmci_hal_host_forget(vmci_hal_host host, vmci_host_kept kept);

/*
 * Gives a program a datagram, with its header. The bytes are the program's until it returns. What
 * it returns the sender is told if that is negative and the program was called as part of the
 * sending: an enum vmci_result.
 */
static inline int vmci_hal_host_datagram_arrived(vmci_hal_host host, vmci_host_callback callback,
						 const void *datagram, vmci_u64 size);

/* Tells a program of an event: of the payload of its datagram, struct vmci_event_data first. */
static inline void vmci_hal_host_event_happened(vmci_hal_host host, vmci_host_callback callback,
						const void *payload, vmci_u64 size);

/* Tells a program that its doorbell was rung. */
static inline void vmci_hal_host_doorbell_rung(vmci_hal_host host, vmci_host_callback callback);

/*
 * Pins the page of a virtual machine's byte. May sleep. Negative, enum vmci_result: it cannot be.
 * And gives it back.
 */
static inline int vmci_hal_host_pin_byte(vmci_hal_host host, vmci_u32 context,
					 vmci_notify_place place, vmci_notify_byte *byte);
static inline void vmci_hal_host_unpin_byte(vmci_hal_host host, vmci_notify_byte byte);

/* Writes to a byte, after everything that precedes it in program order. */
static inline void vmci_hal_host_store_byte(vmci_hal_host host, vmci_notify_byte byte,
					    unsigned int value);

#endif /* VMCI_HAL_CALL_SITES */

#endif
