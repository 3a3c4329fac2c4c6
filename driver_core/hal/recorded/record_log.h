/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A log of what a driver does, for one in production: of a fixed size, in memory that its owner
 * gives, without locks and without waiting, wherever the driver runs. When it is full the oldest
 * records make room for new ones; whoever reads is told how many he has missed.
 *
 * Any number of threads and interrupt handlers write; each reader has a place of its own.
 */
#ifndef VMCI_CORE_RECORD_LOG_H
#define VMCI_CORE_RECORD_LOG_H

/* What was done. Behind it: which fields of the record are used. */
enum vmci_record_kind {
	VMCI_RECORD_LOAD,     /* where, value: a shared word was read, after it was */
	VMCI_RECORD_STORE,    /* where, value: one is written, before it is */
	VMCI_RECORD_SENT,     /* length, bytes: a datagram is given to the device */
	VMCI_RECORD_ARRIVED,  /* length, bytes: one is given to a client */
	VMCI_RECORD_EVENT,    /* length, bytes: an event's payload, likewise */
	VMCI_RECORD_PAIR,     /* where, value, bytes: whose words are which: record_pair.h */
	VMCI_RECORD_PAIR_GONE /* where: they are no longer */
};

/* As many of a datagram's bytes are kept: a control packet of sockets is kept in full. */
#define VMCI_RECORD_WORDS 7u
#define VMCI_RECORD_BYTES (VMCI_RECORD_WORDS * 8u)

struct vmci_record {
	vmci_u64 number; /* counted from 1; see below */
	vmci_u64 time;	 /* by the log's clock */
	vmci_u64 kind;	 /* enum vmci_record_kind */
	vmci_u64 where;	 /* an address, which names a word and tells nothing else */
	vmci_u64 value;
	vmci_u64 length; /* of the whole datagram, in bytes */
	vmci_u64 words[VMCI_RECORD_WORDS];
};

/* What the number of a record is that is being written, and of one that never was. */
#define VMCI_RECORD_OPEN 0u
#define VMCI_RECORD_NONE (~(vmci_u64)0)

struct vmci_record_log {
	struct vmci_record *records;
	vmci_u64 count;
	vmci_u64 next; /* as many were to be written so far */
	vmci_u64 (*clock)(void);
};

/* The records in the owner's memory: `count` is a power of two. `clock` may be called anywhere. */
static inline void vmci_record_log_init(struct vmci_record_log *log, struct vmci_record *records,
					vmci_u64 count, vmci_u64 (*clock)(void))
{
	vmci_u64 i;

	for (i = 0; i < count; i++)
		records[i].number = VMCI_RECORD_NONE;
	log->records = records;
	log->count = count;
	log->next = 0;
	log->clock = clock;
}

/* A word of a record, which a reader may read at the same time: he looks at its number again. */
static inline void vmci_record_put(vmci_u64 *word, vmci_u64 value)
{
	__atomic_store_n(word, value, __ATOMIC_RELAXED);
}

static inline void vmci_record_put_bytes(struct vmci_record *record, const void *bytes,
					 vmci_u64 length)
{
	vmci_u64 words[VMCI_RECORD_WORDS] = {0};
	unsigned int i;

	if (length > 0)
		__builtin_memcpy(words, bytes,
				 length < VMCI_RECORD_BYTES ? (unsigned long)length
							    : (unsigned long)VMCI_RECORD_BYTES);
	for (i = 0; i < VMCI_RECORD_WORDS; i++)
		vmci_record_put(&record->words[i], words[i]);
}

/*
 * Writes a record; `bytes` may be null if length is 0. Whose turn it is in a slot where another
 * writer has been held up for so long that the log has come round leaves it to him: his own record
 * is one that is missed.
 */
static inline void vmci_record_add(struct vmci_record_log *log, unsigned int kind, vmci_u64 where,
				   vmci_u64 value, const void *bytes, vmci_u64 length)
{
	vmci_u64 place = __atomic_fetch_add(&log->next, 1, __ATOMIC_RELAXED);
	struct vmci_record *record = &log->records[place & (log->count - 1)];

	if (__atomic_exchange_n(&record->number, VMCI_RECORD_OPEN, __ATOMIC_ACQ_REL) ==
	    VMCI_RECORD_OPEN)
		return;
	/* The number before all else: who sees one of these words new sees it is open. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	vmci_record_put(&record->time, log->clock());
	vmci_record_put(&record->kind, kind);
	vmci_record_put(&record->where, where);
	vmci_record_put(&record->value, value);
	vmci_record_put(&record->length, length);
	vmci_record_put_bytes(record, bytes, length);
	/* All else before the number: who sees it sees the record. */
	__atomic_store_n(&record->number, place + 1, __ATOMIC_RELEASE);
}

/* Copies a record if it is the one of a place. */
static inline int vmci_record_copy(const struct vmci_record *from, vmci_u64 place,
				   struct vmci_record *to)
{
	const vmci_u64 *words = (const vmci_u64 *)from;
	vmci_u64 *copies = (vmci_u64 *)to;
	unsigned int i;

	if (__atomic_load_n(&from->number, __ATOMIC_ACQUIRE) != place + 1)
		return 0;
	for (i = 0; i < sizeof(*from) / sizeof(*words); i++)
		copies[i] = __atomic_load_n(&words[i], __ATOMIC_RELAXED);
	/* The words before the number: who has read a new one sees that it is another's. */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&from->number, __ATOMIC_RELAXED) == place + 1;
}

/*
 * Gives the oldest record that there is from *place on, which is 0 in the beginning, and moves
 * *place behind it. Adds to *missed how many were overwritten before they were read, or left out.
 * 0: there is none yet, or it is just being written.
 */
static inline int vmci_record_read(const struct vmci_record_log *log, vmci_u64 *place,
				   struct vmci_record *record, vmci_u64 *missed)
{
	vmci_u64 end = __atomic_load_n(&log->next, __ATOMIC_ACQUIRE);

	if (end - *place > log->count) {
		*missed += end - log->count - *place;
		*place = end - log->count;
	}
	while (*place != end) {
		const struct vmci_record *slot = &log->records[*place & (log->count - 1)];

		if (vmci_record_copy(slot, *place, record)) {
			*place += 1;
			return 1;
		}
		if (__atomic_load_n(&slot->number, __ATOMIC_ACQUIRE) == VMCI_RECORD_OPEN)
			return 0;
		*missed += 1;
		*place += 1;
	}
	return 0;
}

#endif
