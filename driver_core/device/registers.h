/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The device's registers and their bits. Each register has 32 bits; offsets are in bytes, the same
 * in the window of I/O ports and in that of memory.
 */
#ifndef VMCI_CORE_REGISTERS_H
#define VMCI_CORE_REGISTERS_H

enum vmci_register {
	VMCI_REGISTER_STATUS = 0x00,
	VMCI_REGISTER_CONTROL = 0x04,
	VMCI_REGISTER_ICR = 0x08, /* interrupt causes; reading acknowledges them */
	VMCI_REGISTER_IMR = 0x0c, /* causes that may interrupt; bits as in ICR */
	VMCI_REGISTER_DATA_OUT = 0x10,
	VMCI_REGISTER_DATA_IN = 0x14,
	VMCI_REGISTER_CAPABILITIES = 0x18, /* read: offered; written: used */
	VMCI_REGISTER_RESULT_LOW = 0x1c,   /* of the last datagram sent: enum vmci_result */
	VMCI_REGISTER_RESULT_HIGH = 0x20,
	VMCI_REGISTER_DATA_OUT_LOW = 0x24, /* writing it sends */
	VMCI_REGISTER_DATA_OUT_HIGH = 0x28,
	VMCI_REGISTER_DATA_IN_LOW = 0x2c, /* writing it receives */
	VMCI_REGISTER_DATA_IN_HIGH = 0x30,
	VMCI_REGISTER_GUEST_PAGE_SHIFT = 0x34
};

/* What any register reads as when the device is gone. */
#define VMCI_REGISTER_GONE 0xffffffffu

#define VMCI_STATUS_INTERRUPTS_ON 1u

#define VMCI_CONTROL_RESET	       1u
#define VMCI_CONTROL_INTERRUPT_ENABLE  2u
#define VMCI_CONTROL_INTERRUPT_DISABLE 4u

#define VMCI_INTERRUPT_DATAGRAM	    1u
#define VMCI_INTERRUPT_NOTIFICATION 2u
#define VMCI_INTERRUPT_DMA_DATAGRAM 4u

#define VMCI_CAPABILITY_HYPERCALL     1u
#define VMCI_CAPABILITY_GUESTCALL     2u
#define VMCI_CAPABILITY_DATAGRAM      4u
#define VMCI_CAPABILITY_NOTIFICATIONS 8u
#define VMCI_CAPABILITY_PPN64	      16u
#define VMCI_CAPABILITY_DMA_DATAGRAM  32u

#endif
