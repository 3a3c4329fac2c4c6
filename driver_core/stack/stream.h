/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Moving the bytes of a connection, and asking whether any can be moved. No call blocks: one that
 * would is told VMCI_EAGAIN, after it has told the peer that somebody waits, and has looked once
 * more; vmci_hal_socket_wake() is called when it is worth to try again. So who has begun to wait
 * for that call before he made this one misses nothing.
 *
 * Readers wait for one byte: SO_RCVLOWAT is 1.
 */
#ifndef VMCI_CORE_STACK_STREAM_H
#define VMCI_CORE_STACK_STREAM_H

#include "notice.h"

#include "../vsock/poll.h"

enum vmci_stream_kind { VMCI_STREAM_SEND, VMCI_STREAM_RECEIVE, VMCI_STREAM_PEEK, VMCI_STREAM_POLL };

/* The caller does vmci_stream_init(). */
struct vmci_stream {
	struct vmci_notice notice;
	vmci_u64 count;	     /* bytes that were moved */
	unsigned int events; /* VMCI_POLL_ that hold */
	int result;	     /* once it is done */
	vmci_table_index slot;
	unsigned char kind; /* enum vmci_stream_kind */
	unsigned char
		told; /* what the peer has been told of: 1 somebody waits to read, 2 to write */
	unsigned char phase;
};

void vmci_stream_init(struct vmci_stream *stream, unsigned int slot, unsigned int kind);

/*
 * Makes the next step of moving up to `length` bytes, at least 1, from or to the caller's memory.
 * It may sleep. Results: VMCI_SUCCESS, with at least one byte moved, or
 *
 * of VMCI_STREAM_SEND: VMCI_EPIPE: this side has shut down sending, or the other receiving, or is
 * gone; VMCI_ENOTCONN: it is not connected; VMCI_EAGAIN: there is no space; VMCI_EFAULT: the
 * caller's memory cannot be read; VMCI_EPROTO: the peer's indices are not to be believed.
 *
 * Of VMCI_STREAM_RECEIVE and VMCI_STREAM_PEEK: VMCI_SUCCESS with no bytes: no more will come;
 * VMCI_ENOTCONN: it was never connected; VMCI_EAGAIN: there is nothing; VMCI_EFAULT and
 * VMCI_EPROTO likewise. What was peeked is read again: the peer may have changed it.
 */
enum vmci_step vmci_stream_step(const struct vmci_node *node, struct vmci_stream *stream,
				void *bytes, vmci_u64 length);

/*
 * Makes the next step of VMCI_STREAM_POLL: vmci_poll() of a socket. Its caller is woken when there
 * may be more.
 */
enum vmci_step vmci_stream_poll_step(const struct vmci_node *node, struct vmci_stream *stream);

#endif
