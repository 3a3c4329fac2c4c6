// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Blocks of bytes, and chains of them. */
#include "pool.h"

void vmci_pool_init(struct vmci_pool *pool)
{
	unsigned int i;

	__builtin_memset(pool->bytes, 0, sizeof(pool->bytes));
	for (i = 0; i < VMCI_POOL_BLOCKS; i++)
		pool->next[i] = 0;
	pool->first_free = 0;
	pool->free = VMCI_POOL_BLOCKS;
}

void vmci_chain_init(struct vmci_chain *chain)
{
	chain->length = 0;
	chain->offset = 0;
	chain->room = 0;
	chain->first = 0;
	chain->last = 0;
}

/* Appends a free block. There is one. */
static void add_block(struct vmci_pool *pool, struct vmci_chain *chain)
{
	unsigned int block = pool->first_free;

	pool->next[block] = (vmci_table_index)VMCI_POOL_END;
	pool->free = (vmci_table_index)(pool->free - 1);
	do
		pool->first_free = (vmci_table_index)(pool->first_free + 1);
	while (pool->first_free < VMCI_POOL_BLOCKS && pool->next[pool->first_free] != 0);
	if (chain->last != 0)
		pool->next[chain->last - 1] = (vmci_table_index)(block + 1);
	else
		chain->first = (vmci_table_index)(block + 1);
	chain->last = (vmci_table_index)(block + 1);
	chain->room = (vmci_buffer_offset)VMCI_POOL_BLOCK;
}

static void free_first_block(struct vmci_pool *pool, struct vmci_chain *chain)
{
	unsigned int block = chain->first - 1u;

	chain->first = pool->next[block];
	if (chain->first == VMCI_POOL_END)
		vmci_chain_init(chain);
	chain->offset = 0;
	__builtin_memset(pool->bytes[block], 0, VMCI_POOL_BLOCK);
	pool->next[block] = 0;
	pool->free = (vmci_table_index)(pool->free + 1);
	if (block < pool->first_free)
		pool->first_free = (vmci_table_index)block;
}

unsigned char *vmci_chain_room(struct vmci_pool *pool, struct vmci_chain *chain, vmci_u32 *bytes)
{
	if (chain->room == 0) {
		if (pool->free == 0)
			return 0;
		add_block(pool, chain);
	}
	*bytes = chain->room;
	return &pool->bytes[chain->last - 1][VMCI_POOL_BLOCK - chain->room];
}

void vmci_chain_grow(struct vmci_chain *chain, vmci_u32 bytes)
{
	chain->length += bytes;
	chain->room = (vmci_buffer_offset)(chain->room - bytes);
}

int vmci_chain_append(struct vmci_pool *pool, struct vmci_chain *chain, const void *bytes,
		      vmci_u32 length)
{
	const unsigned char *from = (const unsigned char *)bytes;

	if (length > chain->room + (vmci_u64)pool->free * VMCI_POOL_BLOCK)
		return VMCI_ERROR_NO_RESOURCES;
	while (length != 0) {
		vmci_u32 n = 0;
		unsigned char *to = vmci_chain_room(pool, chain, &n);

		if (n > length)
			n = length;
		__builtin_memcpy(to, from, n);
		vmci_chain_grow(chain, n);
		from += n;
		length -= n;
	}
	return VMCI_SUCCESS;
}

void vmci_chain_read(const struct vmci_pool *pool, const struct vmci_chain *chain, void *bytes,
		     vmci_u32 length)
{
	unsigned char *to = (unsigned char *)bytes;
	unsigned int offset = chain->offset;
	unsigned int block = chain->first;

	while (length != 0) {
		vmci_u32 n = VMCI_POOL_BLOCK - offset;

		if (n > length)
			n = length;
		__builtin_memcpy(to, &pool->bytes[block - 1][offset], n);
		to += n;
		length -= n;
		offset = 0;
		block = pool->next[block - 1];
	}
}

void vmci_chain_drop(struct vmci_pool *pool, struct vmci_chain *chain, vmci_u32 length)
{
	chain->length -= length;
	while (length >= VMCI_POOL_BLOCK - chain->offset && chain->first != 0) {
		length -= VMCI_POOL_BLOCK - chain->offset;
		free_first_block(pool, chain);
	}
	if (chain->first != 0)
		chain->offset = (vmci_buffer_offset)(chain->offset + length);
	while (chain->length == 0 && chain->first != 0)
		free_first_block(pool, chain);
}
