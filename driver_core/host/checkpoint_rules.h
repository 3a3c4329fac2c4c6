/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a checkpoint of a virtual machine holds, and what may be restored: pure functions. */
#ifndef VMCI_CORE_CHECKPOINT_RULES_H
#define VMCI_CORE_CHECKPOINT_RULES_H

#include "../result.h"
#include "../route.h"
#include "../wire.h"

/* The numbers are the protocol's. */
enum vmci_checkpoint_type {
	VMCI_CHECKPOINT_WATCHED = 1,	/* the ids of the contexts that it watches, 4 bytes each */
	VMCI_CHECKPOINT_WELL_KNOWN = 2, /* of hosts that carried between virtual machines: empty */
	VMCI_CHECKPOINT_OBSOLETE_FIRST = 3, /* as these: datagrams that were on their way */
	VMCI_CHECKPOINT_OBSOLETE_LAST = 5,
	VMCI_CHECKPOINT_DOORBELLS = 6 /* struct vmci_checkpoint_doorbell each */
};

/* A doorbell that the virtual machine has registered. */
struct vmci_checkpoint_doorbell {
	struct vmci_handle handle;
	vmci_u64 reserved; /* 0 */
};

/* The bytes of an id, and of a doorbell. */
#define VMCI_CHECKPOINT_ID_SIZE	      4u
#define VMCI_CHECKPOINT_DOORBELL_SIZE 16u

#ifdef VMCI_HAL_WIRE_WORDS
VMCI_ASSERT_SIZE(vmci_checkpoint_doorbell, VMCI_CHECKPOINT_DOORBELL_SIZE);
#endif

/*
 * The bytes of a state of a virtual machine that watches so many contexts and has registered so
 * many doorbells. VMCI_ERROR_OBSOLETE: nobody has such a state any more; VMCI_ERROR_INVALID_ARGS:
 * there is no such type.
 */
static inline int vmci_checkpoint_size(vmci_u32 type, vmci_u32 watched, vmci_u32 doorbells,
				       vmci_u64 *size)
{
	if (type >= VMCI_CHECKPOINT_OBSOLETE_FIRST && type <= VMCI_CHECKPOINT_OBSOLETE_LAST)
		return VMCI_ERROR_OBSOLETE;
	if (type < VMCI_CHECKPOINT_WATCHED || type > VMCI_CHECKPOINT_DOORBELLS)
		return VMCI_ERROR_INVALID_ARGS;
	*size = 0;
	if (type == VMCI_CHECKPOINT_WATCHED)
		*size = (vmci_u64)watched * VMCI_CHECKPOINT_ID_SIZE;
	if (type == VMCI_CHECKPOINT_DOORBELLS)
		*size = (vmci_u64)doorbells * VMCI_CHECKPOINT_DOORBELL_SIZE;
	return VMCI_SUCCESS;
}

/*
 * Whether a state of so many bytes may be restored. VMCI_ERROR_OBSOLETE: nobody has such a state
 * any more, or it should be empty; VMCI_ERROR_INVALID_ARGS: there is no such type, it is that of
 * doorbells, which a virtual machine registers anew, or the bytes are no ids, or more than there
 * can be contexts, `contexts_max`.
 */
static inline int vmci_checkpoint_check_restore(vmci_u32 type, vmci_u64 size, vmci_u64 contexts_max)
{
	if (type >= VMCI_CHECKPOINT_OBSOLETE_FIRST && type <= VMCI_CHECKPOINT_OBSOLETE_LAST)
		return VMCI_ERROR_OBSOLETE;
	if (type == VMCI_CHECKPOINT_WELL_KNOWN)
		return size == 0 ? VMCI_SUCCESS : VMCI_ERROR_OBSOLETE;
	if (type != VMCI_CHECKPOINT_WATCHED || size % VMCI_CHECKPOINT_ID_SIZE != 0 ||
	    size / VMCI_CHECKPOINT_ID_SIZE > contexts_max)
		return VMCI_ERROR_INVALID_ARGS;
	return VMCI_SUCCESS;
}

/*
 * Whether a virtual machine may watch a context that it is restored with, after so many others.
 * VMCI_ERROR_DST_UNREACHABLE: another virtual machine; VMCI_ERROR_NOT_FOUND: nobody whom it could
 * watch; VMCI_ERROR_ALREADY_EXISTS: the host, whom alone it can watch, a second time.
 */
static inline int vmci_checkpoint_check_watched(vmci_u32 watched, vmci_u64 others)
{
	if (vmci_context_is_vm(watched))
		return VMCI_ERROR_DST_UNREACHABLE;
	if (watched != VMCI_CONTEXT_HOST)
		return VMCI_ERROR_NOT_FOUND;
	return others == 0 ? VMCI_SUCCESS : VMCI_ERROR_ALREADY_EXISTS;
}

#endif
