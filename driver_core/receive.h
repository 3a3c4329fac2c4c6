/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagrams that a device sends through its data port: what to do next with the bytes that came.
 *
 * The driver has a buffer of VMCI_RECEIVE_BUFFER bytes. When the device says that there are
 * datagrams it calls vmci_receive_init(), and then does what vmci_receive_next() says until the
 * batch has ended. Nothing is read from the device but what that asks for.
 *
 * The device puts datagrams one after the other, each at an offset that is a multiple of 8. It may
 * cut one where a read ends, but not its header. A header without a destination says that nothing
 * more comes up to the next page of the buffer, and in the last page, that the batch has ended.
 *
 * The device is not trusted: whatever the bytes are, no offset or size leaves the buffer, and each
 * step either takes bytes or asks the device for some. A device that never stops sending is for
 * the caller to deal with, who may begin a new batch at any time.
 */
#ifndef VMCI_CORE_RECEIVE_H
#define VMCI_CORE_RECEIVE_H

#include "limits.h"

enum vmci_receive_action {
	/* The batch has ended. */
	VMCI_RECEIVE_END = 0,
	/* A datagram is at `offset`; with its header it has `size` bytes. */
	VMCI_RECEIVE_DATAGRAM = 1,
	/* Move the `size` bytes at `offset` to the buffer's front, read `length` more behind them.
	 */
	VMCI_RECEIVE_READ = 2,
	/* Read `length` bytes and forget them: a datagram is longer than the buffer. */
	VMCI_RECEIVE_SKIP = 3
};

/* What else belongs to an action, in bytes. What it does not name is 0. */
struct vmci_receive_step {
	vmci_u64 offset;
	vmci_u64 size;
	vmci_u64 length;
};

/* A batch on its way: a plain value. */
struct vmci_receive {
	vmci_buffer_offset offset; /* in the buffer, of what comes next */
	vmci_buffer_offset used;   /* bytes that were read into the buffer */
	vmci_buffer_offset fill;   /* how many bytes of the buffer a read fills */
};

/* Begins a batch. One page is read of it first, as more often than not that is all. */
void vmci_receive_init(struct vmci_receive *receive);

/*
 * Says what comes next, given what was done as the call before this one said. A datagram is in the
 * buffer until then. The buffer must not be one that the device can write to on its own.
 */
enum vmci_receive_action vmci_receive_next(struct vmci_receive *receive,
					   const unsigned char *buffer,
					   struct vmci_receive_step *step);

#endif
