// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The sockets of a program that is a virtual machine. */
#include <time.h>

#include "../stack/arrival.h"
#include "sockets.h"

static void arrived(void *client, const void *datagram, size_t size)
{
	struct vmci_user_sockets *sockets = client;

	vmci_stack_packet_arrived(&sockets->stack, datagram, size);
}

static void happened(void *client, const void *payload, size_t size)
{
	struct vmci_user_sockets *sockets = client;

	(void)payload;
	(void)size;
	vmci_stack_event_happened(&sockets->stack);
}

/* A client is a socket: its machine's are one behind the other. */
static unsigned int slot_of(const struct vmci_user_sockets *sockets,
			    const struct vmci_stack_socket *socket)
{
	return (unsigned int)(socket - sockets->stack.sockets);
}

static void changed(void *client, unsigned int event)
{
	struct vmci_stack_socket *socket = client;
	struct vmci_user_sockets *sockets = socket->timer.handler.owner;

	vmci_stack_peer_changed(&sockets->stack, slot_of(sockets, socket), event);
}

static void expired(void *owner, unsigned int number)
{
	struct vmci_user_sockets *sockets = owner;

	vmci_stack_timer_expired(&sockets->stack, number);
}

static enum vmci_step work_step(void *self)
{
	struct vmci_user_sockets *sockets = self;

	return vmci_stack_work_step(&sockets->node, &sockets->work);
}

vmci_callback vmci_user_sockets_packets(struct vmci_user_sockets *sockets)
{
	vmci_callback callback;

	callback.arrived = arrived;
	callback.client = sockets;
	return callback;
}

vmci_callback vmci_user_sockets_events(struct vmci_user_sockets *sockets)
{
	vmci_callback callback;

	callback.happened = happened;
	callback.client = sockets;
	return callback;
}

vmci_callback vmci_user_sockets_peer(struct vmci_user_sockets *sockets, unsigned int slot)
{
	vmci_callback callback;

	callback.changed = changed;
	callback.client = &sockets->stack.sockets[slot];
	return callback;
}

int vmci_user_sockets_alloc_queue(struct vmci_user_sockets *sockets, vmci_u64 pages,
				  vmci_queue *queue)
{
	return vmci_user_alloc_queue(&sockets->device, pages, queue);
}

void vmci_user_sockets_free_queue(struct vmci_user_sockets *sockets, vmci_u64 pages,
				  vmci_queue queue)
{
	vmci_user_free_queue(&sockets->device, pages, queue);
}

vmci_timer_handler vmci_user_sockets_timer(struct vmci_user_sockets *sockets, unsigned int slot)
{
	vmci_timer_handler handler = {expired, sockets, slot, &sockets->device.clock};

	return handler;
}

void vmci_user_sockets_work(struct vmci_user_sockets *sockets)
{
	sockets->device.work.asked = 1;
}

int vmci_user_sockets_begin(struct vmci_user_sockets *sockets, vmci_u32 wished, vmci_u64 pages)
{
	int result;

	memset(sockets, 0, sizeof(*sockets));
	vmci_guest_begin(&sockets->guest, &sockets->device);
	vmci_stack_init(&sockets->stack, sockets, (vmci_u32)time(NULL));
	vmci_stack_work_init(&sockets->work);
	sockets->node.stack = &sockets->stack;
	sockets->node.guest = &sockets->guest;
	result = vmci_user_device_begin(&sockets->device, &sockets->guest, wished, pages);
	if (result < VMCI_SUCCESS)
		return result;
	sockets->device.work.step = work_step;
	sockets->device.work.self = sockets;
	vmci_user_call(sockets, vmci_probe_step(&sockets->guest, &sockets->probe));
	result = sockets->probe.result;
	if (result >= VMCI_SUCCESS) {
		vmci_user_call(sockets,
			       vmci_stack_attach_step(&sockets->node, &sockets->attachment));
		result = sockets->attachment.result;
	}
	if (result < VMCI_SUCCESS)
		vmci_user_device_end(&sockets->device);
	return result;
}

/* Nobody is left who could be told of what is freed here. */
void vmci_user_sockets_end(struct vmci_user_sockets *sockets)
{
	vmci_user_device_end(&sockets->device);
}
