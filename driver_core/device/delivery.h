/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Datagrams that the device gives: from its port, through the parser of receive.h, to the clients
 * of endpoints and of events.
 *
 * The sender is not believed: no size, event or handle leads out of what was received. A datagram
 * to nobody, an event whose payload is not that event's, and what finds no memory are dropped.
 *
 * Events of a peer or of a resumed machine are told to the clients of the queue pairs concerned, and
 * then to those who have subscribed to them.
 *
 * When the event VMCI_EVENT_CONTEXT_ID_UPDATE comes, the driver asks for the machine's id, and then
 * tells its subscribers. What was created before keeps its handle: the hypervisor knows it under
 * that no more, and who wants to be found under the new id creates it again.
 */
#ifndef VMCI_CORE_DELIVERY_H
#define VMCI_CORE_DELIVERY_H

#include "../receive.h"
#include "guest.h"
#include "step.h"

/* The handler's work when the device has interrupted for datagrams. Zero to begin with. */
struct vmci_delivery {
	struct vmci_receive receive;
	vmci_buffer_offset offset;   /* of the datagram at hand, or of what is read */
	vmci_buffer_offset size;     /* with its header; or of what is read */
	struct vmci_delayed delayed; /* a copy, and the endpoint that it is for */
	vmci_u32 context;	     /* this machine's id now */
	vmci_callback callback;
	vmci_table_index slot; /* of an endpoint, a pair or a subscription */
	vmci_table_index cursor;
	unsigned char phase;
};

/* Makes the next step of the handler's work. The interrupt must have been acknowledged. */
enum vmci_step vmci_delivery_step(struct vmci_guest *guest, struct vmci_delivery *delivery);

#endif
