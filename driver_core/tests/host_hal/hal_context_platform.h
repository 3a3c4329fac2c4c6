/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The HAL of a host that a test makes up: its contexts, see context_platform.h. */
#ifndef VMCI_CORE_TESTS_HAL_CONTEXT_H
#define VMCI_CORE_TESTS_HAL_CONTEXT_H

#include "hal_host_platform.h"

struct vmci_kept_link;

/* The number of one of the test's programs; 0 is nobody's. */
typedef unsigned int vmci_host_callback;

/* Which of the test's copies; 0 is none. */
typedef unsigned int vmci_host_kept;

/* Which of the test's bytes; 0 is none. */
typedef unsigned int vmci_notify_place;
typedef unsigned int vmci_notify_byte;

#ifdef __cplusplus
extern "C" {
#endif

int test_host_keep(vmci_hal_host host, const void *datagram, vmci_u64 size, unsigned int *kept);
struct vmci_kept_link *test_host_kept_link(unsigned int kept);
const void *test_host_kept_bytes(unsigned int kept);
void test_host_forget(vmci_hal_host host, unsigned int kept);
int test_host_datagram_arrived(vmci_hal_host host, unsigned int program, const void *datagram,
			       vmci_u64 size);
void test_host_event_happened(vmci_hal_host host, unsigned int program, const void *payload,
			      vmci_u64 size);
void test_host_doorbell_rung(vmci_hal_host host, unsigned int program);
int test_host_pin_byte(vmci_hal_host host, unsigned int place);
void test_host_unpin_byte(vmci_hal_host host, unsigned int byte);
void test_host_store_byte(vmci_hal_host host, unsigned int byte, unsigned int value);

#ifdef __cplusplus
}
#endif

static inline vmci_host_kept vmci_hal_host_nothing_kept(void)
{
	return 0;
}

static inline vmci_host_callback vmci_hal_host_no_callback(void)
{
	return 0;
}

static inline int vmci_hal_host_keep(vmci_hal_host host, const void *datagram, vmci_u64 size,
				     vmci_host_kept *kept)
{
	return test_host_keep(host, datagram, size, kept);
}

static inline struct vmci_kept_link *vmci_hal_host_kept_link(vmci_hal_host host,
							     vmci_host_kept kept)
{
	(void)host;
	return test_host_kept_link(kept);
}

static inline const void *vmci_hal_host_kept_bytes(vmci_hal_host host, vmci_host_kept kept)
{
	(void)host;
	return test_host_kept_bytes(kept);
}

static inline void vmci_hal_host_forget(vmci_hal_host host, vmci_host_kept kept)
{
	test_host_forget(host, kept);
}

static inline int vmci_hal_host_datagram_arrived(vmci_hal_host host, vmci_host_callback callback,
						 const void *datagram, vmci_u64 size)
{
	return test_host_datagram_arrived(host, callback, datagram, size);
}

static inline void vmci_hal_host_event_happened(vmci_hal_host host, vmci_host_callback callback,
						const void *payload, vmci_u64 size)
{
	test_host_event_happened(host, callback, payload, size);
}

static inline void vmci_hal_host_doorbell_rung(vmci_hal_host host, vmci_host_callback callback)
{
	test_host_doorbell_rung(host, callback);
}

static inline vmci_notify_byte vmci_hal_host_no_byte(void)
{
	return 0;
}

static inline int vmci_hal_host_pin_byte(vmci_hal_host host, vmci_u32 context,
					 vmci_notify_place place, vmci_notify_byte *byte)
{
	int result = test_host_pin_byte(host, place);

	(void)context;
	if (result >= 0)
		*byte = place;
	return result;
}

static inline void vmci_hal_host_unpin_byte(vmci_hal_host host, vmci_notify_byte byte)
{
	test_host_unpin_byte(host, byte);
}

static inline void vmci_hal_host_store_byte(vmci_hal_host host, vmci_notify_byte byte,
					    unsigned int value)
{
	test_host_store_byte(host, byte, value);
}

#endif
