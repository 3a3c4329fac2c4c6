/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who is told when: the two protocols by which the sockets of a connection tell each other that
 * there is something to read, or space to write.
 *
 * VMCI_NOTIFY_WAITING: who has to wait says so (WAITING_READ, WAITING_WRITE), once, and is told
 * once (WROTE, READ). VMCI_NOTIFY_ON_STATE: who writes into an empty queue, or reads from a full
 * one, tells the other. In both, READ is sent only when enough has been read to be worth it: when
 * more is free than the size less the window. The window grows when the reader waits, and shrinks
 * when the writer does.
 *
 * Pure functions: each gives the state that follows and what is to be done. The caller looks at the
 * queues after what it tells of (it has enqueued, or is about to wait), and looks again once that
 * is done before it sleeps. It holds the connection's lock from the change of a queue until it has
 * told of it: of two that read without, neither may find that the queue was full. Sizes and numbers
 * are in bytes. All that is looked at is as the ring accepts it: who cannot look, because the
 * peer's indices are wrong, sends nothing.
 */
#ifndef VMCI_CORE_VSOCK_NOTIFY_H
#define VMCI_CORE_VSOCK_NOTIFY_H

#include "packet.h"

/* By how much the window grows and shrinks. */
#define VMCI_NOTIFY_STEP VMCI_HAL_PAGE_SIZE

/* Bits of `flags`. */
#define VMCI_NOTIFY_PEER_READS	 1u  /* the peer waits to read */
#define VMCI_NOTIFY_PEER_WRITES	 2u  /* the peer waits to write */
#define VMCI_NOTIFY_SHRUNK	 4u  /* the window has shrunk for that */
#define VMCI_NOTIFY_TOLD_READING 8u  /* the peer has been told that this side waits to read */
#define VMCI_NOTIFY_TOLD_WRITING 16u /* and to write */
#define VMCI_NOTIFY_OWES_WROTE	 32u /* a packet could not be sent: it is sent with the next one */
#define VMCI_NOTIFY_OWES_READ	 64u

struct vmci_notify {
	vmci_u64 size;	 /* of each queue; one byte of it stays free */
	vmci_u64 window; /* window_min to size: at least 2, so that an empty queue is told */
	vmci_u64 window_min;
	vmci_u64 produced_laps; /* how often the tail has come to the queue's end */
	vmci_u64 consumed_laps; /* and the head */
	unsigned char protocol; /* enum vmci_notify_protocol */
	unsigned char flags;
};

/* What the caller sees. */
struct vmci_notify_view {
	vmci_u64 ready; /* in the queue that this side reads, 0 to size - 1 */
	vmci_u64 taken; /* out of that queue by VMCI_NOTIFY_TAKE, and not read yet */
	vmci_u64 sent; /* in the queue that this side writes, 0 to size - 1: not read by the peer */
	vmci_u64 head; /* the next byte to read, below size */
	vmci_u64 tail; /* the next byte to write, below size */
	unsigned char shutdown;	     /* VMCI_SHUTDOWN_ of this side */
	unsigned char peer_shutdown; /* and of the other */
};

/* What is to be done: bits. */
#define VMCI_NOTIFY_SEND_WROTE	       1u
#define VMCI_NOTIFY_SEND_READ	       2u
#define VMCI_NOTIFY_SEND_WAITING_READ  4u /* of `generation` and `offset` */
#define VMCI_NOTIFY_SEND_WAITING_WRITE 8u /* likewise; never both */
#define VMCI_NOTIFY_WAKE_READER	       16u
#define VMCI_NOTIFY_WAKE_WRITER	       32u
/*
 * Take all out of the queue, to be read first, and tell vmci_notify_dequeued(); then, if somebody
 * still waits to read, tell vmci_notify_reader_waits(). There is less than SO_RCVLOWAT, nobody
 * reads that, and the peer tells only of what comes into an empty queue. What is taken stays below
 * SO_RCVLOWAT and the queue's size.
 */
#define VMCI_NOTIFY_TAKE 64u

struct vmci_notify_outcome {
	struct vmci_notify notify;
	vmci_u64 generation;
	vmci_u64 offset;
	unsigned int actions;
};

/* Begins, as soon as the size of the queues is agreed upon: it is at least 2. */
void vmci_notify_init(struct vmci_notify *notify, unsigned char protocol, vmci_u64 size);

/*
 * Whether a reader of at least `lowat` bytes need not wait: they are there, or as many as can be,
 * or no more will come, or nobody is to read any more.
 */
int vmci_notify_is_readable(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			    vmci_u64 lowat);

/* Whether a writer need not wait: there is space, or what is written is for nobody any more. */
int vmci_notify_is_writable(const struct vmci_notify *notify, const struct vmci_notify_view *view);

/* So many bytes have been written, 1 to size - 1. */
void vmci_notify_enqueued(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			  vmci_u64 written, struct vmci_notify_outcome *outcome);

/* So many bytes have been read, or taken, 1 to size - 1. */
void vmci_notify_dequeued(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			  vmci_u64 read, struct vmci_notify_outcome *outcome);

/*
 * A reader, or poll(), waits for so many more bytes, 1 to size - 1. The queue is empty: if it is
 * not, this is VMCI_NOTIFY_TAKE and nothing else.
 */
void vmci_notify_reader_waits(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			      vmci_u64 target, struct vmci_notify_outcome *outcome);

/* A writer, or poll(), waits for space of so many bytes, 1 to size - 1: there is less. */
void vmci_notify_writer_waits(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			      vmci_u64 room, struct vmci_notify_outcome *outcome);

/*
 * The peer has sent a packet of a type; others than the four are not for this. `lowat` is what
 * those who wait to read want: SO_RCVLOWAT, at least 1.
 */
void vmci_notify_receive(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			 vmci_u32 type, vmci_u64 lowat, struct vmci_notify_outcome *outcome);

/*
 * Some of the packets could not be sent: those of `actions`. They are sent with the next that is
 * done. As the peer may wait for them, and nobody do anything here, the caller sees to it that
 * something is done soon: vmci_notify_receive() of VMCI_PACKET_INVALID does nothing else. A call
 * that has moved bytes has not failed for that.
 */
void vmci_notify_not_sent(struct vmci_notify *notify, unsigned int actions);

#endif
