/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Doorbells of a host's contexts. A virtual machine has those that it has registered, and collects
 * which of them were rung; a program of the host is called for its own by deferred work. What is
 * rung again before that is collected, or called for, once.
 */
#ifndef VMCI_CORE_BELL_H
#define VMCI_CORE_BELL_H

#include "host.h"
#include "program.h"

/*
 * Registers a virtual machine's doorbell, or ends that, in one step. Errors:
 * VMCI_ERROR_INVALID_ARGS: there is no such virtual machine, or the handle is not of it, or has no
 * resource. Of a registration: VMCI_ERROR_DUPLICATE_ENTRY; VMCI_ERROR_NO_RESOURCES: it has
 * VMCI_CONTEXT_DOORBELLS_MAX, or no slot is free. Of its end: VMCI_ERROR_NOT_FOUND.
 */
int vmci_host_register_doorbell(struct vmci_host *host, vmci_u32 context,
				struct vmci_handle handle);
int vmci_host_unregister_doorbell(struct vmci_host *host, vmci_u32 context,
				  struct vmci_handle handle);

/*
 * Creates a program's doorbell, in one step. `resource` is the id of the handle as wanted, or
 * VMCI_ID_INVALID for one that is free. VMCI_ERROR_INVALID_ARGS: there are other privileges than
 * VMCI_PRIVILEGE_; those of vmci_registry_add().
 */
int vmci_program_doorbell_create(struct vmci_host *host, vmci_u32 resource, unsigned int privileges,
				 vmci_host_callback callback, struct vmci_handle *created);

/*
 * Makes the next step of its destruction, which waits for the program's call to be over.
 * VMCI_ERROR_NOT_FOUND: there is no such doorbell.
 */
enum vmci_step vmci_program_doorbell_destroy_step(struct vmci_host *host,
						  struct vmci_program_destroy *destroy);

/* The ringing of a doorbell. The caller sets the first three, and zeroes the rest. */
struct vmci_bell {
	struct vmci_handle handle;
	vmci_u32 sender;	  /* the context that rings */
	unsigned char privileges; /* of a program: VMCI_PRIVILEGE_; 0: those of its context */
	unsigned char phase;
	int result; /* once the operation is done */
};

/*
 * Makes the next step of ringing. VMCI_ERROR_INVALID_ARGS: there is no such sender; those of
 * vmci_bell_check().
 */
enum vmci_step vmci_bell_step(struct vmci_host *host, struct vmci_bell *bell);

/*
 * Collects the doorbells of a virtual machine that were rung, longest ago first, in one step.
 * *count is how many there is room for, and then how many there are. VMCI_ERROR_INVALID_ARGS: there
 * is no such virtual machine; VMCI_ERROR_MORE_DATA: there is no room for all, and none is
 * collected.
 */
int vmci_host_collect_bells(struct vmci_host *host, vmci_u32 context, struct vmci_handle *bells,
			    vmci_u64 *count);

/*
 * Has so many that were collected and got lost on the way rung anew, those of them that are still
 * registered. One step, after which the virtual machine is to be told again.
 * VMCI_ERROR_INVALID_ARGS: there is no such virtual machine.
 */
int vmci_host_return_bells(struct vmci_host *host, vmci_u32 context,
			   const struct vmci_handle *bells, vmci_u64 count);

/*
 * Takes the doorbell of the host's programs that was rung longest ago, with a reference that the
 * caller gives back. Zero: none was rung. One step.
 */
int vmci_host_take_bell(struct vmci_host *host, unsigned int *slot, vmci_host_callback *callback);

/*
 * Ends the registrations of a virtual machine that is leaving: the next of them, in one step. Zero:
 * there was none.
 */
int vmci_host_drop_doorbell(struct vmci_host *host, vmci_u32 context, unsigned int *slot);

#endif
