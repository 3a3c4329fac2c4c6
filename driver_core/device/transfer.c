// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Moving datagrams to the device and from it. */
#include "transfer.h"
#include "registers.h"

/* Whether all registers read as those of no device do. */
static int is_gone(const struct vmci_guest *guest)
{
	return vmci_hal_read_register(guest->device, VMCI_REGISTER_STATUS) == VMCI_REGISTER_GONE;
}

static int port_out(struct vmci_guest *guest, const struct vmci_datagram *datagram, vmci_u64 size)
{
	vmci_u32 answer;

	vmci_hal_write_data_out(guest->device, datagram, size);
	answer = vmci_hal_read_register(guest->device, VMCI_REGISTER_RESULT_LOW);
	if (answer == VMCI_REGISTER_GONE && is_gone(guest))
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	return (int)answer;
}

/*
 * Waits until the device has given a buffer back: nonzero if it does not. The load acquires: what
 * the device wrote before it set the word is read behind it.
 */
static int wait_for_busy(struct vmci_guest *guest, vmci_memory buffer, vmci_u32 wanted,
			 int may_sleep)
{
	unsigned int times = 0;

	while (vmci_hal_load_acquire_u32(
		       buffer, __builtin_offsetof(struct vmci_dma_header, busy)) != wanted) {
		if (vmci_hal_relax(guest->device, times++, may_sleep))
			return 1;
	}
	return 0;
}

/* The address's upper half was written once and for all: writing the lower half begins. */
static void begin(struct vmci_guest *guest, vmci_u32 offset, vmci_memory buffer)
{
	vmci_hal_write_register(guest->device, offset,
				(vmci_u32)vmci_hal_address(guest->device, buffer));
}

static int memory_out(struct vmci_guest *guest, const struct vmci_datagram *datagram, vmci_u64 size)
{
	struct vmci_dma_header header;

	header.busy = 1;
	header.opcode = VMCI_DMA_INLINE;
	header.size = (vmci_u32)size;
	header.reserved = 0;
	header.result = 0;
	vmci_hal_copy_to_memory(guest->out_buffer, 0, &header, sizeof(header));
	vmci_hal_copy_to_memory(guest->out_buffer, sizeof(header), datagram, size);
	begin(guest, VMCI_REGISTER_DATA_OUT_LOW, guest->out_buffer);
	if (wait_for_busy(guest, guest->out_buffer, 0, 0)) {
		/* The buffer stays the device's until it is reset. */
		guest->online = 0;
		return VMCI_ERROR_DEVICE_NOT_FOUND;
	}
	vmci_hal_copy_from_memory(guest->out_buffer, 0, &header, sizeof(header));
	return (int)(vmci_u32)header.result;
}

int vmci_transfer_out(struct vmci_guest *guest, const struct vmci_datagram *datagram, vmci_u64 size)
{
	if (guest->capabilities & VMCI_CAPABILITY_DMA_DATAGRAM)
		return memory_out(guest, datagram, size);
	return port_out(guest, datagram, size);
}

/* Asks for bytes, which the device puts behind the header's page. */
static void begin_memory_in(struct vmci_guest *guest, vmci_u64 length)
{
	struct vmci_dma_header header;
	struct vmci_dma_element element;

	header.busy = 0;
	header.opcode = VMCI_DMA_ELEMENTS;
	header.size = 1;
	header.reserved = 0;
	header.result = 0;
	element.address = vmci_hal_address(guest->device, guest->in_buffer) + VMCI_RECEIVE_PAGE;
	element.size = length;
	vmci_hal_copy_to_memory(guest->in_buffer, 0, &header, sizeof(header));
	vmci_hal_copy_to_memory(guest->in_buffer, sizeof(header), &element, sizeof(element));
	begin(guest, VMCI_REGISTER_DATA_IN_LOW, guest->in_buffer);
}

/* The bytes are copied before they are looked at: the device can write to its buffer at any time.
 */
static int end_memory_in(struct vmci_guest *guest, vmci_u64 offset, vmci_u64 length)
{
	if (wait_for_busy(guest, guest->in_buffer, 1, 1))
		return 1;
	vmci_hal_copy_from_memory(guest->in_buffer, VMCI_RECEIVE_PAGE, guest->received + offset,
				  length);
	return 0;
}

void vmci_transfer_in_begin(struct vmci_guest *guest, vmci_u64 offset, vmci_u64 length)
{
	if (guest->capabilities & VMCI_CAPABILITY_DMA_DATAGRAM)
		begin_memory_in(guest, length);
	else
		vmci_hal_read_data_in(guest->device, guest->received + offset, length);
}

int vmci_transfer_in_end(struct vmci_guest *guest, vmci_u64 offset, vmci_u64 length)
{
	int gone;

	if (guest->capabilities & VMCI_CAPABILITY_DMA_DATAGRAM)
		gone = end_memory_in(guest, offset, length);
	else
		gone = is_gone(guest);
	if (gone)
		guest->lost = 1;
	return gone;
}
