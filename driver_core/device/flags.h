/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a client may ask for with an endpoint or a doorbell. */
#ifndef VMCI_CORE_FLAGS_H
#define VMCI_CORE_FLAGS_H

/* Of an endpoint: datagrams to any context's handle; call the client where it may sleep. */
#define VMCI_ENDPOINT_FLAG_ANY_CONTEXT 2u
#define VMCI_ENDPOINT_FLAG_DELAYED     4u

/* Of a doorbell: call the client where it may sleep. */
#define VMCI_DOORBELL_FLAG_DELAYED 1u

#endif
