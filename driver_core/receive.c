// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The parser of datagrams that come through the data port.
 *
 * A size stays a 64-bit number, as it came, until it is known to fit: cut to 32 bits, or rounded up
 * past 2^64, it would be another datagram's.
 */
#include "datagram.h"
#include "receive.h"

/* A little-endian number of 4 bytes. */
static vmci_u32 load_u32(const unsigned char *bytes)
{
	return (vmci_u32)bytes[0] | (vmci_u32)bytes[1] << 8 | (vmci_u32)bytes[2] << 16 |
	       (vmci_u32)bytes[3] << 24;
}

/* Offsets of struct vmci_datagram. */
static vmci_u32 header_resource(const unsigned char *header)
{
	return load_u32(header + 4);
}

static vmci_u64 header_payload_size(const unsigned char *header)
{
	return (vmci_u64)load_u32(header + 16) | (vmci_u64)load_u32(header + 20) << 32;
}

/* What a datagram takes in the stream: a multiple of 8; of one that is too long for that, 2^64-8.
 */
static vmci_u64 stream_size(vmci_u64 payload_size)
{
	vmci_u64 most = ~(vmci_u64)7;

	if (payload_size > most - VMCI_DATAGRAM_HEADER_SIZE)
		return most;
	return (VMCI_DATAGRAM_HEADER_SIZE + payload_size + 7) & most;
}

/* Keeps the last `size` bytes, and fills the buffer behind them. */
static enum vmci_receive_action read_more(struct vmci_receive *receive, vmci_u64 size,
					  struct vmci_receive_step *step)
{
	step->offset = receive->used - size;
	step->size = size;
	step->length = receive->fill - size;
	receive->offset = 0;
	receive->used = receive->fill;
	return VMCI_RECEIVE_READ;
}

/*
 * Passes over pages in which nothing more comes. Nonzero: the batch has ended, as there is no other
 * page.
 */
static int find_datagram(struct vmci_receive *receive, const unsigned char *buffer)
{
	while (receive->used - receive->offset >= VMCI_DATAGRAM_HEADER_SIZE &&
	       header_resource(buffer + receive->offset) == VMCI_ID_INVALID) {
		vmci_u64 page = receive->offset / VMCI_RECEIVE_PAGE + 1;

		if (page * VMCI_RECEIVE_PAGE >= receive->used)
			return 1;
		receive->offset = (vmci_buffer_offset)page * VMCI_RECEIVE_PAGE;
	}
	return 0;
}

void vmci_receive_init(struct vmci_receive *receive)
{
	receive->offset = 0;
	receive->used = 0;
	receive->fill = VMCI_RECEIVE_PAGE;
}

enum vmci_receive_action vmci_receive_next(struct vmci_receive *receive,
					   const unsigned char *buffer,
					   struct vmci_receive_step *step)
{
	vmci_u64 payload_size;
	vmci_u64 left;
	vmci_u64 size;

	step->offset = 0;
	step->size = 0;
	step->length = 0;
	if (find_datagram(receive, buffer))
		return VMCI_RECEIVE_END;
	left = receive->used - receive->offset;
	if (left < VMCI_DATAGRAM_HEADER_SIZE)
		return read_more(receive, 0, step);

	payload_size = header_payload_size(buffer + receive->offset);
	size = stream_size(payload_size);
	if (size > VMCI_RECEIVE_BUFFER) {
		step->length = size - left;
		receive->offset = 0;
		receive->used = 0;
		return VMCI_RECEIVE_SKIP;
	}
	if (size > left) {
		receive->fill = VMCI_RECEIVE_BUFFER;
		return read_more(receive, left, step);
	}
	step->offset = receive->offset;
	step->size = VMCI_DATAGRAM_HEADER_SIZE + payload_size;
	receive->offset = (vmci_buffer_offset)(receive->offset + size);
	return VMCI_RECEIVE_DATAGRAM;
}
