/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The machine's sockets, as kernel code has them over its device. */
#ifndef VMCI_CORE_LINUX_SOCKETS_H
#define VMCI_CORE_LINUX_SOCKETS_H

#include <linux/wait.h>
#include <linux/workqueue.h>

#include "../stack/attach.h"
#include "../stack/stack.h"
#include "../stack/work.h"
#include "device.h"
#include "vmci_sockets.h"

/* It is too large for kmalloc(). A socket is its slot. */
struct vmci_sockets {
	struct vmci_device *device;
	struct vmci_node node;
	struct vmci_stack_attachment attachment;
	struct vmci_stack_work work;
	struct work_struct working;
	wait_queue_head_t waiting[VMCI_SOCKETS_MAX]; /* for something to happen to a socket */
	struct vmci_stack stack;
};

#endif
