/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a log is to know of queue pairs: which words are whose. The words' accesses are recorded by
 * their addresses, which tell nothing else. Whoever has a pair says so when it has begun, and
 * before its memory is given back; once more now and then, so that a log from which the oldest
 * records are gone still knows it.
 */
#ifndef VMCI_CORE_RECORD_PAIR_H
#define VMCI_CORE_RECORD_PAIR_H

#include "../../ring.h"
#include "record_log.h"

/* In the words of a record of the kind VMCI_RECORD_PAIR. Sizes and indices in bytes. */
enum vmci_record_pair_word {
	VMCI_RECORD_HANDLE, /* the context, and the resource in the upper half */
	VMCI_RECORD_PRODUCE_SIZE,
	VMCI_RECORD_CONSUME_SIZE,
	VMCI_RECORD_PRODUCE_TAIL,
	VMCI_RECORD_PRODUCE_HEAD, /* as it was accepted last */
	VMCI_RECORD_CONSUME_TAIL, /* likewise */
	VMCI_RECORD_CONSUME_HEAD
};

/* Names the words of a pair. None of its operations may be under way. */
static inline void vmci_record_pair(struct vmci_record_log *log, struct vmci_handle handle,
				    const struct vmci_ring_pair *pair)
{
	vmci_u64 words[VMCI_RECORD_WORDS];

	words[VMCI_RECORD_HANDLE] = handle.context | (vmci_u64)handle.resource << 32;
	words[VMCI_RECORD_PRODUCE_SIZE] = pair->produce.bytes.size;
	words[VMCI_RECORD_CONSUME_SIZE] = pair->consume.bytes.size;
	words[VMCI_RECORD_PRODUCE_TAIL] = pair->produce.tail;
	words[VMCI_RECORD_PRODUCE_HEAD] = pair->consume.head;
	words[VMCI_RECORD_CONSUME_TAIL] = pair->consume.tail;
	words[VMCI_RECORD_CONSUME_HEAD] = pair->produce.head;
	vmci_record_add(log, VMCI_RECORD_PAIR, (vmci_u64)(unsigned long)pair->produce.header,
			(vmci_u64)(unsigned long)pair->consume.header, words, sizeof(words));
}

/* The pair's memory is its no longer. */
static inline void vmci_record_pair_gone(struct vmci_record_log *log,
					 const struct vmci_ring_pair *pair)
{
	vmci_record_add(log, VMCI_RECORD_PAIR_GONE, (vmci_u64)(unsigned long)pair->produce.header,
			0, 0, 0);
}

#endif
