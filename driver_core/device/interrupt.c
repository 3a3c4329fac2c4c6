// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The handler of a single interrupt vector. */
#include "interrupt.h"
#include "registers.h"

enum interrupt_phase { INTERRUPT_ACKNOWLEDGE, INTERRUPT_DATAGRAMS, INTERRUPT_NOTIFICATIONS };

/*
 * Reading the causes acknowledges them: what comes from now on interrupts again. So nothing that
 * they announce may be looked at before.
 */
static vmci_u32 acknowledge(const struct vmci_guest *guest)
{
	vmci_u32 causes = vmci_hal_read_register(guest->device, VMCI_REGISTER_ICR);

	return causes == VMCI_REGISTER_GONE ? 0 : causes;
}

enum vmci_step vmci_interrupt_step(struct vmci_guest *guest, struct vmci_interrupt *interrupt)
{
	switch ((enum interrupt_phase)interrupt->phase) {
	case INTERRUPT_ACKNOWLEDGE:
		interrupt->causes = (unsigned char)acknowledge(guest);
		interrupt->ours = interrupt->causes != 0;
		interrupt->phase = INTERRUPT_DATAGRAMS;
		return interrupt->ours ? VMCI_STEP_AGAIN : VMCI_STEP_DONE;
	case INTERRUPT_DATAGRAMS:
		if (!(interrupt->causes & VMCI_INTERRUPT_DATAGRAM))
			break;
		if (vmci_delivery_step(guest, &interrupt->delivery) == VMCI_STEP_DONE)
			interrupt->phase = INTERRUPT_NOTIFICATIONS;
		return VMCI_STEP_AGAIN;
	case INTERRUPT_NOTIFICATIONS:
		break;
	}
	if (!(interrupt->causes & VMCI_INTERRUPT_NOTIFICATION))
		return VMCI_STEP_DONE;
	return vmci_notification_step(guest, &interrupt->notification);
}
