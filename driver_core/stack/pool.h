/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Bytes that are kept for sockets: in blocks of a pool that all of them share, so that there is a
 * bound to them, and none of them needs memory that it does not use.
 *
 * A chain is a queue of bytes, in blocks one behind the other. The caller holds the lock that
 * guards the pool. He may do without where he reads, or fills room that he was given, of a chain
 * that nobody else uses meanwhile.
 *
 * A pool is a plain value. A block that is free holds zero bytes, and the lowest free one is given
 * out next.
 */
#ifndef VMCI_CORE_STACK_POOL_H
#define VMCI_CORE_STACK_POOL_H

#include "../limits.h"
#include "../result.h"

struct vmci_pool {
	unsigned char bytes[VMCI_POOL_BLOCKS][VMCI_POOL_BLOCK];
	/* The next in its chain: its number + 1; of the last VMCI_POOL_END; 0: the block is free.
	 */
	vmci_table_index next[VMCI_POOL_BLOCKS];
	vmci_table_index first_free; /* the lowest; VMCI_POOL_BLOCKS: there is none */
	vmci_table_index free;	     /* so many */
};

#define VMCI_POOL_END (VMCI_POOL_BLOCKS + 1u)

struct vmci_chain {
	vmci_u32 length;	   /* bytes that it holds */
	vmci_buffer_offset offset; /* of the first of them in its block */
	vmci_buffer_offset room;   /* bytes behind the last of them in its block */
	vmci_table_index first;	   /* blocks: numbers + 1; 0: there are none */
	vmci_table_index last;
};

/* Begins with all blocks free. */
void vmci_pool_init(struct vmci_pool *pool);

/* Begins with no bytes and no blocks. */
void vmci_chain_init(struct vmci_chain *chain);

/*
 * Gives the room behind the last byte of a chain, in *bytes of it, at least 1; if there is none,
 * that of one more block. Null: no block is free.
 */
unsigned char *vmci_chain_room(struct vmci_pool *pool, struct vmci_chain *chain, vmci_u32 *bytes);

/* So many bytes, all that there is room for at most, have been written there: they belong to it. */
void vmci_chain_grow(struct vmci_chain *chain, vmci_u32 bytes);

/*
 * Appends bytes, all or none. VMCI_ERROR_NO_RESOURCES: there are not so many free blocks, and
 * nothing changes.
 */
int vmci_chain_append(struct vmci_pool *pool, struct vmci_chain *chain, const void *bytes,
		      vmci_u32 length);

/* Copies the first bytes of a chain, not more than it holds. They stay. */
void vmci_chain_read(const struct vmci_pool *pool, const struct vmci_chain *chain, void *bytes,
		     vmci_u32 length);

/* Forgets the first bytes of a chain, not more than it holds. One without bytes has no blocks. */
void vmci_chain_drop(struct vmci_pool *pool, struct vmci_chain *chain, vmci_u32 length);

#endif
