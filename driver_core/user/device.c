// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The registers, ports, interrupts and memory of a program that is a virtual machine. */
#include "../device/deferred.h"
#include "../device/interrupt.h"
#include "../device/registers.h"
#include "../result.h"
#include "dev_vmci.h"
#include "hypervisor.h"

int vmci_user_device_begin(struct vmci_user_device *device, struct vmci_guest *guest,
			   vmci_u32 wished, vmci_u64 pages)
{
	int result;

	memset(device, 0, sizeof(*device));
	device->guest = guest;
	result = vmci_user_pages_begin(&device->pages, pages);
	if (result < VMCI_SUCCESS)
		return result;
	device->file = vmci_dev_open(wished, 0, &device->context);
	if (device->file < 0) {
		vmci_user_pages_end(&device->pages);
		return device->file;
	}
	return VMCI_SUCCESS;
}

void vmci_user_device_end(struct vmci_user_device *device)
{
	vmci_dev_close(device->file);
	vmci_user_forget_pairs(device);
	vmci_user_pages_end(&device->pages);
}

/* Memory --------------------------------------------------------------------------------------- */

int vmci_user_alloc(struct vmci_user_device *device, vmci_u64 pages, vmci_memory *memory)
{
	memory->page_number = vmci_user_pages_alloc(&device->pages, pages);
	if (!memory->page_number)
		return VMCI_ERROR_NO_MEM;
	memory->bytes = vmci_user_page(&device->pages, memory->page_number);
	return VMCI_SUCCESS;
}

void vmci_user_free(struct vmci_user_device *device, vmci_u64 pages, vmci_memory memory)
{
	vmci_user_pages_free(&device->pages, memory.page_number, pages);
}

vmci_u64 vmci_user_page_number(const struct vmci_user_device *device, const unsigned char *page)
{
	return (vmci_u64)(page - device->pages.first) / VMCI_HAL_PAGE_SIZE;
}

void vmci_user_free_queue(struct vmci_user_device *device, vmci_u64 pages, vmci_queue queue)
{
	while (pages-- > 0)
		vmci_user_pages_free(&device->pages,
				     vmci_user_page_number(device, queue.pages[pages]), 1);
	free(queue.pages);
}

int vmci_user_alloc_queue(struct vmci_user_device *device, vmci_u64 pages, vmci_queue *queue)
{
	vmci_u64 i;

	queue->pages = malloc((size_t)pages * sizeof(*queue->pages));
	if (!queue->pages)
		return VMCI_ERROR_NO_MEM;
	for (i = 0; i < pages; i++) {
		vmci_u64 number = vmci_user_pages_alloc(&device->pages, 1);

		if (!number) {
			vmci_user_free_queue(device, i, *queue);
			return VMCI_ERROR_NO_MEM;
		}
		queue->pages[i] = vmci_user_page(&device->pages, number);
	}
	return VMCI_SUCCESS;
}

/* Registers and ports -------------------------------------------------------------------------- */

static int has_datagram(struct vmci_user_device *device)
{
	return device->pending > 0 || vmci_dev_wait(device->file, 0);
}

vmci_u32 vmci_user_read_register(struct vmci_user_device *device, vmci_u32 offset)
{
	switch (offset) {
	case VMCI_REGISTER_STATUS:
		return device->enabled ? VMCI_STATUS_INTERRUPTS_ON : 0;
	case VMCI_REGISTER_ICR:
		return has_datagram(device) ? VMCI_INTERRUPT_DATAGRAM : 0;
	case VMCI_REGISTER_IMR:
		return device->mask;
	case VMCI_REGISTER_CAPABILITIES:
		return VMCI_CAPABILITY_HYPERCALL | VMCI_CAPABILITY_DATAGRAM;
	case VMCI_REGISTER_RESULT_LOW:
		return (vmci_u32)device->result;
	default:
		return VMCI_REGISTER_GONE;
	}
}

static void control(struct vmci_user_device *device, vmci_u32 value)
{
	if (value & VMCI_CONTROL_INTERRUPT_ENABLE)
		device->enabled = 1;
	if (value & VMCI_CONTROL_INTERRUPT_DISABLE)
		device->enabled = 0;
	if (value & VMCI_CONTROL_RESET) {
		vmci_user_forget_pairs(device);
		device->enabled = 0;
		device->mask = 0;
		device->pending = 0;
	}
}

void vmci_user_write_register(struct vmci_user_device *device, vmci_u32 offset, vmci_u32 value)
{
	if (offset == VMCI_REGISTER_CONTROL)
		control(device, value);
	else if (offset == VMCI_REGISTER_IMR)
		device->mask = (unsigned char)value;
}

void vmci_user_take_datagram(struct vmci_user_device *device, const void *bytes, size_t length)
{
	const struct vmci_datagram *datagram = bytes;

	if (datagram->dst.context == VMCI_CONTEXT_HYPERVISOR)
		device->result = vmci_user_hypercall(device, datagram, length);
	else
		device->result = vmci_dev_send(device->file, bytes, length);
	if (device->watcher.sent)
		device->watcher.sent(device->watcher.self, bytes, length, device->result);
}

/*
 * The next datagram, with what belongs to it up to the next one. Zero: there is none. No datagram
 * is longer than the buffer.
 */
static int fetch(struct vmci_user_device *device)
{
	const struct vmci_datagram *datagram = (const void *)device->incoming;
	size_t size;

	if (vmci_dev_receive(device->file, device->incoming, VMCI_DATAGRAM_SIZE_MAX) < VMCI_SUCCESS)
		return 0;
	size = (size_t)(VMCI_DATAGRAM_HEADER_SIZE + datagram->payload_size);
	if (device->watcher.came)
		device->watcher.came(device->watcher.self, device->incoming, size);
	device->given = 0;
	device->pending = (size + 7) & ~(size_t)7;
	memset(device->incoming + size, 0, device->pending - size);
	return 1;
}

/* A datagram may be cut where the driver's read ends, but not its header: receive.h. */
void vmci_user_give_datagrams(struct vmci_user_device *device, void *bytes, size_t length)
{
	unsigned char *to = bytes;
	size_t count;

	while (length > 0) {
		if (!device->pending && (length < VMCI_DATAGRAM_HEADER_SIZE || !fetch(device)))
			break;
		count = device->pending < length ? device->pending : length;
		memcpy(to, device->incoming + device->given, count);
		device->given += count;
		device->pending -= count;
		to += count;
		length -= count;
	}
	memset(to, 0xff, length);
}

/* What happens by itself ----------------------------------------------------------------------- */

void vmci_user_let_interrupt(struct vmci_user_device *device, int may)
{
	device->has_handler = (unsigned char)may;
}

void vmci_user_defer(struct vmci_user_device *device)
{
	device->deferred = 1;
}

static int serve_deferred(struct vmci_user_device *device)
{
	struct vmci_deferred work = {.phase = 0};

	if (!device->deferred)
		return 0;
	device->deferred = 0;
	vmci_user_run(device, vmci_deferred_step(device->guest, &work));
	return 1;
}

int vmci_user_flush_deferred(struct vmci_user_device *device)
{
	while (serve_deferred(device))
		;
	return 0;
}

static int serve_interrupt(struct vmci_user_device *device)
{
	struct vmci_interrupt interrupt = {.phase = 0};

	if (!device->has_handler || !device->enabled || !(device->mask & VMCI_INTERRUPT_DATAGRAM) ||
	    !has_datagram(device))
		return 0;
	vmci_user_run(device, vmci_interrupt_step(device->guest, &interrupt));
	return 1;
}

/* What has to wait is tried again behind whatever happens next. */
static int serve_work(struct vmci_user_device *device)
{
	enum vmci_step made = VMCI_STEP_WAIT;
	int done = 0;

	while (device->work.asked) {
		device->work.asked = 0;
		do {
			made = device->work.step(device->work.self);
			done |= made != VMCI_STEP_WAIT;
		} while (made == VMCI_STEP_AGAIN);
		if (made == VMCI_STEP_WAIT) {
			device->work.asked = 1;
			break;
		}
	}
	return done;
}

int vmci_user_serve(struct vmci_user_device *device, int milliseconds)
{
	int done = serve_interrupt(device);

	done |= vmci_user_clock_serve(&device->clock);
	done |= serve_deferred(device);
	done |= serve_work(device);
	if (done || milliseconds == 0)
		return done;
	vmci_dev_wait(device->file, vmci_user_clock_wait(&device->clock, milliseconds));
	return vmci_user_serve(device, 0);
}
