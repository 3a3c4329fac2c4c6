// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A module that uses the exports of vmci_core for the device, on a host that does what host.h says.
 * It tests them when it is loaded, and refuses to load if a test fails. Then it keeps an endpoint,
 * a doorbell and a subscription until it is unloaded, whatever becomes of the device: what its
 * doorbell's ring returns then is in the log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/string.h>

#include "linux/vmci_device.h"

static bool migrate;
module_param(migrate, bool, 0444);
MODULE_PARM_DESC(migrate, "have the host give the machine another context id in the end");

static bool pull_out;
module_param(pull_out, bool, 0444);
MODULE_PARM_DESC(pull_out, "have the host pull the device out in the end");

/* The host's resources, see host.h. */
#define SEND_DATAGRAM	   0x1001
#define SEND_PEER_DETACH   0x1002
#define SEND_SHORT_DETACH  0x1003
#define SEND_UNKNOWN_EVENT 0x1004
#define RING_ALL	   0x1100
#define PULL_OUT	   0x1101
#define MIGRATE		   0x1102

/* A page through the data port is read by the byte, each asked of the device server. */
#define PATIENCE (60 * HZ)
#define ROUNDS	 4

/* What the host sends: a datagram of this size with its header, or an event's whole payload. */
#define DATAGRAM_BYTES 32
#define EVENT_BYTES    VMCI_EVENT_PAYLOAD_MAX

/* An endpoint, a doorbell and a subscription, and how often each was called. */
struct client {
	struct vmci_handle endpoint;
	struct vmci_handle doorbell;
	vmci_u32 subscription;
	struct completion arrived;
	struct completion rung;
	struct completion happened;
	unsigned int strange; /* calls with what was not meant for it */
};

static struct vmci_device *device;
static struct client kept;

/* The first condition that did not hold; of two threads that find one either may stay here. */
static const char *failed;

static bool expect(bool holds, const char *condition, int line)
{
	if (!holds) {
		pr_err("client_module.c:%d: %s\n", line, condition);
		WRITE_ONCE(failed, condition);
	}
	return holds;
}

#define EXPECT(condition) expect(condition, #condition, __LINE__)

static void arrived(void *data, const void *bytes, size_t size)
{
	const struct vmci_datagram *datagram = bytes;
	struct client *client = data;

	if (size != DATAGRAM_BYTES || datagram->src.context != VMCI_CONTEXT_HOST ||
	    memcmp(&datagram->dst, &client->endpoint, sizeof(datagram->dst)))
		client->strange++;
	complete(&client->arrived);
}

static void rung(void *data)
{
	struct client *client = data;

	complete(&client->rung);
}

static void happened(void *data, const void *payload, size_t size)
{
	const struct vmci_event_data *event = payload;
	struct client *client = data;

	if (size != EVENT_BYTES || event->event != VMCI_EVENT_PEER_DETACH)
		client->strange++;
	complete(&client->happened);
}

static bool begin(struct client *client, bool delayed)
{
	unsigned int endpoint = delayed ? VMCI_ENDPOINT_FLAG_DELAYED : 0;
	unsigned int doorbell = delayed ? VMCI_DOORBELL_FLAG_DELAYED : 0;

	init_completion(&client->arrived);
	init_completion(&client->rung);
	init_completion(&client->happened);
	client->strange = 0;
	if (!EXPECT(vmci_device_create_endpoint(device, VMCI_ID_INVALID, endpoint, arrived, client,
						&client->endpoint) == VMCI_SUCCESS))
		return false;
	if (!EXPECT(vmci_device_create_doorbell(device, VMCI_ID_INVALID, doorbell, rung, client,
						&client->doorbell) == VMCI_SUCCESS))
		goto destroy_endpoint;
	if (!EXPECT(vmci_device_subscribe(device, VMCI_EVENT_PEER_DETACH, happened, client,
					  &client->subscription) == VMCI_SUCCESS))
		goto destroy_doorbell;
	return true;

destroy_doorbell:
	vmci_device_destroy_doorbell(device, client->doorbell);
destroy_endpoint:
	vmci_device_destroy_endpoint(device, client->endpoint);
	return false;
}

static void end(struct client *client)
{
	EXPECT(vmci_device_destroy_endpoint(device, client->endpoint) == VMCI_SUCCESS);
	EXPECT(vmci_device_destroy_doorbell(device, client->doorbell) == VMCI_SUCCESS);
	EXPECT(vmci_device_unsubscribe(device, client->subscription) == VMCI_SUCCESS);
	EXPECT(client->strange == 0);
}

/* Asks the host for something. */
static int ask(const struct client *client, vmci_u32 resource)
{
	struct {
		struct vmci_datagram header;
		vmci_u64 payload;
	} datagram = {
		.header = { .dst = { VMCI_CONTEXT_HOST, resource },
			    .src = client->endpoint,
			    .payload_size = sizeof(vmci_u64) },
	};

	return vmci_device_send(device, &datagram.header);
}

static bool comes(struct completion *completion)
{
	return wait_for_completion_timeout(completion, PATIENCE) > 0;
}

/* Datagrams come in order: when the one behind it is here, what was to come before it has come. */
static void events(struct client *client)
{
	EXPECT(ask(client, SEND_PEER_DETACH) == VMCI_SUCCESS);
	EXPECT(comes(&client->happened));
	EXPECT(ask(client, SEND_SHORT_DETACH) == VMCI_SUCCESS);
	EXPECT(ask(client, SEND_UNKNOWN_EVENT) == VMCI_SUCCESS);
	EXPECT(ask(client, SEND_DATAGRAM) == VMCI_SUCCESS);
	EXPECT(comes(&client->arrived));
	EXPECT(!completion_done(&client->happened));
}

static void datagrams(struct client *client)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		if (!EXPECT(ask(client, SEND_DATAGRAM) == VMCI_SUCCESS) ||
		    !EXPECT(comes(&client->arrived)))
			return;
	}
}

/* The host rings all doorbells there are. */
static void doorbells(struct client *client, struct client *other)
{
	EXPECT(ask(client, RING_ALL) == VMCI_SUCCESS);
	EXPECT(comes(&client->rung));
	EXPECT(comes(&other->rung));
}

static int exchange_beside(void *data)
{
	struct client *client = data;

	datagrams(client);
	complete(&client->happened);
	return 0;
}

/* While one client exchanges datagrams, others come and go. */
static void come_and_go(struct client *client)
{
	struct client visitor;
	struct task_struct *thread;
	unsigned int i;

	thread = kthread_run(exchange_beside, client, "vmci_client");
	if (!EXPECT(!IS_ERR(thread)))
		return;
	for (i = 0; i < 4 * ROUNDS; i++) {
		if (!begin(&visitor, i % 2))
			break;
		EXPECT(vmci_device_notify_doorbell(device, visitor.doorbell) == VMCI_SUCCESS);
		if (i % 4 < 2)
			EXPECT(comes(&visitor.rung));
		end(&visitor);
	}
	wait_for_completion(&client->happened);
}

static void note_update(void *data, const void *payload, size_t size)
{
	complete(data);
}

/* When subscribers are told, the new id is known, under which new handles work. */
static void in_another_context(void)
{
	vmci_u32 before = vmci_device_context(device);
	DECLARE_COMPLETION_ONSTACK(updated);
	struct client other;
	vmci_u32 id;

	if (!EXPECT(vmci_device_subscribe(device, VMCI_EVENT_CONTEXT_ID_UPDATE, note_update,
					  &updated, &id) == VMCI_SUCCESS))
		return;
	EXPECT(ask(&kept, MIGRATE) == VMCI_SUCCESS);
	EXPECT(comes(&updated));
	EXPECT(vmci_device_context(device) == before + 1);
	EXPECT(vmci_device_unsubscribe(device, id) == VMCI_SUCCESS);
	if (!begin(&other, false))
		return;
	datagrams(&other);
	EXPECT(vmci_device_notify_doorbell(device, other.doorbell) == VMCI_SUCCESS);
	EXPECT(comes(&other.rung));
	end(&other);
}

static void pulled_out(void)
{
	struct vmci_handle doorbell;

	ask(&kept, PULL_OUT);
	EXPECT(ask(&kept, SEND_DATAGRAM) == VMCI_ERROR_DEVICE_NOT_FOUND);
	EXPECT(vmci_device_create_doorbell(device, VMCI_ID_INVALID, 0, rung, &kept, &doorbell) ==
	       VMCI_ERROR_DEVICE_NOT_FOUND);
}

static void test(void)
{
	struct client other;

	if (!begin(&other, true))
		return;
	datagrams(&kept);
	datagrams(&other);
	doorbells(&kept, &other);
	end(&other);
	events(&kept);
	come_and_go(&kept);
	if (migrate)
		in_another_context();
	if (pull_out)
		pulled_out();
}

static int __init client_init(void)
{
	if (vmci_device_get(&device) < VMCI_SUCCESS)
		return -ENODEV;
	if (!begin(&kept, false)) {
		vmci_device_put(device);
		return -EIO;
	}
	test();
	if (!failed) {
		pr_info("tests passed\n");
		return 0;
	}
	end(&kept);
	vmci_device_put(device);
	return -EIO;
}

static void __exit client_exit(void)
{
	pr_info("its doorbell returns %d\n", vmci_device_notify_doorbell(device, kept.doorbell));
	end(&kept);
	vmci_device_put(device);
	if (!failed)
		pr_info("ended well\n");
}

module_init(client_init);
module_exit(client_exit);

MODULE_DESCRIPTION("Tests what vmci_core exports for the device");
MODULE_AUTHOR("The vmcheck authors");
MODULE_LICENSE("Dual BSD/GPL");
