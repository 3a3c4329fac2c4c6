/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between a machine's sockets and the machine under them, besides hal.h, device.h,
 * lock.h and timer.h.
 *
 * A platform that has sockets provides hal_stack_platform.h, which defines
 *
 *   vmci_hal_stack	names the machine's sockets to the platform; passed by value.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures. None of them is called while a lock is held but those that only give a value.
 *
 * A platform on which the machine may be a host of virtual machines defines VMCI_HAL_HOST as well,
 * and is a platform for context.h; its vmci_hal_host_wake() calls vmci_stack_memory_back(), too.
 */
#ifndef VMCI_CORE_HAL_STACK_H
#define VMCI_CORE_HAL_STACK_H

#include "device.h"
#include "timer.h"

#include "hal_stack_platform.h"

#ifdef VMCI_HAL_HOST
#include "context.h"
#endif

#ifndef VMCI_HAL_CALL_SITES

/*
 * What the driver of the device is to call, for vmci_stack_packet_arrived(), for
 * vmci_stack_event_happened(), and for vmci_stack_peer_changed() of a socket. Values.
 */
static inline vmci_callback vmci_hal_stack_packets(vmci_hal_stack stack);
static inline vmci_callback vmci_hal_stack_events(vmci_hal_stack stack);
static inline vmci_callback vmci_hal_stack_peer(vmci_hal_stack stack, unsigned int slot);

#ifdef VMCI_HAL_HOST
/*
 * What the machine as a host is to call, for vmci_stack_guest_packet_arrived() and for
 * vmci_stack_guest_left(). Values.
 */
static inline vmci_host_callback vmci_hal_stack_guest_packets(vmci_hal_stack stack);
static inline vmci_host_callback vmci_hal_stack_guest_events(vmci_hal_stack stack);
#endif

/*
 * Memory of a queue of a connection within the machine, as vmci_hal_alloc_queue() and
 * vmci_hal_free_queue(): the machine need not have a device. Both may sleep.
 */
static inline int vmci_hal_stack_alloc_queue(vmci_hal_stack stack, vmci_u64 pages,
					     vmci_queue *queue);
static inline void vmci_hal_stack_free_queue(vmci_hal_stack stack, vmci_u64 pages,
					     vmci_queue queue);

/* What a socket's timer is to call, for vmci_stack_timer_expired(). A value. */
static inline vmci_timer_handler vmci_hal_stack_timer(vmci_hal_stack stack, unsigned int slot);

/*
 * Has vmci_stack_work_step() run until it is done, where sleeping is allowed: once more after this
 * call, though it may be running, and by one thread. May be called where sleeping is not allowed.
 */
static inline void vmci_hal_stack_work(vmci_hal_stack stack);

/* Has every operation of the stack whose step waits tried again. Likewise. */
static inline void vmci_hal_stack_wake(vmci_hal_stack stack);

/*
 * Wakes those who wait for something to happen to a socket: a connection, data, space, a child, or
 * the end of it. They try again what they want. Likewise.
 */
static inline void vmci_hal_socket_wake(vmci_hal_stack stack, unsigned int slot);

#endif /* VMCI_HAL_CALL_SITES */

#endif
