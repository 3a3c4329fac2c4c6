/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * How the bytes of datagrams go to the device and come from it: through its ports, or through
 * memory, which newer devices have.
 *
 * In memory there is a buffer for either direction: a header, and what belongs to it. A busy word
 * in the header says whose the buffer is, and it says so in opposite ways: the driver sets it to
 * have the device take a datagram, and clears it to have the device give some.
 */
#ifndef VMCI_CORE_TRANSFER_H
#define VMCI_CORE_TRANSFER_H

#include "guest.h"

/* The header of a buffer, and where in memory the device is to put what it gives. */
struct vmci_dma_header {
	vmci_u32 busy;
	vmci_u32 opcode;
	vmci_u32 size; /* bytes of the datagram, or elements behind the header */
	vmci_u32 reserved;
	vmci_u64 result; /* of the datagram: enum vmci_result in the low half */
};

struct vmci_dma_element {
	vmci_u64 address;
	vmci_u64 size;
};

#define VMCI_DMA_INLINE	  0u /* a datagram follows the header */
#define VMCI_DMA_ELEMENTS 1u /* elements follow */

/* Pages of a buffer: one for the header, the rest for the longest datagram. */
#define VMCI_DMA_PAGES (1u + VMCI_RECEIVE_BUFFER / VMCI_RECEIVE_PAGE)

/*
 * Gives the device a datagram of `size` bytes, and returns what the hypervisor answered to this
 * very one, or VMCI_ERROR_DEVICE_NOT_FOUND. The caller holds the lock `ports`, and the device is in
 * use.
 */
int vmci_transfer_out(struct vmci_guest *guest, const struct vmci_datagram *datagram,
		      vmci_u64 size);

/*
 * Reads bytes into guest->received, at an offset, by two accesses to the device, one for each call.
 * The second one returns nonzero if the device is gone: then any of the bytes may not be the
 * device's, and no more are to be read.
 */
void vmci_transfer_in_begin(struct vmci_guest *guest, vmci_u64 offset, vmci_u64 length);
int vmci_transfer_in_end(struct vmci_guest *guest, vmci_u64 offset, vmci_u64 length);

#endif
