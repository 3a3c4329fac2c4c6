/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Checkpoints of virtual machines: what a host knows of one and would forget when it is suspended,
 * or goes on elsewhere. The protocol has no state for queue pairs: of a machine that stays here the
 * memory is unmapped and mapped again, see pair_party.h, and one that goes elsewhere has no pairs.
 */
#ifndef VMCI_CORE_CHECKPOINT_H
#define VMCI_CORE_CHECKPOINT_H

#include "checkpoint_rules.h"
#include "host.h"

/*
 * Writes a state of a virtual machine, every byte of it, in one step. *size is how many bytes there
 * is room for, and then how many the state has. VMCI_ERROR_INVALID_ARGS: there is no such virtual
 * machine; those of vmci_checkpoint_size(), with which *size is left alone; VMCI_ERROR_MORE_DATA:
 * there is not room for all, and nothing is written.
 */
int vmci_host_get_checkpoint(struct vmci_host *host, vmci_u32 context, vmci_u32 type,
			     unsigned char *bytes, vmci_u64 *size);

/*
 * Restores a state of a virtual machine: then it watches those contexts, and no others. One step.
 * VMCI_ERROR_INVALID_ARGS: there is no such virtual machine; those of
 * vmci_checkpoint_check_restore() and vmci_checkpoint_check_watched(). On an error nothing changes.
 */
int vmci_host_set_checkpoint(struct vmci_host *host, vmci_u32 context, vmci_u32 type,
			     const unsigned char *bytes, vmci_u64 size);

#endif
