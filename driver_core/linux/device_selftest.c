// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The self-test of the device: what its clients do, with a device that the machine really has, its
 * hypervisor and its interrupts. It needs nothing of the host.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../device/registers.h"
#include "../device/send.h"
#include "../limits.h"
#include "device.h"
#include "device_selftest.h"

/* How often each doorbell is rung, and how many datagrams an endpoint gets. */
#define RINGS	  20u
#define DATAGRAMS 4u

static void ignore_datagram(void *client, const void *datagram, size_t size)
{
}

static void complete_arrival(void *client, const void *datagram, size_t size)
{
	complete(client);
}

static void ignore_event(void *client, const void *payload, size_t size)
{
}

static void complete_ring(void *client)
{
	complete(client);
}

static void hypervisor(struct test *test)
{
	vmci_u32 context = VMCI_ID_INVALID;

	EXPECT(test, vmci_context_is_vm(vmci_device_context(test->device)));
	EXPECT(test, vmci_query_context(&test->device->guest, &context) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_context(test->device) == context);
}

static void endpoints(struct test *test)
{
	struct vmci_device *device = test->device;
	struct vmci_handle handle;
	struct vmci_handle again;

	EXPECT(test, vmci_device_create_endpoint(device, VMCI_ID_INVALID, 1, ignore_datagram, NULL,
						 &handle) == VMCI_ERROR_INVALID_ARGS);
	EXPECT(test, vmci_device_create_endpoint(device, VMCI_ID_INVALID, 0, NULL, NULL, &handle) ==
			     VMCI_ERROR_INVALID_ARGS);
	if (!EXPECT(test, vmci_device_create_endpoint(device, VMCI_ID_INVALID, 0, ignore_datagram,
						      NULL, &handle) == VMCI_SUCCESS))
		return;
	EXPECT(test, handle.context == vmci_device_context(device));
	EXPECT(test, vmci_device_create_endpoint(device, handle.resource, 0, ignore_datagram, NULL,
						 &again) == VMCI_ERROR_ALREADY_EXISTS);
	EXPECT(test, vmci_device_destroy_endpoint(device, handle) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_destroy_endpoint(device, handle) == VMCI_ERROR_NOT_FOUND);
}

static void sending(struct test *test)
{
	struct vmci_datagram datagram = { .dst = { VMCI_CONTEXT_HOST, VMCI_ID_INVALID } };
	struct vmci_device *device = test->device;
	struct vmci_handle handle;

	if (!EXPECT(test, vmci_device_create_endpoint(device, VMCI_ID_INVALID,
						      VMCI_ENDPOINT_FLAG_DELAYED, ignore_datagram,
						      NULL, &handle) == VMCI_SUCCESS))
		return;
	datagram.src = handle;
	datagram.payload_size = ~0ull;
	EXPECT(test, vmci_device_send(device, &datagram) == VMCI_ERROR_INVALID_ARGS);
	datagram.payload_size = 0;
	datagram.dst.context = VMCI_ID_INVALID;
	EXPECT(test, vmci_device_send(device, &datagram) == VMCI_ERROR_INVALID_ARGS);
	EXPECT(test, vmci_device_destroy_endpoint(device, handle) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_send(device, &datagram) == VMCI_ERROR_NO_HANDLE);
}

/* A hypervisor need not carry what a machine sends to itself; but what it takes arrives. */
static void send_to_itself(struct test *test, unsigned int flags)
{
	struct {
		struct vmci_datagram header;
		vmci_u64 payload;
	} datagram = { .header = { .payload_size = sizeof(vmci_u64) } };
	struct vmci_device *device = test->device;
	DECLARE_COMPLETION_ONSTACK(arrived);
	struct vmci_handle handle;
	unsigned int i;

	if (!EXPECT(test,
		    vmci_device_create_endpoint(device, VMCI_ID_INVALID, flags, complete_arrival,
						&arrived, &handle) == VMCI_SUCCESS))
		return;
	datagram.header.dst = handle;
	datagram.header.src = handle;
	for (i = 0; i < DATAGRAMS; i++) {
		if (vmci_device_send(device, &datagram.header) < VMCI_SUCCESS)
			break;
		if (!EXPECT(test, wait_for_completion_timeout(&arrived, PATIENCE) > 0))
			break;
	}
	EXPECT(test, vmci_device_destroy_endpoint(device, handle) == VMCI_SUCCESS);
	EXPECT(test, !completion_done(&arrived));
}

static void to_itself(struct test *test)
{
	send_to_itself(test, 0);
}

static void to_itself_delayed(struct test *test)
{
	send_to_itself(test, VMCI_ENDPOINT_FLAG_DELAYED);
}

/* Each ring is answered: it sets a byte of the notification page, and the device interrupts. */
static void ring(struct test *test, struct vmci_handle handle, struct completion *rung)
{
	unsigned int i;

	for (i = 0; i < RINGS; i++) {
		if (!EXPECT(test, vmci_device_notify_doorbell(test->device, handle) ==
					  VMCI_SUCCESS) ||
		    !EXPECT(test, wait_for_completion_timeout(rung, PATIENCE) > 0))
			return;
	}
}

static void doorbell(struct test *test, unsigned int flags)
{
	struct vmci_device *device = test->device;
	DECLARE_COMPLETION_ONSTACK(rung);
	struct vmci_handle handle;

	if (!(device->guest.capabilities & VMCI_CAPABILITY_NOTIFICATIONS))
		return;
	if (!EXPECT(test, vmci_device_create_doorbell(device, VMCI_ID_INVALID, flags, complete_ring,
						      &rung, &handle) == VMCI_SUCCESS))
		return;
	EXPECT(test, handle.context == vmci_device_context(device));
	ring(test, handle, &rung);
	EXPECT(test, vmci_device_destroy_doorbell(device, handle) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_destroy_doorbell(device, handle) == VMCI_ERROR_NOT_FOUND);
	EXPECT(test, vmci_device_notify_doorbell(device, handle) < VMCI_SUCCESS);
	/* None is answered twice, or once more behind its end. */
	EXPECT(test, !completion_done(&rung));
}

static void doorbell_at_once(struct test *test)
{
	struct vmci_handle handle;

	EXPECT(test, vmci_device_create_doorbell(test->device, VMCI_ID_INVALID, 0x100,
						 complete_ring, NULL, &handle) ==
			     VMCI_ERROR_INVALID_ARGS);
	doorbell(test, 0);
}

static void doorbell_delayed(struct test *test)
{
	doorbell(test, VMCI_DOORBELL_FLAG_DELAYED);
}

/* Two that ring at the same time: neither is called for the other's rings, or misses its own. */
struct ringer {
	struct test test;
	struct completion done;
};

static int ring_beside(void *data)
{
	struct ringer *ringer = data;

	doorbell(&ringer->test, VMCI_DOORBELL_FLAG_DELAYED);
	complete(&ringer->done);
	return 0;
}

static void two_ringers(struct test *test)
{
	struct ringer other = { .test = { .device = test->device } };
	struct task_struct *thread;

	init_completion(&other.done);
	thread = begin_thread(ring_beside, &other);
	if (!EXPECT(test, thread))
		return;
	doorbell(test, 0);
	wait_for_completion(&other.done);
	end_thread(thread);
	expect_of(test, &other.test);
}

static void subscriptions(struct test *test)
{
	struct vmci_device *device = test->device;
	vmci_u32 id = 0;

	EXPECT(test, vmci_device_subscribe(device, ~0u, ignore_event, NULL, &id) ==
			     VMCI_ERROR_EVENT_UNKNOWN);
	if (!EXPECT(test, vmci_device_subscribe(device, VMCI_EVENT_PEER_DETACH, ignore_event, NULL,
						&id) == VMCI_SUCCESS))
		return;
	EXPECT(test, vmci_device_unsubscribe(device, id) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_unsubscribe(device, id) == VMCI_ERROR_NOT_FOUND);
}

typedef void (*test_part)(struct test *test);

/* Runs the parts of a test, up to the first that fails, and reports. 0 or -EIO. */
static int run(struct vmci_device *device, const char *what, const test_part *parts,
	       unsigned int count)
{
	struct test test = { .device = device };
	unsigned int i;

	for (i = 0; i < count && !test.failed; i++)
		parts[i](&test);
	if (test.failed) {
		pr_err("self-test of %s failed after %u checks at %s:%d: %s\n", what, test.checks,
		       kbasename(test.file), test.line, test.failed);
		return -EIO;
	}
	pr_info("self-test of %s passed (%u checks)\n", what, test.checks);
	return 0;
}

int vmci_linux_timer_selftest(void)
{
	static const test_part parts[] = { vmci_linux_test_timers };

	return run(NULL, "timers", parts, ARRAY_SIZE(parts));
}

int vmci_linux_device_selftest(void)
{
	static const test_part parts[] = {
		hypervisor, endpoints, sending, to_itself, to_itself_delayed, subscriptions,
		doorbell_at_once, doorbell_delayed, two_ringers,
	};
	static const test_part pair_parts[] = { vmci_linux_test_pairs };
	struct vmci_device *device;
	int error;

	if (vmci_device_get(&device) < VMCI_SUCCESS)
		return 0;
	error = run(device, "the device", parts, ARRAY_SIZE(parts));
	if (!error)
		error = run(device, "queue pairs", pair_parts, ARRAY_SIZE(pair_parts));
	vmci_device_put(device);
	return error;
}
