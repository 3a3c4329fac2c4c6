/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Who may ring a doorbell of a host's context: a pure function of what is known of both. */
#ifndef VMCI_CORE_BELL_RULES_H
#define VMCI_CORE_BELL_RULES_H

#include "../datagram.h"
#include "../route.h"
#include "../wire.h"

struct vmci_bell_question {
	struct vmci_handle handle;
	vmci_u32 sender;		   /* the context that rings */
	unsigned char dst_exists;	   /* whether the host has a context of the handle's id */
	unsigned char registered;	   /* whether that has such a doorbell */
	unsigned char sender_privileges;   /* of the context: VMCI_PRIVILEGE_ */
	unsigned char program_privileges;  /* with which a program rings; 0: its context's */
	unsigned char context_privileges;  /* of the doorbell's */
	unsigned char doorbell_privileges; /* of a program's doorbell */
};

/*
 * VMCI_SUCCESS, or in this order: VMCI_ERROR_INVALID_ARGS: the handle is invalid in either half;
 * VMCI_ERROR_DST_UNREACHABLE: a virtual machine rings another's; VMCI_ERROR_NOT_FOUND: there is no
 * such context, or the host's programs have no such doorbell; VMCI_ERROR_NO_ACCESS: privileges
 * forbid it; VMCI_ERROR_NOT_FOUND: the virtual machine has no such doorbell.
 */
static inline int vmci_bell_check(const struct vmci_bell_question *question)
{
	int of_host = question->handle.context == VMCI_CONTEXT_HOST;
	unsigned int from = question->sender_privileges;
	unsigned int to = question->context_privileges;

	if (question->handle.context == VMCI_ID_INVALID ||
	    question->handle.resource == VMCI_ID_INVALID)
		return VMCI_ERROR_INVALID_ARGS;
	if (vmci_context_is_vm(question->sender) && !of_host &&
	    question->handle.context != question->sender)
		return VMCI_ERROR_DST_UNREACHABLE;
	if (!question->dst_exists || (of_host && !question->registered))
		return VMCI_ERROR_NOT_FOUND;
	if (question->sender == VMCI_CONTEXT_HOST && question->program_privileges)
		from = question->program_privileges;
	if (of_host)
		to = question->doorbell_privileges;
	if (vmci_privileges_deny(from, to))
		return VMCI_ERROR_NO_ACCESS;
	if (!question->registered)
		return VMCI_ERROR_NOT_FOUND;
	return VMCI_SUCCESS;
}

#endif
