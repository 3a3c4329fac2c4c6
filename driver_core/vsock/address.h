/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Addresses of sockets: a context id, which names a machine, and a port.
 *
 * Both have a wildcard. A socket that is bound to any context is reached under each that its
 * machine has; who asks for any port is given one. No socket has the port that stands for any.
 */
#ifndef VMCI_CORE_ADDRESS_H
#define VMCI_CORE_ADDRESS_H

#include "../result.h"
#include "../wire.h"
#include "error.h"

#define VMCI_AF_UNSPEC 0u /* no address */
#define VMCI_AF_VSOCK  40u

/* Every other context is that of a virtual machine. */
#define VMCI_CID_ANY	    0xffffffffu
#define VMCI_CID_HYPERVISOR 0u
#define VMCI_CID_LOCAL	    1u /* this machine, whatever else it is called */
#define VMCI_CID_HOST	    2u

#define VMCI_PORT_ANY	     0xffffffffu
#define VMCI_PORT_UNRESERVED 1024u /* from here on ports are anybody's; those below, privileged */

/* The machine is reached through the host, though its context might be one of a guest here. */
#define VMCI_ADDRESS_TO_HOST 1u

/* As callers give it: Linux's struct sockaddr_vm. */
#define VMCI_SOCKADDR_SIZE 16u

struct vmci_sockaddr {
	vmci_u16 family;
	vmci_u16 reserved;
	vmci_u32 port;
	vmci_u32 cid;
	unsigned char flags; /* VMCI_ADDRESS_ */
	unsigned char zero[3];
};

/* What names a socket of a machine. */
struct vmci_address {
	vmci_u32 cid;
	vmci_u32 port;
};

static inline struct vmci_address vmci_address_of(vmci_u32 cid, vmci_u32 port)
{
	struct vmci_address address;

	address.cid = cid;
	address.port = port;
	return address;
}

/*
 * Whether an address that a caller gives, of so many bytes, is one. VMCI_EINVAL: it is too short,
 * of another family, has flags that there are not, or something where zeros belong. Linux looks
 * neither at `reserved` nor at `zero`; who leaves them undefined cannot use what they may mean one
 * day.
 */
static inline int vmci_sockaddr_check(const struct vmci_sockaddr *address, vmci_u32 length)
{
	if (length < VMCI_SOCKADDR_SIZE || address->family != VMCI_AF_VSOCK)
		return VMCI_EINVAL;
	if (address->reserved != 0 || (address->flags & ~VMCI_ADDRESS_TO_HOST))
		return VMCI_EINVAL;
	if (address->zero[0] || address->zero[1] || address->zero[2])
		return VMCI_EINVAL;
	return VMCI_SUCCESS;
}

/* Whether an address names one machine and one port: neither is a wildcard. */
static inline int vmci_address_is_full(struct vmci_address address)
{
	return address.cid != VMCI_CID_ANY && address.port != VMCI_PORT_ANY;
}

static inline int vmci_address_equal(struct vmci_address a, struct vmci_address b)
{
	return a.cid == b.cid && a.port == b.port;
}

/* Whether two sockets could be meant by one address: any context is each. */
static inline int vmci_address_match(struct vmci_address a, struct vmci_address b)
{
	return a.port == b.port &&
	       (a.cid == b.cid || a.cid == VMCI_CID_ANY || b.cid == VMCI_CID_ANY);
}

#ifdef VMCI_HAL_WIRE_WORDS
VMCI_ASSERT_AT(vmci_sockaddr, family, 0);
VMCI_ASSERT_AT(vmci_sockaddr, reserved, 2);
VMCI_ASSERT_AT(vmci_sockaddr, port, 4);
VMCI_ASSERT_AT(vmci_sockaddr, cid, 8);
VMCI_ASSERT_AT(vmci_sockaddr, flags, 12);
VMCI_ASSERT_AT(vmci_sockaddr, zero, 13);
VMCI_ASSERT_SIZE(vmci_sockaddr, VMCI_SOCKADDR_SIZE);
#endif

#endif
