/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Moving the bytes of a connection, and asking whether any can be moved. No call blocks: one that
 * would is told VMCI_EAGAIN, after it has told the peer that somebody waits, and has looked once
 * more; vmci_hal_socket_wake() is called when it is worth to try again. So who has begun to wait
 * for that call before he made this one misses nothing.
 *
 * Readers wait for as many bytes as SO_RCVLOWAT says, or as the queue can hold at once if that is
 * less, or until no more will come. The peer tells of bytes that come into an empty queue, and
 * whoever waits in the older protocol is told once: so one who has found too few takes them out of
 * the queue, and then waits for more (Linux, where a reader that slept was not told of what he
 * needed: "infinite sleep in wait_data", 2022). Who receives takes them into his own memory, and
 * poll() into that of the sockets, from where they are read first; if there is none left, poll()
 * says that there is something to read, though it is less than was asked for.
 *
 * Of a host the rings can be away (carrier.h). Then what was taken out of them can be read, and no
 * more is known: neither whether there are bytes or space, nor whether all before an end was read.
 * All who ask are told VMCI_EAGAIN, or nothing by poll(), and woken when the rings are back.
 */
#ifndef VMCI_CORE_STACK_STREAM_H
#define VMCI_CORE_STACK_STREAM_H

#include "notice.h"

#include "../vsock/poll.h"

enum vmci_stream_kind { VMCI_STREAM_SEND, VMCI_STREAM_RECEIVE, VMCI_STREAM_PEEK, VMCI_STREAM_POLL };

/* The caller does vmci_stream_init(), and sets the flags if it has any. */
struct vmci_stream {
	struct vmci_notice notice;
	vmci_u64 count;	     /* bytes that were moved */
	vmci_u32 flags;	     /* VMCI_MESSAGE_, but for VMCI_MESSAGE_PEEK: that is a kind */
	vmci_u32 low_mark;   /* as it was when the socket was looked at */
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
 * It may sleep. Results: VMCI_SUCCESS, with at least one byte moved, or VMCI_EOPNOTSUPP:
 * vmci_check_send_flags() or vmci_check_receive_flags(); or
 *
 * of VMCI_STREAM_SEND: VMCI_EPIPE: this side has shut down sending, or the other receiving, or is
 * gone; VMCI_ENOTCONN: it is not connected; VMCI_EAGAIN: there is no space; VMCI_EFAULT: the
 * caller's memory cannot be read; VMCI_EPROTO: the peer's indices are not to be believed.
 *
 * Of VMCI_STREAM_RECEIVE and VMCI_STREAM_PEEK: VMCI_SUCCESS with fewer bytes than
 * vmci_receive_target(), or none: no more will come; VMCI_ENOTCONN: it was never connected;
 * VMCI_EAGAIN: there is not enough; VMCI_EFAULT and VMCI_EPROTO likewise. What was peeked is read
 * again: the peer may have changed it.
 *
 * With an error bytes may have been moved: then the caller has them, whatever the error is. Who was
 * told VMCI_EAGAIN and has waited makes the steps of the same call again, which goes on behind
 * these bytes; who does not wait takes what there is.
 */
enum vmci_step vmci_stream_step(const struct vmci_node *node, struct vmci_stream *stream,
				void *bytes, vmci_u64 length);

/*
 * Makes the next step of VMCI_STREAM_POLL: vmci_poll() of a socket. Its caller is woken when there
 * may be more. Of a socket that is readable a call that reads would not wait, unless the sockets
 * have no memory left, see above.
 */
enum vmci_step vmci_stream_poll_step(const struct vmci_node *node, struct vmci_stream *stream);

#endif
