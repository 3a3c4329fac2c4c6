/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * How much the core's tables, and the buffer of its parser, hold. They have no memory but their own,
 * so that the limits are known when they are compiled: hal_platform.h, or the compiler's command
 * line, may set others.
 */
#ifndef VMCI_CORE_LIMITS_H
#define VMCI_CORE_LIMITS_H

#include "hal/hal.h"

/*
 * What a table holds for a slot or an index, or one more than that; for a number of users; and for
 * a number of bytes in the receive buffer. Where these are small a platform may choose smaller
 * unsigned types.
 */
#ifndef VMCI_TABLE_INDEX
#define VMCI_TABLE_INDEX unsigned int
#define VMCI_TABLE_COUNT unsigned int
#define VMCI_BUFFER_OFFSET unsigned int
#endif
typedef VMCI_TABLE_INDEX vmci_table_index;
typedef VMCI_TABLE_COUNT vmci_table_count;
typedef VMCI_BUFFER_OFFSET vmci_buffer_offset;
#define VMCI_TABLE_COUNT_MAX ((vmci_table_count)~0u)

/*
 * Resources that are registered at one time. A device tells 4096 doorbells apart; this leaves as
 * many slots again for datagram endpoints and queue pairs.
 */
#ifndef VMCI_RESOURCES_MAX
#define VMCI_RESOURCES_MAX 8192u
#endif

/* Chains by which resources are found. Ids are given out one after the other: they spread evenly.
 */
#ifndef VMCI_RESOURCE_BUCKETS
#define VMCI_RESOURCE_BUCKETS 1024u
#endif

/* Notification indexes, each a byte of the page that a device is told of. */
#ifndef VMCI_NOTIFY_INDEXES
#define VMCI_NOTIFY_INDEXES 4096u
#endif

/* Subscriptions to events at one time. Each kind of driver on top of this one has a few. */
#ifndef VMCI_SUBSCRIPTIONS_MAX
#define VMCI_SUBSCRIPTIONS_MAX 64u
#endif

/* The bytes of a page, on which a device begins anew in the stream of datagrams that it sends. */
#ifndef VMCI_RECEIVE_PAGE
#define VMCI_RECEIVE_PAGE 4096u
#endif

/* The bytes of the buffer for that stream: the longest datagram, VMCI_DATAGRAM_SIZE_MAX. */
#ifndef VMCI_RECEIVE_BUFFER
#define VMCI_RECEIVE_BUFFER (17u * 4096u)
#endif

/* Datagrams that wait for the driver's deferred work, all endpoints' together. */
#ifndef VMCI_DELAYED_MAX
#define VMCI_DELAYED_MAX 256u
#endif

/* The data of a queue pair, and of all that a machine has, in bytes. */
#ifndef VMCI_QUEUE_PAIR_BYTES_MAX
#define VMCI_QUEUE_PAIR_BYTES_MAX (128u * 1024u * 1024u)
#endif

/* Queue pairs that a machine with a device has at one time. */
#ifndef VMCI_QUEUE_PAIRS_MAX
#define VMCI_QUEUE_PAIRS_MAX 512u
#endif

/* The queue pairs that a host's broker has at one time, each a resource in its registry. */
#ifndef VMCI_BROKER_PAIRS_MAX
#define VMCI_BROKER_PAIRS_MAX 4096u
#endif

/* Those of one virtual machine, so that a few of them do not take all. */
#ifndef VMCI_CONTEXT_PAIRS_MAX
#define VMCI_CONTEXT_PAIRS_MAX 1024u
#endif

/* The contexts that a host has at one time: itself, and its virtual machines. */
#ifndef VMCI_CONTEXTS_MAX
#define VMCI_CONTEXTS_MAX 2000u
#endif

/* Doorbells that one virtual machine registers, so that a few of them do not take all. */
#ifndef VMCI_CONTEXT_DOORBELLS_MAX
#define VMCI_CONTEXT_DOORBELLS_MAX 1024u
#endif

/* Sockets that there are at one time. */
#ifndef VMCI_SOCKETS_MAX
#define VMCI_SOCKETS_MAX 8192u
#endif

/* Chains by which they are found, of those that are bound and of those that are connected each. */
#ifndef VMCI_SOCKET_BUCKETS
#define VMCI_SOCKET_BUCKETS 1024u
#endif

/* The last of the ports, from VMCI_PORT_UNRESERVED on, that sockets get which ask for any. */
#ifndef VMCI_PORT_GIVEN_LAST
#define VMCI_PORT_GIVEN_LAST 0xfffffffeu
#endif

/* Connections that may wait for one listener. */
#ifndef VMCI_BACKLOG_MAX
#define VMCI_BACKLOG_MAX 4096u
#endif

/* Packets of sockets that have come and are to be looked at, all sockets' together. */
#ifndef VMCI_INBOX_MAX
#define VMCI_INBOX_MAX 1024u
#endif

/* Datagrams that have come and are to be received, all sockets' together. */
#ifndef VMCI_DATAGRAMS_MAX
#define VMCI_DATAGRAMS_MAX 1024u
#endif

/*
 * The blocks in which bytes are kept for sockets, all sockets' together, and the bytes of one. One
 * of the longest datagrams has 272 of these.
 */
#ifndef VMCI_POOL_BLOCKS
#define VMCI_POOL_BLOCKS 4096u
#endif
#ifndef VMCI_POOL_BLOCK
#define VMCI_POOL_BLOCK 256u
#endif

/* The most bytes that readers of a stream may ask to be woken for: SO_RCVLOWAT. */
#ifndef VMCI_LOW_MARK_MAX
#define VMCI_LOW_MARK_MAX 4096u
#endif

#if VMCI_RECEIVE_PAGE < 24 || VMCI_RECEIVE_PAGE % 8 || VMCI_RECEIVE_BUFFER % VMCI_RECEIVE_PAGE
#error "A page must hold a datagram's header and be a multiple of 8, the buffer a multiple of it."
#endif

#if VMCI_PORT_GIVEN_LAST < 1024 || VMCI_PORT_GIVEN_LAST == 0xffffffff
#error "The ports to be given lie between the reserved ones and the one that stands for any."
#endif

#endif
