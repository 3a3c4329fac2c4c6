/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The errors of calls of sockets: Linux's errno values, negative. Success is VMCI_SUCCESS. A kernel
 * with other numbers translates them.
 */
#ifndef VMCI_CORE_VSOCK_ERROR_H
#define VMCI_CORE_VSOCK_ERROR_H

enum vmci_errno {
	VMCI_EPERM		= -1,
	VMCI_EINTR		= -4,
	VMCI_EAGAIN		= -11,
	VMCI_ENOMEM		= -12,
	VMCI_EACCES		= -13,
	VMCI_EFAULT		= -14,
	VMCI_ENODEV		= -19,
	VMCI_EINVAL		= -22,
	VMCI_EPIPE		= -32,
	VMCI_ERANGE		= -34,
	VMCI_EPROTO		= -71,
	VMCI_EMSGSIZE		= -90,
	VMCI_ENOPROTOOPT	= -92,
	VMCI_EPROTONOSUPPORT	= -93,
	VMCI_ESOCKTNOSUPPORT	= -94,
	VMCI_EOPNOTSUPP		= -95,
	VMCI_EADDRINUSE		= -98,
	VMCI_EADDRNOTAVAIL	= -99,
	VMCI_ENETUNREACH	= -101,
	VMCI_ECONNRESET		= -104,
	VMCI_EISCONN		= -106,
	VMCI_ENOTCONN		= -107,
	VMCI_ETIMEDOUT		= -110,
	VMCI_EALREADY		= -114,
	VMCI_EINPROGRESS	= -115
};

#endif
