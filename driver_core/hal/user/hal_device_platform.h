/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The HAL for user programs: the device. A program is a virtual machine of its own, whose device is
 * made up by user/device.c from what /dev/vmci offers; it runs the core's operations by
 * vmci_user_run(), and all else by vmci_user_serve(). One thread does all of it.
 */
#ifndef VMCI_CORE_HAL_USER_DEVICE_H
#define VMCI_CORE_HAL_USER_DEVICE_H

#include <stdlib.h>
#include <string.h>

#include "../../result.h"
#include "hal_platform.h"

struct vmci_user_device;

typedef struct vmci_user_device *vmci_hal_device;

/* Pages of the machine's memory, one behind the other, from the one with this number on. */
typedef struct vmci_memory {
	vmci_u64 page_number;
	unsigned char *bytes;
} vmci_memory;

/* What is called depends on what it was given to: a doorbell, an endpoint, and so on. */
typedef struct vmci_callback {
	union {
		void (*rung)(void *client);
		void (*arrived)(void *client, const void *datagram, size_t size);
		void (*happened)(void *client, const void *payload, size_t size);
		void (*changed)(void *client, unsigned int event);
	};
	void *client;
} vmci_callback;

typedef void *vmci_kept;

/* The pages of a queue, its header's first; a null pointer: none. */
typedef struct vmci_queue {
	unsigned char **pages;
} vmci_queue;

/* In user/device.c. */
int vmci_user_alloc(struct vmci_user_device *device, vmci_u64 pages, vmci_memory *memory);
void vmci_user_free(struct vmci_user_device *device, vmci_u64 pages, vmci_memory memory);
vmci_u64 vmci_user_page_number(const struct vmci_user_device *device, const unsigned char *page);
int vmci_user_alloc_queue(struct vmci_user_device *device, vmci_u64 pages, vmci_queue *queue);
void vmci_user_free_queue(struct vmci_user_device *device, vmci_u64 pages, vmci_queue queue);
vmci_u32 vmci_user_read_register(struct vmci_user_device *device, vmci_u32 offset);
void vmci_user_write_register(struct vmci_user_device *device, vmci_u32 offset, vmci_u32 value);
void vmci_user_take_datagram(struct vmci_user_device *device, const void *bytes, size_t length);
void vmci_user_give_datagrams(struct vmci_user_device *device, void *bytes, size_t length);
void vmci_user_let_interrupt(struct vmci_user_device *device, int may);
void vmci_user_defer(struct vmci_user_device *device);

/*
 * Lets the device and the driver's deferred work do what is to be done. If there is nothing, it
 * waits for so many milliseconds, or for ever if they are negative. Nonzero: something was done.
 */
int vmci_user_serve(struct vmci_user_device *device, int milliseconds);

/*
 * Makes steps of an operation until it is done. A step that waits is tried again whenever something
 * has happened.
 */
#define vmci_user_run(device, step_call)                                                           \
	do {                                                                                       \
		enum vmci_step vmci_made = (step_call);                                            \
                                                                                                   \
		if (vmci_made == VMCI_STEP_DONE)                                                   \
			break;                                                                     \
		if (vmci_made == VMCI_STEP_WAIT)                                                   \
			vmci_user_serve((device), -1);                                             \
	} while (1)

/* The registers are always where they are: in a window of ports. */
static inline int vmci_hal_map_registers(vmci_hal_device device)
{
	(void)device;
	return 0; /* VMCI_HAL_PORTS */
}

static inline void vmci_hal_unmap_registers(vmci_hal_device device)
{
	(void)device;
}

static inline int vmci_hal_set_address_bits(vmci_hal_device device, unsigned int bits)
{
	(void)device;
	(void)bits;
	return VMCI_SUCCESS;
}

static inline int vmci_hal_alloc(vmci_hal_device device, unsigned int pages, vmci_memory *memory)
{
	return vmci_user_alloc(device, pages, memory);
}

static inline void vmci_hal_free(vmci_hal_device device, unsigned int pages, vmci_memory memory)
{
	vmci_user_free(device, pages, memory);
}

static inline vmci_u64 vmci_hal_address(vmci_hal_device device, vmci_memory memory)
{
	(void)device;
	return memory.page_number * VMCI_HAL_PAGE_SIZE;
}

static inline vmci_u64 vmci_hal_page_number(vmci_hal_device device, vmci_memory memory)
{
	(void)device;
	return memory.page_number;
}

static inline int vmci_hal_alloc_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue *queue)
{
	return vmci_user_alloc_queue(device, pages, queue);
}

static inline void vmci_hal_free_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue queue)
{
	vmci_user_free_queue(device, pages, queue);
}

static inline vmci_u64 vmci_hal_queue_page_number(vmci_hal_device device, vmci_queue queue,
						  vmci_u64 page)
{
	return vmci_user_page_number(device, queue.pages[page]);
}

static inline void *vmci_hal_queue_header(vmci_queue queue)
{
	return queue.pages[0];
}

static inline vmci_page_list vmci_hal_queue_data(vmci_queue queue)
{
	return queue.pages + 1;
}

static inline vmci_queue vmci_hal_no_queue(void)
{
	vmci_queue none = {NULL};

	return none;
}

static inline void *vmci_hal_alloc_message(vmci_hal_device device, vmci_u64 size)
{
	(void)device;
	return malloc((size_t)size);
}

static inline void vmci_hal_free_message(vmci_hal_device device, void *message)
{
	(void)device;
	free(message);
}

static inline unsigned int vmci_hal_page_shift(void)
{
	return 12;
}

static inline void vmci_hal_copy_to_memory(vmci_memory memory, vmci_u64 offset, const void *bytes,
					   vmci_u64 length)
{
	memcpy(memory.bytes + offset, bytes, (size_t)length);
}

static inline void vmci_hal_copy_from_memory(vmci_memory memory, vmci_u64 offset, void *bytes,
					     vmci_u64 length)
{
	memcpy(bytes, memory.bytes + offset, (size_t)length);
}

/* The device is this thread's, and does what it is asked before it is asked again. */
static inline vmci_u32 vmci_hal_load_acquire_u32(vmci_memory memory, vmci_u64 offset)
{
	return __atomic_load_n((const vmci_u32 *)(const void *)(memory.bytes + offset),
			       __ATOMIC_ACQUIRE);
}

static inline int vmci_hal_relax(vmci_hal_device device, unsigned int times, int may_sleep)
{
	(void)device;
	(void)may_sleep;
	return times > 1000;
}

static inline int vmci_hal_request_interrupts(vmci_hal_device device, unsigned int wanted)
{
	(void)wanted;
	vmci_user_let_interrupt(device, 1);
	return 1;
}

/* Handlers and deferred work run in vmci_user_serve(), to their ends. */
static inline int vmci_hal_free_interrupts(vmci_hal_device device)
{
	vmci_user_let_interrupt(device, 0);
	return 0;
}

int vmci_user_flush_deferred(struct vmci_user_device *device);

static inline int vmci_hal_flush_deferred(vmci_hal_device device)
{
	return vmci_user_flush_deferred(device);
}

static inline vmci_u32 vmci_hal_read_register(vmci_hal_device device, vmci_u32 offset)
{
	return vmci_user_read_register(device, offset);
}

static inline void vmci_hal_write_register(vmci_hal_device device, vmci_u32 offset, vmci_u32 value)
{
	vmci_user_write_register(device, offset, value);
}

static inline void vmci_hal_write_data_out(vmci_hal_device device, const void *bytes,
					   vmci_u64 length)
{
	vmci_user_take_datagram(device, bytes, (size_t)length);
}

static inline void vmci_hal_read_data_in(vmci_hal_device device, void *bytes, vmci_u64 length)
{
	vmci_user_give_datagrams(device, bytes, (size_t)length);
}

static inline unsigned int vmci_hal_load_byte(vmci_memory memory, vmci_u64 offset)
{
	return __atomic_load_n(memory.bytes + offset, __ATOMIC_RELAXED);
}

/* Pairs with the device's writing of the byte. */
static inline unsigned int vmci_hal_exchange_byte(vmci_memory memory, vmci_u64 offset,
						  unsigned int value)
{
	return __atomic_exchange_n(memory.bytes + offset, (unsigned char)value, __ATOMIC_SEQ_CST);
}

/* Who waits is in vmci_user_run(), which tries again behind everything that has happened. */
static inline void vmci_hal_wake(vmci_hal_device device)
{
	(void)device;
}

static inline void vmci_hal_defer(vmci_hal_device device)
{
	vmci_user_defer(device);
}

static inline vmci_callback vmci_hal_no_callback(void)
{
	vmci_callback nobody;

	nobody.rung = NULL;
	nobody.client = NULL;
	return nobody;
}

static inline int vmci_hal_keep(vmci_hal_device device, const void *datagram, vmci_u64 size,
				vmci_kept *kept)
{
	(void)device;
	*kept = malloc((size_t)size);
	if (!*kept)
		return 1;
	memcpy(*kept, datagram, (size_t)size);
	return 0;
}

static inline const void *vmci_hal_kept_bytes(vmci_hal_device device, vmci_kept kept)
{
	(void)device;
	return kept;
}

static inline void vmci_hal_forget(vmci_hal_device device, vmci_kept kept)
{
	(void)device;
	free(kept);
}

static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
					     const void *datagram, vmci_u64 size)
{
	(void)device;
	callback.arrived(callback.client, datagram, (size_t)size);
}

static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
					   const void *payload, vmci_u64 size)
{
	(void)device;
	callback.happened(callback.client, payload, (size_t)size);
}

static inline void vmci_hal_peer_changed(vmci_hal_device device, vmci_callback callback,
					 unsigned int event)
{
	(void)device;
	callback.changed(callback.client, event);
}

static inline void vmci_hal_doorbell_rung(vmci_hal_device device, vmci_callback callback)
{
	(void)device;
	callback.rung(callback.client);
}

#endif
