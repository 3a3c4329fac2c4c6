/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The options of a socket that belong to the family: SO_VM_SOCKETS_*.
 *
 * Pure functions. Where one can fail it returns VMCI_SUCCESS or an error that its comment names,
 * and on failure nothing changes.
 */
#ifndef VMCI_CORE_OPTIONS_H
#define VMCI_CORE_OPTIONS_H

#include "address.h"

/*
 * Their names, which are numbers; their level is the family's. There are also 3 (the peer's id on
 * its host) and 7 (for callers within a kernel), which nobody has here.
 */
#define VMCI_OPTION_BUFFER_SIZE		0u
#define VMCI_OPTION_BUFFER_MIN_SIZE	1u
#define VMCI_OPTION_BUFFER_MAX_SIZE	2u
#define VMCI_OPTION_TRUSTED		5u /* can be asked for, not set; Linux does not have it */
#define VMCI_OPTION_CONNECT_TIMEOUT_OLD 6u /* two longs, as the machine has them */
#define VMCI_OPTION_CONNECT_TIMEOUT	8u /* two numbers of 64 bits */

/* In bytes. Older SDKs had 65536 for the size and its maximum. */
#define VMCI_BUFFER_SIZE_DEFAULT     262144u
#define VMCI_BUFFER_MIN_SIZE_DEFAULT 128u
#define VMCI_BUFFER_MAX_SIZE_DEFAULT 262144u

#define VMCI_CONNECT_TIMEOUT_DEFAULT 2u		 /* seconds */
#define VMCI_CONNECT_TIMEOUT_MAX     0xffffffffu /* seconds */

struct vmci_options {
	vmci_u64 buffer_size; /* bytes that each queue of a connection is to have */
	vmci_u64 buffer_min_size;
	vmci_u64 buffer_max_size;      /* wins if it is below the minimum */
	vmci_u64 timeout_seconds;      /* how long connect() waits */
	vmci_u64 timeout_microseconds; /* and these, below a million */
	unsigned char is_trusted; /* 1: its creator was privileged, or its listener's; else 0 */
};

/* The value of an option, as the caller gives it or gets it. */
struct vmci_option {
	vmci_u64 value; /* bytes, or whole seconds (a negative number is a large one), or 0 or 1 */
	vmci_u64 microseconds; /* of a timeout; of others 0 */
};

static inline void vmci_options_init(struct vmci_options *options, int is_trusted)
{
	options->buffer_size = VMCI_BUFFER_SIZE_DEFAULT;
	options->buffer_min_size = VMCI_BUFFER_MIN_SIZE_DEFAULT;
	options->buffer_max_size = VMCI_BUFFER_MAX_SIZE_DEFAULT;
	options->timeout_seconds = VMCI_CONNECT_TIMEOUT_DEFAULT;
	options->timeout_microseconds = 0;
	options->is_trusted = is_trusted != 0;
}

/* The bytes that the value of an option has; 0: there is no such option. */
static inline unsigned int vmci_option_length(vmci_u32 name)
{
	if (name <= VMCI_OPTION_BUFFER_MAX_SIZE)
		return 8;
	if (name == VMCI_OPTION_TRUSTED)
		return 4;
	if (name == VMCI_OPTION_CONNECT_TIMEOUT_OLD)
		return 2 * sizeof(long);
	if (name == VMCI_OPTION_CONNECT_TIMEOUT)
		return 16;
	return 0;
}

/*
 * Whether a caller who gives or takes `length` bytes can have an option. VMCI_ENOPROTOOPT: there is
 * no such level or option; VMCI_EINVAL: the value has more bytes.
 */
static inline int vmci_option_check(vmci_u32 level, vmci_u32 name, vmci_u32 length)
{
	if (level != VMCI_AF_VSOCK || vmci_option_length(name) == 0)
		return VMCI_ENOPROTOOPT;
	if (length < vmci_option_length(name))
		return VMCI_EINVAL;
	return VMCI_SUCCESS;
}

/*
 * Raises a size to the minimum, then cuts it to the maximum, so that it is never above that. Linux
 * did it in the other order until 2026 (CVE-2026-46234).
 */
static inline vmci_u64 vmci_buffer_size_within(vmci_u64 size, vmci_u64 min_size, vmci_u64 max_size)
{
	if (size < min_size)
		size = min_size;
	if (size > max_size)
		size = max_size;
	return size;
}

/* VMCI_ERANGE: the time is negative, or over VMCI_CONNECT_TIMEOUT_MAX. None at all is the default.
 */
static inline int vmci_option_set_timeout(struct vmci_options *options,
					  const struct vmci_option *option)
{
	if (option->value > VMCI_CONNECT_TIMEOUT_MAX || option->microseconds >= 1000000u)
		return VMCI_ERANGE;
	options->timeout_seconds = option->value;
	options->timeout_microseconds = option->microseconds;
	if (option->value == 0 && option->microseconds == 0)
		options->timeout_seconds = VMCI_CONNECT_TIMEOUT_DEFAULT;
	return VMCI_SUCCESS;
}

/*
 * Sets an option, as setsockopt() does, to a value of `length` bytes. A new minimum or maximum
 * moves the size. Errors: vmci_option_check(); VMCI_ENOPROTOOPT: it cannot be set; VMCI_ERANGE as
 * vmci_option_set_timeout().
 */
static inline int vmci_option_set(struct vmci_options *options, vmci_u32 level, vmci_u32 name,
				  vmci_u32 length, const struct vmci_option *option)
{
	vmci_u64 size = options->buffer_size;
	int result = vmci_option_check(level, name, length);

	if (level == VMCI_AF_VSOCK && name == VMCI_OPTION_TRUSTED)
		return VMCI_ENOPROTOOPT;
	if (result < VMCI_SUCCESS)
		return result;
	if (name > VMCI_OPTION_BUFFER_MAX_SIZE)
		return vmci_option_set_timeout(options, option);
	if (name == VMCI_OPTION_BUFFER_SIZE)
		size = option->value;
	if (name == VMCI_OPTION_BUFFER_MIN_SIZE)
		options->buffer_min_size = option->value;
	if (name == VMCI_OPTION_BUFFER_MAX_SIZE)
		options->buffer_max_size = option->value;
	options->buffer_size =
		vmci_buffer_size_within(size, options->buffer_min_size, options->buffer_max_size);
	return VMCI_SUCCESS;
}

/*
 * Gives an option, as getsockopt() does, to a caller who takes `length` bytes; its value has
 * vmci_option_length(). Errors: vmci_option_check().
 */
static inline int vmci_option_get(const struct vmci_options *options, vmci_u32 level, vmci_u32 name,
				  vmci_u32 length, struct vmci_option *option)
{
	int result = vmci_option_check(level, name, length);

	if (result < VMCI_SUCCESS)
		return result;
	option->microseconds = 0;
	if (name == VMCI_OPTION_BUFFER_SIZE) {
		option->value = options->buffer_size;
	} else if (name == VMCI_OPTION_BUFFER_MIN_SIZE) {
		option->value = options->buffer_min_size;
	} else if (name == VMCI_OPTION_BUFFER_MAX_SIZE) {
		option->value = options->buffer_max_size;
	} else if (name == VMCI_OPTION_TRUSTED) {
		option->value = options->is_trusted;
	} else {
		option->value = options->timeout_seconds;
		option->microseconds = options->timeout_microseconds;
	}
	return VMCI_SUCCESS;
}

#endif
