/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between a driver of the VMCI device and the machine under it, besides hal.h and
 * lock.h.
 *
 * A platform that has a device provides hal_device_platform.h, which defines
 *
 *   vmci_hal_device	names the device to the platform; passed by value.
 *   vmci_memory	memory that the device accesses, passed by value: one page or more.
 *   vmci_callback	what a client of the driver wants called, passed by value.
 *   vmci_kept		a copy of a datagram, passed by value.
 *   vmci_queue		the memory of a queue, passed by value: a page for its header, and those of
 *			its data.
 *
 * and the functions below as static inline. The declarations here hold every platform to the same
 * signatures. While a lock is held nothing of them is called but access to memory, to registers and
 * to the data ports, and vmci_hal_relax() that may not sleep.
 */
#ifndef VMCI_CORE_HAL_DEVICE_H
#define VMCI_CORE_HAL_DEVICE_H

#include "hal.h"
#include "lock.h"
#include "hal_device_platform.h"

#ifndef VMCI_HAL_CALL_SITES

/*
 * Finds the device's registers. VMCI_HAL_PORTS: in a window of I/O ports; VMCI_HAL_MEMORY: in one
 * of memory, with which datagrams go through memory too; negative: nowhere, enum vmci_result.
 */
#define VMCI_HAL_PORTS	0
#define VMCI_HAL_MEMORY 1
static inline int vmci_hal_map_registers(vmci_hal_device device);
static inline void vmci_hal_unmap_registers(vmci_hal_device device);

/* Says how many bits an address may have that the device is given. Negative: not so few. */
static inline int vmci_hal_set_address_bits(vmci_hal_device device, unsigned int bits);

/*
 * Pages of memory for the device to access, one behind the other, all zero bytes. Negative: there
 * are none. The address of the first is that by which the device knows it, and its number that
 * without the offset in a page. Memory is not freed while the device may access it.
 */
static inline int vmci_hal_alloc(vmci_hal_device device, unsigned int pages, vmci_memory *memory);
static inline void vmci_hal_free(vmci_hal_device device, unsigned int pages, vmci_memory memory);
static inline vmci_u64 vmci_hal_address(vmci_hal_device device, vmci_memory memory);
static inline vmci_u64 vmci_hal_page_number(vmci_hal_device device, vmci_memory memory);

/*
 * Memory of a queue of so many pages, with its header's: all zero bytes, each page where it may be.
 * Negative: there is none. It may be given back when the device is gone. Both may sleep.
 */
static inline int vmci_hal_alloc_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue *queue);
static inline void vmci_hal_free_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue queue);

/* The number of a page by which the hypervisor knows it. Page 0 is the header's. */
static inline vmci_u64 vmci_hal_queue_page_number(vmci_hal_device device, vmci_queue queue,
						  vmci_u64 page);

/* Where a queue's struct vmci_queue_header is, and the pages of its data. */
static inline void *vmci_hal_queue_header(vmci_queue queue);
static inline vmci_page_list vmci_hal_queue_data(vmci_queue queue);

/* The memory of no queue. */
static inline vmci_queue vmci_hal_no_queue(void);

/*
 * Memory for a message of so many bytes that is made and sent in one step, aligned as words are. A
 * null pointer: there is none. May sleep.
 */
static inline void *vmci_hal_alloc_message(vmci_hal_device device, vmci_u64 size);
static inline void vmci_hal_free_message(vmci_hal_device device, void *message);

/* How many bits of an address are within a page. */
static inline unsigned int vmci_hal_page_shift(void);

/* Copies bytes to such memory and from it. Orders nothing. */
static inline void vmci_hal_copy_to_memory(vmci_memory memory, vmci_u64 offset, const void *bytes,
					   vmci_u64 length);
static inline void vmci_hal_copy_from_memory(vmci_memory memory, vmci_u64 offset, void *bytes,
					     vmci_u64 length);

/*
 * Reads a word of such memory in one access, before everything that follows it. It pairs with the
 * device's writing of the word behind all else that it writes.
 */
static inline vmci_u32 vmci_hal_load_acquire_u32(vmci_memory memory, vmci_u64 offset);

/*
 * Lets some time pass in a wait for the device, asked for so many `times` in this wait before; if
 * `may_sleep` is nonzero, more of it than a lock may be held. Nonzero: by the platform's measure it
 * has been waited for too long.
 */
static inline int vmci_hal_relax(vmci_hal_device device, unsigned int times, int may_sleep);

/*
 * Has the driver's handlers called for the device's interrupts: `wanted` vectors, each with its own
 * handler, or one for all. Returns how many, or an error. From now on the handler of one vector is
 * called at any time, as other devices may share it.
 */
static inline int vmci_hal_request_interrupts(vmci_hal_device device, unsigned int wanted);

/*
 * No handler is called any more. Nonzero: one still runs; ask again when woken. A platform that can
 * wait for it never says so.
 */
static inline int vmci_hal_free_interrupts(vmci_hal_device device);

/* All deferred work that was asked for has been done. Nonzero as above. */
static inline int vmci_hal_flush_deferred(vmci_hal_device device);

/* Accesses a register, in program order with all other accesses to the device and its memory. */
static inline vmci_u32 vmci_hal_read_register(vmci_hal_device device, vmci_u32 offset);
static inline void vmci_hal_write_register(vmci_hal_device device, vmci_u32 offset, vmci_u32 value);

/* Writes a whole datagram to the data-out port. */
static inline void vmci_hal_write_data_out(vmci_hal_device device, const void *bytes,
					   vmci_u64 length);

/* Reads as many bytes from the data-in port. */
static inline void vmci_hal_read_data_in(vmci_hal_device device, void *bytes, vmci_u64 length);

/*
 * Reads a byte of memory that the device also writes. Orders nothing: it tells where it is worth
 * to exchange.
 */
static inline unsigned int vmci_hal_load_byte(vmci_memory memory, vmci_u64 offset);

/*
 * Writes a byte of memory that the device also writes, and returns what was there, in one access.
 * Everything before comes before it and everything that follows after it, reads too: what the
 * device's machine wrote before it set the byte is seen, and a byte set later stays set. It pairs
 * with the device's setting of the byte behind its client's writes.
 */
static inline unsigned int vmci_hal_exchange_byte(vmci_memory memory, vmci_u64 offset,
						  unsigned int value);

/* Has every operation whose step waits tried again. May be called where sleeping is not allowed. */
static inline void vmci_hal_wake(vmci_hal_device device);

/*
 * Has the driver's deferred work begun, where sleeping is allowed: once more after this call,
 * though it may be running. May be called where sleeping is not allowed.
 */
static inline void vmci_hal_defer(vmci_hal_device device);

/* A callback that is nobody's. */
static inline vmci_callback vmci_hal_no_callback(void);

/*
 * Copies a datagram, and gives the copy's memory back. Nonzero: there is no memory. The copy's first
 * byte is aligned as the datagram's header.
 */
static inline int vmci_hal_keep(vmci_hal_device device, const void *datagram, vmci_u64 size,
				vmci_kept *kept);
static inline const void *vmci_hal_kept_bytes(vmci_hal_device device, vmci_kept kept);
static inline void vmci_hal_forget(vmci_hal_device device, vmci_kept kept);

/* Gives a client a datagram, with its header. The bytes are the client's until it returns. */
static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
					     const void *datagram, vmci_u64 size);

/* Tells a client of an event: of the payload of its datagram, struct vmci_event_data first. */
static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
					   const void *payload, vmci_u64 size);

/* Tells a client of a queue pair about its peer: an enum vmci_event. */
static inline void vmci_hal_peer_changed(vmci_hal_device device, vmci_callback callback,
					 unsigned int event);

/* Tells a client that its doorbell was rung. */
static inline void vmci_hal_doorbell_rung(vmci_hal_device device, vmci_callback callback);

#endif /* VMCI_HAL_CALL_SITES */

#endif
