/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * How a log is kept in a file: this, and behind it the records as vmci_record_read() gives them,
 * one after the other. What was missed shows by their numbers. All words are in the machine's order
 * of bytes, which the first one tells. `replay import` reads such files.
 */
#ifndef VMCI_CORE_RECORD_FILE_H
#define VMCI_CORE_RECORD_FILE_H

#include "../hal.h"
#include "record_log.h"

/* "VMCILOG1" where the lowest byte comes first. */
#define VMCI_RECORD_FILE 0x31474f4c49434d56ull

struct vmci_record_file {
	vmci_u64 magic;	       /* VMCI_RECORD_FILE */
	vmci_u64 record_bytes; /* sizeof(struct vmci_record) */
	vmci_u64 ticks;	       /* of the log's clock in a second; not 0 */
	vmci_u64 context;      /* the machine's own; ~(u32)0 if it is not known */
};

static inline void vmci_record_file_init(struct vmci_record_file *file, vmci_u64 ticks,
					 vmci_u32 context)
{
	file->magic = VMCI_RECORD_FILE;
	file->record_bytes = sizeof(struct vmci_record);
	file->ticks = ticks;
	file->context = context;
}

#endif
