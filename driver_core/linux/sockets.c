// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A machine's sockets: what the core's stack needs of the kernel; their beginning and end. */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/random.h>

#include "../stack/arrival.h"
#include "sockets.h"

static void arrived(void *client, const void *datagram, size_t size)
{
	struct vmci_sockets *sockets = client;

	vmci_stack_packet_arrived(&sockets->stack, datagram, size);
}

static void happened(void *client, const void *payload, size_t size)
{
	struct vmci_sockets *sockets = client;

	vmci_stack_event_happened(&sockets->stack);
}

/* A client is a socket: its machine's are one behind the other. */
static void changed(void *client, unsigned int event)
{
	struct vmci_stack_socket *socket = client;
	struct vmci_sockets *sockets = socket->timer.handler.owner;

	vmci_stack_peer_changed(&sockets->stack, socket - sockets->stack.sockets, event);
}

static void expired(void *owner, unsigned int number)
{
	struct vmci_sockets *sockets = owner;

	vmci_stack_timer_expired(&sockets->stack, number);
}

vmci_callback vmci_linux_sockets_packets(struct vmci_sockets *sockets)
{
	vmci_callback callback = { .arrived = arrived, .client = sockets };

	return callback;
}

vmci_callback vmci_linux_sockets_events(struct vmci_sockets *sockets)
{
	vmci_callback callback = { .happened = happened, .client = sockets };

	return callback;
}

vmci_callback vmci_linux_sockets_peer(struct vmci_sockets *sockets, unsigned int slot)
{
	vmci_callback callback = { .changed = changed, .client = &sockets->stack.sockets[slot] };

	return callback;
}

int vmci_linux_sockets_alloc_queue(struct vmci_sockets *sockets, vmci_u64 pages, vmci_queue *queue)
{
	return vmci_hal_alloc_queue(&sockets->device->platform, pages, queue);
}

void vmci_linux_sockets_free_queue(struct vmci_sockets *sockets, vmci_u64 pages, vmci_queue queue)
{
	vmci_hal_free_queue(&sockets->device->platform, pages, queue);
}

vmci_timer_handler vmci_linux_sockets_timer(struct vmci_sockets *sockets, unsigned int slot)
{
	vmci_timer_handler handler = { .expired = expired, .owner = sockets, .number = slot };

	return handler;
}

void vmci_linux_sockets_work(struct vmci_sockets *sockets)
{
	schedule_work(&sockets->working);
}

/* Operations of sockets wait where those of the driver do, of which they consist. */
void vmci_linux_sockets_wake(struct vmci_sockets *sockets)
{
	wake_up_all(&sockets->device->platform.woken);
}

void vmci_linux_socket_wake(struct vmci_sockets *sockets, unsigned int slot)
{
	wake_up_all(&sockets->waiting[slot]);
}

static void do_work(struct work_struct *work)
{
	struct vmci_sockets *sockets = container_of(work, struct vmci_sockets, working);

	vmci_linux_run(&sockets->device->platform,
		       vmci_stack_work_step(&sockets->node, &sockets->work));
}

int vmci_sockets_begin(struct vmci_device *device, struct vmci_sockets **begun)
{
	struct vmci_sockets *sockets = kvzalloc(sizeof(*sockets), GFP_KERNEL);
	unsigned int i;

	might_sleep();
	if (!sockets)
		return VMCI_ERROR_NO_MEM;
	sockets->device = device;
	sockets->node.stack = &sockets->stack;
	sockets->node.guest = &device->guest;
	for (i = 0; i < VMCI_SOCKETS_MAX; i++)
		init_waitqueue_head(&sockets->waiting[i]);
	INIT_WORK(&sockets->working, do_work);
	vmci_stack_work_init(&sockets->work);
	vmci_stack_init(&sockets->stack, sockets, get_random_u32());
	vmci_linux_run(&device->platform,
		       vmci_stack_attach_step(&sockets->node, &sockets->attachment));
	if (sockets->attachment.result < VMCI_SUCCESS) {
		int result = sockets->attachment.result;

		kvfree(sockets);
		return result;
	}
	kref_get(&device->references);
	*begun = sockets;
	return VMCI_SUCCESS;
}
EXPORT_SYMBOL_GPL(vmci_sockets_begin);

void vmci_sockets_end(struct vmci_sockets *sockets)
{
	struct vmci_device *device = sockets->device;

	might_sleep();
	vmci_linux_run(&device->platform,
		       vmci_stack_part_step(&sockets->node, &sockets->attachment));
	/* Nothing reaches the sockets any more, and nothing is left to be done for any. */
	cancel_work_sync(&sockets->working);
	kvfree(sockets);
	vmci_device_put(device);
}
EXPORT_SYMBOL_GPL(vmci_sockets_end);
