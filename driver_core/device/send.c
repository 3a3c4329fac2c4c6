// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Sending datagrams through the device's ports. */
#include "send.h"
#include "../datagram.h"
#include "registers.h"

int vmci_send(struct vmci_guest *guest, const struct vmci_datagram *datagram)
{
	vmci_u64 size = 0;
	vmci_u32 answer = VMCI_REGISTER_GONE;
	int gone = 1;
	int result = vmci_datagram_size(datagram->payload_size, &size);

	if (result < VMCI_SUCCESS)
		return result;

	/* The register answers for the last datagram: nobody else may send in between. */
	vmci_hal_lock(&guest->ports);
	if (guest->online) {
		vmci_hal_write_data_out(guest->device, datagram, size);
		answer = vmci_hal_read_register(guest->device, VMCI_REGISTER_RESULT_LOW);
		gone = answer == VMCI_REGISTER_GONE &&
		       vmci_hal_read_register(guest->device, VMCI_REGISTER_STATUS) ==
			       VMCI_REGISTER_GONE;
	}
	vmci_hal_unlock(&guest->ports);

	return gone ? VMCI_ERROR_DEVICE_NOT_FOUND : (int)answer;
}
