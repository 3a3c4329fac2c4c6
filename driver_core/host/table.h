/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The broker's tables, as its operations use them. With the broker's lock held, all of it. */
#ifndef VMCI_CORE_BROKER_TABLE_H
#define VMCI_CORE_BROKER_TABLE_H

#include "broker.h"

/* Frees the slot of a context that is removed, and nobody is to be told of. */
void vmci_broker_clear_context(struct vmci_broker_context *context);

/* The slot of a context that may ask for something; VMCI_CONTEXTS_MAX: it may not. */
unsigned int vmci_broker_find_context(const struct vmci_broker *broker, vmci_u32 context);

/* Whether a context is present or leaving. */
int vmci_broker_is_there(const struct vmci_broker_context *context);

/* The slot of a context that is leaving: somebody removes it. */
unsigned int vmci_broker_find_leaving(const struct vmci_broker *broker, vmci_u32 context);

/* Enters a virtual machine: vmci_broker_add_context(), which says what can be wrong. */
int vmci_broker_enter_context(struct vmci_broker *broker, vmci_u32 context, unsigned int privileges,
			      vmci_u32 version, unsigned int *slot);

/*
 * Finds a pair by its handle and takes a reference of its slot. Errors are those of
 * vmci_registry_get(); *slot is then left alone.
 */
int vmci_broker_find_pair(struct vmci_broker *broker, struct vmci_handle handle,
			  unsigned int *slot);

/* Claims a pair for a context. Zero: somebody else has claimed it, and wakes who waits for it. */
int vmci_broker_claim(struct vmci_broker *broker, unsigned int slot, vmci_u32 context);

/* Ends that. Nonzero: somebody waits for it, and is to be woken. */
int vmci_broker_unclaim(struct vmci_broker *broker, unsigned int slot);

/*
 * Enters a pair that is being created, NEW and not claimed, under its handle or, if the resource of
 * that is invalid, under an id that is new. VMCI_ERROR_NO_RESOURCES: no slot is free.
 */
int vmci_broker_enter(struct vmci_broker *broker, struct vmci_handle handle, unsigned int *slot,
		      struct vmci_handle *entered);

/*
 * Frees the slot of a pair that has not been created, or is GONE, unless it is claimed, somebody is
 * still to be told of it, or an operation has a reference.
 */
void vmci_broker_free_unused(struct vmci_broker *broker, unsigned int slot);

/*
 * Charges a context for a pair that it becomes a party of. VMCI_ERROR_NO_RESOURCES: it would have
 * more pairs, or more bytes in their queues, than a virtual machine may.
 */
int vmci_broker_charge(struct vmci_broker *broker, vmci_u32 context, const struct vmci_pair *pair);

/*
 * Ends the charge of a party that leaves, or does not become one: for the bytes, and for the pair
 * unless it is still to be told of it.
 */
void vmci_broker_discharge(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
			   const struct vmci_pair *pair);

/* Owes a party of a pair an event: VMCI_BROKER_OWES_. */
void vmci_broker_owe(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
		     unsigned int event);

/* A party has been told, or is not to be told any more. The slot may be free then. */
void vmci_broker_settle(struct vmci_broker *broker, unsigned int slot, vmci_u32 context,
			unsigned int event);

/* Which events a context is owed of a pair: VMCI_BROKER_OWES_ bits. */
unsigned int vmci_broker_owed(const struct vmci_broker *broker, unsigned int slot,
			      vmci_u32 context);

/*
 * Tells a context, by its slot, the next thing that it is owed: vmci_broker_next_event().
 * VMCI_ERROR_NO_MORE_DATAGRAMS: there is nothing, and the message is left alone.
 */
int vmci_broker_tell_next(struct vmci_broker *broker, unsigned int context_slot,
			  struct vmci_event_queue_pair_msg *message);

#endif
