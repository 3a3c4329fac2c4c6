// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Taking the device into use, and out of it. */
#include "probe.h"
#include "message.h"
#include "queue_pair.h"
#include "registers.h"
#include "send.h"
#include "transfer.h"

enum probe_phase {
	PROBE_MAP,
	PROBE_READ_CAPABILITIES,
	PROBE_ALLOCATE_BUFFERS,
	PROBE_ALLOCATE_NOTIFY_PAGE,
	PROBE_WRITE_CAPABILITIES,
	PROBE_WRITE_PAGE_SHIFT,
	PROBE_WRITE_IN_HIGH,
	PROBE_WRITE_OUT_HIGH,
	PROBE_GO_ONLINE,
	PROBE_SET_NOTIFY_PAGE,
	PROBE_QUERY,
	PROBE_REQUEST_INTERRUPTS,
	PROBE_UNMASK,
	PROBE_ENABLE,
	PROBE_COUNT_UPDATES,
	PROBE_GET_CONTEXT_ID,
	PROBE_SET_CONTEXT_ID,

	/* The way out: from which phase it begins, see undo_phase(). */
	PROBE_GO_OFFLINE,
	PROBE_DISABLE,
	PROBE_FREE_INTERRUPTS,
	PROBE_FLUSH,
	PROBE_RESET,
	PROBE_FREE,
	PROBE_FIND_KEPT,
	PROBE_FREE_KEPT,
	PROBE_UNMAP
};

/* Vectors that have a handler of their own: datagrams, notifications. */
#define PROBE_VECTORS 2u

/* Without registers in memory there are no buffers, and nothing that the device is told of them. */
static unsigned char next_phase(const struct vmci_probe *probe)
{
	if (!probe->memory && probe->phase == PROBE_READ_CAPABILITIES)
		return PROBE_ALLOCATE_NOTIFY_PAGE;
	if (!probe->memory && probe->phase == PROBE_WRITE_CAPABILITIES)
		return PROBE_GO_ONLINE;
	return probe->phase + 1;
}

/* What of the way out undoes the phases before this one. */
static unsigned char undo_phase(unsigned char phase)
{
	switch ((enum probe_phase)phase) {
	case PROBE_READ_CAPABILITIES:
	case PROBE_ALLOCATE_BUFFERS:
		return PROBE_UNMAP;
	case PROBE_ALLOCATE_NOTIFY_PAGE:
		return PROBE_FREE;
	default:
		return PROBE_GO_OFFLINE;
	}
}

static int map(struct vmci_guest *guest, struct vmci_probe *probe)
{
	int window = vmci_hal_map_registers(guest->device);

	probe->memory = window == VMCI_HAL_MEMORY;
	return window < 0 ? window : VMCI_SUCCESS;
}

/* What of the device's capabilities the driver uses. A page number is 32 bits without PPN64. */
static int read_capabilities(struct vmci_guest *guest, const struct vmci_probe *probe)
{
	vmci_u32 offered = vmci_hal_read_register(guest->device, VMCI_REGISTER_CAPABILITIES);

	if (offered == VMCI_REGISTER_GONE || !(offered & VMCI_CAPABILITY_DATAGRAM))
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	if (probe->memory && !(offered & VMCI_CAPABILITY_DMA_DATAGRAM))
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	guest->capabilities =
		(unsigned char)(offered & (VMCI_CAPABILITY_DATAGRAM |
					   VMCI_CAPABILITY_NOTIFICATIONS | VMCI_CAPABILITY_PPN64));
	return vmci_hal_set_address_bits(guest->device,
					 offered & VMCI_CAPABILITY_PPN64 ? 64 : 32 + 12);
}

/* With registers in memory datagrams go through memory too: they need buffers there. */
static int allocate_buffers(struct vmci_guest *guest)
{
	int result = vmci_hal_alloc(guest->device, VMCI_DMA_PAGES, &guest->out_buffer);

	if (result < VMCI_SUCCESS)
		return result;
	result = vmci_hal_alloc(guest->device, VMCI_DMA_PAGES, &guest->in_buffer);
	if (result < VMCI_SUCCESS) {
		vmci_hal_free(guest->device, VMCI_DMA_PAGES, guest->out_buffer);
		return result;
	}
	guest->capabilities |= VMCI_CAPABILITY_DMA_DATAGRAM;
	return VMCI_SUCCESS;
}

/* Without memory for the notification page there are no doorbells, and all else works. */
static int allocate_notify_page(struct vmci_guest *guest)
{
	if ((guest->capabilities & VMCI_CAPABILITY_NOTIFICATIONS) &&
	    vmci_hal_alloc(guest->device, 1, &guest->notify_page) < VMCI_SUCCESS)
		guest->capabilities &= (unsigned char)~VMCI_CAPABILITY_NOTIFICATIONS;
	return VMCI_SUCCESS;
}

static int write_page_shift(const struct vmci_guest *guest)
{
	vmci_hal_write_register(guest->device, VMCI_REGISTER_GUEST_PAGE_SHIFT,
				vmci_hal_page_shift());
	return VMCI_SUCCESS;
}

/* What the device is told of its buffers once: the upper halves of their addresses. */
static int write_high(const struct vmci_guest *guest, vmci_u32 offset, vmci_memory buffer)
{
	vmci_u64 address = vmci_hal_address(guest->device, buffer);

	vmci_hal_write_register(guest->device, offset, (vmci_u32)(address >> 32));
	return VMCI_SUCCESS;
}

static int write_capabilities(struct vmci_guest *guest)
{
	vmci_hal_write_register(guest->device, VMCI_REGISTER_CAPABILITIES, guest->capabilities);
	return VMCI_SUCCESS;
}

static void set_online(struct vmci_guest *guest, unsigned char online)
{
	vmci_hal_lock(&guest->ports);
	guest->online = online;
	vmci_hal_unlock(&guest->ports);
}

static int set_notify_page(struct vmci_guest *guest)
{
	struct vmci_notify_bitmap_set_msg message;

	if (!(guest->capabilities & VMCI_CAPABILITY_NOTIFICATIONS))
		return VMCI_SUCCESS;
	vmci_message_notify_bitmap_set(&message,
				       vmci_hal_page_number(guest->device, guest->notify_page));
	return vmci_send(guest, &message.header);
}

/* The answer has a bit for each resource that was asked about. */
static int query(struct vmci_guest *guest)
{
	struct vmci_resource_query message;
	int answer;

	vmci_message_resource_query(&message);
	answer = vmci_send(guest, &message.query.header);
	if (answer < VMCI_SUCCESS)
		return answer;
	return answer == 1 ? VMCI_SUCCESS : VMCI_ERROR_UNAVAILABLE;
}

static int request_interrupts(struct vmci_guest *guest, struct vmci_probe *probe)
{
	int vectors = vmci_hal_request_interrupts(guest->device, PROBE_VECTORS);

	if (vectors < 0)
		return vectors;
	probe->vectors = (unsigned char)vectors;
	return VMCI_SUCCESS;
}

static int unmask(const struct vmci_guest *guest)
{
	vmci_u32 causes = VMCI_INTERRUPT_DATAGRAM;

	if (guest->capabilities & VMCI_CAPABILITY_NOTIFICATIONS)
		causes |= VMCI_INTERRUPT_NOTIFICATION;
	vmci_hal_write_register(guest->device, VMCI_REGISTER_IMR, causes);
	return VMCI_SUCCESS;
}

static int enable(const struct vmci_guest *guest)
{
	vmci_hal_write_register(guest->device, VMCI_REGISTER_CONTROL,
				VMCI_CONTROL_INTERRUPT_ENABLE);
	return VMCI_SUCCESS;
}

/*
 * The id is asked for when interrupts are on: a change of it before that is in the answer, and one
 * behind it is an event's, whose handler may have set the newer id already.
 */
static unsigned char count_updates(struct vmci_guest *guest)
{
	unsigned char updates;

	vmci_hal_lock(&guest->tables);
	updates = guest->context_updates;
	vmci_hal_unlock(&guest->tables);
	return updates;
}

static void set_context(struct vmci_guest *guest, const struct vmci_probe *probe)
{
	vmci_hal_lock(&guest->tables);
	if (guest->context_updates == probe->updates)
		guest->context = probe->context;
	vmci_hal_unlock(&guest->tables);
}

static int probe_phase(struct vmci_guest *guest, struct vmci_probe *probe)
{
	switch ((enum probe_phase)probe->phase) {
	case PROBE_MAP:
		return map(guest, probe);
	case PROBE_READ_CAPABILITIES:
		return read_capabilities(guest, probe);
	case PROBE_ALLOCATE_BUFFERS:
		return allocate_buffers(guest);
	case PROBE_ALLOCATE_NOTIFY_PAGE:
		return allocate_notify_page(guest);
	case PROBE_WRITE_CAPABILITIES:
		return write_capabilities(guest);
	case PROBE_WRITE_PAGE_SHIFT:
		return write_page_shift(guest);
	case PROBE_WRITE_IN_HIGH:
		return write_high(guest, VMCI_REGISTER_DATA_IN_HIGH, guest->in_buffer);
	case PROBE_WRITE_OUT_HIGH:
		return write_high(guest, VMCI_REGISTER_DATA_OUT_HIGH, guest->out_buffer);
	case PROBE_GO_ONLINE:
		set_online(guest, 1);
		return VMCI_SUCCESS;
	case PROBE_SET_NOTIFY_PAGE:
		return set_notify_page(guest);
	case PROBE_QUERY:
		return query(guest);
	case PROBE_REQUEST_INTERRUPTS:
		return request_interrupts(guest, probe);
	case PROBE_UNMASK:
		return unmask(guest);
	case PROBE_ENABLE:
		return enable(guest);
	case PROBE_COUNT_UPDATES:
		probe->updates = count_updates(guest);
		return VMCI_SUCCESS;
	case PROBE_GET_CONTEXT_ID:
		return vmci_query_context(guest, &probe->context);
	default:
		set_context(guest, probe);
		return VMCI_SUCCESS;
	}
}

/* The handlers are gone. Who creates a doorbell uses the page with the lock held, or finds none. */
static void free_memory(struct vmci_guest *guest)
{
	unsigned int had;

	vmci_hal_lock(&guest->tables);
	had = guest->capabilities;
	guest->capabilities = 0;
	vmci_hal_unlock(&guest->tables);
	if (had & VMCI_CAPABILITY_NOTIFICATIONS)
		vmci_hal_free(guest->device, 1, guest->notify_page);
	if (had & VMCI_CAPABILITY_DMA_DATAGRAM) {
		vmci_hal_free(guest->device, VMCI_DMA_PAGES, guest->in_buffer);
		vmci_hal_free(guest->device, VMCI_DMA_PAGES, guest->out_buffer);
	}
}

/* What becomes of queues that clients left while the device might know them. */
static void free_kept(struct vmci_guest *guest, struct vmci_probe *probe)
{
	unsigned int slot = probe->queue_pair;

	if (probe->phase == PROBE_FREE_KEPT) {
		vmci_queue_pair_free_kept(guest, slot);
		probe->phase = PROBE_FREE; /* there may be more */
	} else if (!vmci_queue_pair_next_kept(guest, &slot)) {
		probe->phase = PROBE_FREE_KEPT; /* there is none to free */
	}
	probe->queue_pair = (vmci_table_index)slot;
}

/* Makes a step of the way out; nonzero: it has to wait. The phase is the one before the next. */
static int undo(struct vmci_guest *guest, struct vmci_probe *probe)
{
	switch ((enum probe_phase)probe->phase) {
	case PROBE_GO_OFFLINE:
		set_online(guest, 0);
		break;
	case PROBE_DISABLE:
		vmci_hal_write_register(guest->device, VMCI_REGISTER_CONTROL,
					VMCI_CONTROL_INTERRUPT_DISABLE);
		break;
	case PROBE_FREE_INTERRUPTS:
		if (probe->vectors && vmci_hal_free_interrupts(guest->device))
			return 1;
		probe->vectors = 0;
		break;
	case PROBE_FLUSH:
		/* No handler asks for more. What is queued has references that clients wait for. */
		if (vmci_hal_flush_deferred(guest->device))
			return 1;
		break;
	case PROBE_RESET:
		/*
		 * The device forgets the driver's memory. A handler would tell it of the buffer for
		 * datagrams once more: there is none left.
		 */
		vmci_hal_write_register(guest->device, VMCI_REGISTER_CONTROL, VMCI_CONTROL_RESET);
		break;
	case PROBE_FREE:
		free_memory(guest);
		break;
	case PROBE_FIND_KEPT:
	case PROBE_FREE_KEPT:
		free_kept(guest, probe);
		break;
	default:
		/* A probe that failed early has read them, and has memory for none. */
		guest->capabilities = 0;
		vmci_hal_unmap_registers(guest->device);
		break;
	}
	return 0;
}

static enum vmci_step undo_step(struct vmci_guest *guest, struct vmci_probe *probe)
{
	if (undo(guest, probe))
		return VMCI_STEP_WAIT;
	if (probe->phase == PROBE_UNMAP)
		return VMCI_STEP_DONE;
	probe->phase++;
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_probe_step(struct vmci_guest *guest, struct vmci_probe *probe)
{
	int result;

	if (probe->undoing)
		return undo_step(guest, probe);
	result = probe_phase(guest, probe);
	if (result >= VMCI_SUCCESS) {
		probe->phase = next_phase(probe);
		return probe->phase == PROBE_GO_OFFLINE ? VMCI_STEP_DONE : VMCI_STEP_AGAIN;
	}
	probe->result = result;
	if (probe->phase == PROBE_MAP)
		return VMCI_STEP_DONE;
	probe->undoing = 1;
	probe->phase = undo_phase(probe->phase);
	return VMCI_STEP_AGAIN;
}

enum vmci_step vmci_remove_step(struct vmci_guest *guest, struct vmci_probe *remove)
{
	return undo_step(guest, remove);
}
