/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The sockets of a program that is a virtual machine: driver, device and sockets in one. Calls go
 * to its `node` by vmci_user_call(), or directly where they are one step; one that would have to
 * wait is tried again behind vmci_user_serve().
 */
#ifndef VMCI_CORE_USER_SOCKETS_H
#define VMCI_CORE_USER_SOCKETS_H

#include "../device/probe.h"
#include "../stack/attach.h"
#include "../stack/work.h"
#include "device.h"

struct vmci_user_sockets {
	struct vmci_user_device device;
	struct vmci_guest guest;
	struct vmci_stack stack;
	struct vmci_node node;
	struct vmci_probe probe;
	struct vmci_stack_work work;
	struct vmci_stack_attachment attachment;
};

/*
 * Makes a machine with sockets, as vmci_user_device_begin() makes its device. Errors: those of it,
 * of vmci_probe_step() and of vmci_stack_attach_step().
 */
int vmci_user_sockets_begin(struct vmci_user_sockets *sockets, vmci_u32 wished, vmci_u64 pages);

/* The machine is off, whatever sockets there are. */
void vmci_user_sockets_end(struct vmci_user_sockets *sockets);

/* Makes steps of a call of the stack until it is done. */
#define vmci_user_call(sockets, step_call) vmci_user_run(&(sockets)->device, step_call)

#endif
