// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Sending datagrams through the device. */
#include "send.h"
#include "../datagram.h"
#include "message.h"
#include "transfer.h"

int vmci_send(struct vmci_guest *guest, const struct vmci_datagram *datagram)
{
	vmci_u64 size = 0;
	int result = vmci_datagram_size(datagram->payload_size, &size);

	if (result < VMCI_SUCCESS)
		return result;

	/* The device answers for the last datagram: nobody else may send in between. */
	vmci_hal_lock(&guest->ports);
	result = VMCI_ERROR_DEVICE_NOT_FOUND;
	if (guest->online)
		result = vmci_transfer_out(guest, datagram, size);
	vmci_hal_unlock(&guest->ports);
	return result;
}

/*
 * The answer is the id, which as a number with a sign may be negative: no error by that alone, but
 * the values of errors are no ids.
 */
int vmci_query_context(struct vmci_guest *guest, vmci_u32 *context)
{
	struct vmci_datagram message;
	int answer;

	vmci_message_get_context_id(&message);
	answer = vmci_send(guest, &message);
	if (answer < VMCI_SUCCESS && answer >= VMCI_ERROR_BAD_CONTEXT)
		return VMCI_ERROR_UNAVAILABLE;
	if (!vmci_context_is_vm((vmci_u32)answer))
		return VMCI_ERROR_UNAVAILABLE;
	*context = (vmci_u32)answer;
	return VMCI_SUCCESS;
}
