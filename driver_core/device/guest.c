// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What all operations on a device share. */
#include "guest.h"
#include "../route.h"

void vmci_guest_begin(struct vmci_guest *guest, vmci_hal_device device)
{
	unsigned int i;

	guest->device = device;
	guest->capabilities = 0;
	guest->online = 0;
	guest->lost = 0;
	guest->context = VMCI_ID_INVALID;
	guest->context_updates = 0;
	vmci_registry_init(&guest->registry);
	vmci_subscriptions_init(&guest->subscriptions);
	vmci_doorbell_table_init(&guest->doorbells);
	vmci_queue_pair_table_init(&guest->queue_pairs);
	for (i = 0; i < VMCI_RESOURCES_MAX; i++) {
		guest->endpoints[i].callback = vmci_hal_no_callback();
		guest->endpoints[i].delayed = 0;
	}
	for (i = 0; i < VMCI_SUBSCRIPTIONS_MAX; i++)
		guest->subscribers[i] = vmci_hal_no_callback();
	guest->delayed.first = 0;
	guest->delayed.count = 0;
	vmci_hal_lock_init(&guest->tables);
	vmci_hal_lock_init(&guest->ports);
	for (i = 0; i < VMCI_RECEIVE_BUFFER; i++)
		guest->received[i] = 0;
}

vmci_u32 vmci_guest_context(struct vmci_guest *guest)
{
	vmci_u32 context;

	vmci_hal_lock(&guest->tables);
	context = guest->context;
	vmci_hal_unlock(&guest->tables);
	return context;
}

void vmci_guest_put(struct vmci_guest *guest, unsigned int slot)
{
	int last;

	vmci_hal_lock(&guest->tables);
	last = vmci_registry_put(&guest->registry, slot);
	vmci_hal_unlock(&guest->tables);
	if (last)
		vmci_hal_wake(guest->device);
}
