/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The queue pairs of a machine: what is known of each besides its handle, which the registry has.
 *
 * A pair has two ends. Of one that is shared with the host or another machine only the first is
 * here. Of a local one the first is its creator's, and the second, which sees the queues exchanged,
 * that of who attached to it. An end goes through its states once: nobody attaches in the place of
 * who has left, so that a ring never has two producers.
 *
 * As the registry, the table is a plain value, and the caller holds the lock that guards both. The
 * queues of a pair whose end is being created or has left are those' who create or free them.
 */
#ifndef VMCI_CORE_QUEUE_PAIR_TABLE_H
#define VMCI_CORE_QUEUE_PAIR_TABLE_H

#include "../hal/device.h"
#include "../limits.h"
#include "../resource.h"
#include "../result.h"

#define VMCI_QUEUE_PAIR_ENDS 2u

enum vmci_queue_pair_end_state {
	VMCI_QUEUE_PAIR_END_ABSENT = 0,
	VMCI_QUEUE_PAIR_END_CREATING, /* its client can be told of its peer, and not yet detach */
	VMCI_QUEUE_PAIR_END_LIVE,
	VMCI_QUEUE_PAIR_END_LEAVING, /* it can be told, and somebody detaches it */
	VMCI_QUEUE_PAIR_END_LEFT
};

/* The last that a client was told of its peer. Who has been told one is not told an earlier one. */
enum vmci_queue_pair_told {
	VMCI_QUEUE_PAIR_TOLD_NOTHING = 0,
	VMCI_QUEUE_PAIR_TOLD_ATTACH,
	VMCI_QUEUE_PAIR_TOLD_DETACH,
	VMCI_QUEUE_PAIR_TOLD_RESUMED
};

struct vmci_queue_pair_end {
	vmci_callback callback;
	vmci_table_count
		calls;	     /* of the client that are under way, at most one by each who calls */
	unsigned char state; /* enum vmci_queue_pair_end_state */
	unsigned char told;  /* enum vmci_queue_pair_told */
};

enum vmci_queue_pair_state {
	VMCI_QUEUE_PAIR_FREE = 0,
	VMCI_QUEUE_PAIR_REGISTERED,
	VMCI_QUEUE_PAIR_ENDED, /* nobody has it any more, its queues are being freed */
	VMCI_QUEUE_PAIR_KEPT   /* the same, but the device may know the queues until it is reset */
};

/* A slot. One that is free is all zero bytes. */
struct vmci_queue_pair {
	vmci_u32 peer;	       /* the context of who may have the other end; VMCI_ID_INVALID: any */
	vmci_u32 produce_size; /* in bytes, as the first end sees it */
	vmci_u32 consume_size;
	vmci_queue produce;
	vmci_queue consume;
	struct vmci_queue_pair_end ends[VMCI_QUEUE_PAIR_ENDS];
	vmci_table_index resource; /* its slot in the registry */
	unsigned char flags;	   /* VMCI_QUEUE_PAIR_ */
	unsigned char state;	   /* enum vmci_queue_pair_state */
	unsigned char has_queues;
};

struct vmci_queue_pair_table {
	struct vmci_queue_pair slots[VMCI_QUEUE_PAIRS_MAX];
	vmci_table_index of_resource[VMCI_RESOURCES_MAX]; /* a slot + 1; 0: no pair's */
	vmci_u32 bytes;					  /* of all pairs' data */
};

/* Begins with no pairs. */
void vmci_queue_pair_table_init(struct vmci_queue_pair_table *table);

/*
 * Finds a free slot for a pair of such sizes, which vmci_queue_pair_check_sizes() has accepted.
 * VMCI_ERROR_NO_RESOURCES: there is none, or with this one all pairs' data would be more than
 * VMCI_QUEUE_PAIR_BYTES_MAX.
 */
int vmci_queue_pair_find_free(const struct vmci_queue_pair_table *table, vmci_u64 produce_size,
			      vmci_u64 consume_size, unsigned int *slot);

/* What vmci_queue_pair_enter() is told of a pair. */
struct vmci_queue_pair_entry {
	vmci_u64 produce_size;
	vmci_u64 consume_size;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_callback callback;
	unsigned int resource;
};

/* Enters a pair in a free slot, its first end in state CREATING, its queues not there yet. */
void vmci_queue_pair_enter(struct vmci_queue_pair_table *table, unsigned int slot,
			   const struct vmci_queue_pair_entry *entry);

/* Finds the pair that has a handle. VMCI_ERROR_NOT_FOUND; *slot is left alone. */
int vmci_queue_pair_find(const struct vmci_queue_pair_table *table, struct vmci_registry *registry,
			 struct vmci_handle handle, unsigned int *slot);

/* The registry has released the pair's resource: no handle leads to it any more. */
void vmci_queue_pair_unregister(struct vmci_queue_pair_table *table, unsigned int slot);

/* Forgets a pair that is not registered and whose queues have been freed. */
void vmci_queue_pair_clear(struct vmci_queue_pair_table *table, unsigned int slot);

/*
 * Whether the client of an end is to be told something, which is noted. Then a call of it is under
 * way until vmci_queue_pair_called().
 */
int vmci_queue_pair_tell(struct vmci_queue_pair_end *end, unsigned int what);

/* A call is over. Nonzero: it was the last one, and who ends that end may wait for that. */
int vmci_queue_pair_called(struct vmci_queue_pair_end *end);

/* Whether nobody has an end, nor makes it. */
int vmci_queue_pair_is_empty(const struct vmci_queue_pair_end *end);

#endif
