// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The self-test of the device: what its clients do, with a device that the machine really has, its
 * hypervisor and its interrupts. It asks nothing of the host.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

#include "../device/registers.h"
#include "../device/send.h"
#include "../limits.h"
#include "device.h"

/* An interrupt that takes longer than this does not come. */
#define PATIENCE (30 * HZ)

/* How often each doorbell is rung, and how many datagrams an endpoint gets. */
#define RINGS	  20u
#define DATAGRAMS 4u

struct test {
	struct vmci_device *device;
	unsigned int checks; /* how many conditions held */
	const char *failed;  /* the first that did not, in C; null if all held */
	int line;
};

static bool expect(struct test *test, bool holds, const char *condition, int line)
{
	if (holds) {
		test->checks++;
	} else if (!test->failed) {
		test->failed = condition;
		test->line = line;
	}
	return holds;
}

#define EXPECT(test, condition) expect(test, condition, #condition, __LINE__)

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
	thread = kthread_run(ring_beside, &other, "vmci_selftest");
	if (!EXPECT(test, !IS_ERR(thread)))
		return;
	doorbell(test, 0);
	wait_for_completion(&other.done);
	test->checks += other.test.checks;
	if (!test->failed) {
		test->failed = other.test.failed;
		test->line = other.test.line;
	}
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

int vmci_linux_device_selftest(void)
{
	static void (*const parts[])(struct test *test) = {
		hypervisor, endpoints, sending, to_itself, to_itself_delayed, subscriptions,
		doorbell_at_once, doorbell_delayed, two_ringers,
	};
	struct test test = { .checks = 0 };
	unsigned int i;

	if (vmci_device_get(&test.device) < VMCI_SUCCESS)
		return 0;
	for (i = 0; i < ARRAY_SIZE(parts) && !test.failed; i++)
		parts[i](&test);
	vmci_device_put(test.device);
	if (test.failed) {
		pr_err("self-test of the device failed after %u checks at device_selftest.c:%d: %s\n",
		       test.checks, test.line, test.failed);
		return -EIO;
	}
	pr_info("self-test of the device passed (%u checks)\n", test.checks);
	return 0;
}
