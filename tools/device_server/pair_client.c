// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A module that has queue pairs with a host that does what host.h says. It tests them when it is
 * loaded, and refuses to load if a test fails. Then it keeps a pair until it is unloaded, whatever
 * becomes of the device: what it was told of its peer is in the log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "linux/vmci_core.h"
#include "linux/vmci_device.h"

/* The host's resources, see host.h. */
#define ATTACH	      0x1200
#define SEND_BACK     0x1201
#define DETACH	      0x1202
#define REFUSE_DETACH 0x1203

/* A page through the data port is read by the byte, each asked of the device server. */
#define PATIENCE (60 * HZ)

/* The rings: one ends within a page. What goes through them at a time, and how often. */
#define PRODUCE_SIZE 5000
#define CONSUME_SIZE 8192
#define CHUNK	     1900
#define ROUNDS	     20

/* So large that its pages do not fit into one page of numbers. */
#define LARGE_SIZE (4 << 20)

/* A pair with the host, and how often its client was told what, by the event. */
struct client {
	struct vmci_pair_end *pair;
	struct completion told[VMCI_EVENT_PEER_DETACH + 1];
};

static struct vmci_device *device;
static struct vmci_handle endpoint;
static struct client kept;
static unsigned char out[CHUNK];
static unsigned char in[CHUNK];
static const char *failed; /* the last condition that did not hold */

static bool expect(bool holds, const char *condition, int line)
{
	if (!holds) {
		pr_err("pair_client.c:%d: %s\n", line, condition);
		failed = condition;
	}
	return holds;
}

#define EXPECT(condition) expect(condition, #condition, __LINE__)

static void ignore_datagram(void *client, const void *datagram, size_t size)
{
}

static void note(void *data, unsigned int event)
{
	struct client *client = data;

	complete(&client->told[event]);
}

/* Whether the client is told: once, unless it is asked for again. */
static bool is_told(struct client *client, unsigned int event)
{
	return wait_for_completion_timeout(&client->told[event], PATIENCE) > 0 &&
	       !completion_done(&client->told[event]);
}

static bool was_told_more(struct client *client)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(client->told); i++) {
		if (completion_done(&client->told[i]))
			return true;
	}
	return false;
}

static int create(struct client *client, struct vmci_handle handle, vmci_u32 flags,
		  vmci_u64 produce_size)
{
	struct vmci_pair_request request = {
		.handle = handle,
		.peer = VMCI_ID_INVALID,
		.flags = flags,
		.produce_size = produce_size,
		.consume_size = CONSUME_SIZE,
		.changed = note,
		.client = client,
	};
	unsigned int i;

	client->pair = NULL;
	for (i = 0; i < ARRAY_SIZE(client->told); i++)
		init_completion(&client->told[i]);
	return vmci_device_create_pair(device, &request, &client->pair);
}

static int create_anew(struct client *client, vmci_u32 flags, vmci_u64 produce_size)
{
	struct vmci_handle any = { VMCI_ID_INVALID, VMCI_ID_INVALID };

	return create(client, any, flags, produce_size);
}

/* Asks the host for something. */
static int ask(vmci_u32 resource)
{
	struct {
		struct vmci_datagram header;
		vmci_u64 payload;
	} datagram = {
		.header = { .dst = { VMCI_CONTEXT_HOST, resource },
			    .src = endpoint,
			    .payload_size = sizeof(vmci_u64) },
	};

	return vmci_device_send(device, &datagram.header);
}

/* Sends bytes that the host sends back, in one piece. */
static bool send_there(struct client *client, unsigned int round)
{
	vmci_u64 copied = 0;
	unsigned int i;

	for (i = 0; i < CHUNK; i++)
		out[i] = (unsigned char)(i * 7 + i / 256 + round);
	return EXPECT(vmci_ring_enqueue(vmci_pair_end_ring(client->pair), out, CHUNK, &copied) ==
		      VMCI_SUCCESS) &&
	       EXPECT(copied == CHUNK) && EXPECT(ask(SEND_BACK) == VMCI_SUCCESS);
}

static bool comes_back(struct client *client)
{
	vmci_u64 copied = 0;

	memset(in, 0, CHUNK);
	return EXPECT(vmci_ring_dequeue(vmci_pair_end_ring(client->pair), in, CHUNK, &copied) ==
		      VMCI_SUCCESS) &&
	       EXPECT(copied == CHUNK) && EXPECT(!memcmp(in, out, CHUNK));
}

/* What the host has sent is there for the client when the host has left. */
static void with_a_peer(struct client *client)
{
	unsigned int round;

	EXPECT(ask(ATTACH) == VMCI_SUCCESS);
	EXPECT(is_told(client, VMCI_EVENT_PEER_ATTACH));
	for (round = 0; round < ROUNDS; round++) {
		if (!send_there(client, round) || !comes_back(client))
			return;
	}
	send_there(client, round);
	EXPECT(ask(DETACH) == VMCI_SUCCESS);
	EXPECT(is_told(client, VMCI_EVENT_PEER_DETACH));
	comes_back(client);
}

/* An end is still good behind a detachment that the host refuses. */
static void refused(struct client *client)
{
	vmci_u64 free = 0;

	EXPECT(ask(REFUSE_DETACH) == VMCI_SUCCESS);
	EXPECT(vmci_device_detach_pair(client->pair) == VMCI_ERROR_NO_RESOURCES);
	EXPECT(vmci_ring_produce_free_space(vmci_pair_end_ring(client->pair), &free) ==
	       VMCI_SUCCESS);
	EXPECT(free == LARGE_SIZE - 1);
	EXPECT(vmci_device_detach_pair(client->pair) == VMCI_SUCCESS);
}

static void test(void)
{
	struct vmci_handle of_host = { VMCI_CONTEXT_HOST, 5 };
	struct client client;

	EXPECT(create(&client, of_host, VMCI_QUEUE_PAIR_ATTACH_ONLY, PRODUCE_SIZE) < VMCI_SUCCESS);
	if (EXPECT(create_anew(&client, 0, PRODUCE_SIZE) == VMCI_SUCCESS)) {
		with_a_peer(&client);
		EXPECT(vmci_device_detach_pair(client.pair) == VMCI_SUCCESS);
		EXPECT(!was_told_more(&client));
	}
	if (EXPECT(create_anew(&client, 0, LARGE_SIZE) == VMCI_SUCCESS))
		refused(&client);
	EXPECT(!was_told_more(&client));
}

static void end(void)
{
	EXPECT(vmci_device_detach_pair(kept.pair) == VMCI_SUCCESS);
	EXPECT(vmci_device_destroy_endpoint(device, endpoint) == VMCI_SUCCESS);
	vmci_device_put(device);
}

static int __init pair_client_init(void)
{
	if (vmci_device_get(&device) < VMCI_SUCCESS)
		return -ENODEV;
	if (!EXPECT(vmci_device_create_endpoint(device, VMCI_ID_INVALID, 0, ignore_datagram, NULL,
						&endpoint) == VMCI_SUCCESS))
		goto put;
	test();
	if (!EXPECT(create_anew(&kept, 0, PRODUCE_SIZE) == VMCI_SUCCESS))
		goto destroy;
	EXPECT(ask(ATTACH) == VMCI_SUCCESS);
	EXPECT(is_told(&kept, VMCI_EVENT_PEER_ATTACH));
	if (!failed) {
		pr_info("tests passed\n");
		return 0;
	}
	end();
	return -EIO;

destroy:
	vmci_device_destroy_endpoint(device, endpoint);
put:
	vmci_device_put(device);
	return -EIO;
}

/* Rings are there to the end, and whoever has the device can have local pairs, though it is gone. */
static void __exit pair_client_exit(void)
{
	vmci_u64 copied = 0;
	struct client local;

	EXPECT(vmci_ring_enqueue(vmci_pair_end_ring(kept.pair), out, CHUNK, &copied) ==
	       VMCI_SUCCESS);
	if (EXPECT(create_anew(&local, VMCI_QUEUE_PAIR_LOCAL, PRODUCE_SIZE) == VMCI_SUCCESS))
		EXPECT(vmci_device_detach_pair(local.pair) == VMCI_SUCCESS);
	pr_info("its peer was %s\n",
		completion_done(&kept.told[VMCI_EVENT_QUEUE_PAIR_RESUMED]) ? "lost" : "kept");
	EXPECT(!completion_done(&kept.told[VMCI_EVENT_PEER_ATTACH]));
	EXPECT(!completion_done(&kept.told[VMCI_EVENT_PEER_DETACH]));
	end();
	if (!failed)
		pr_info("ended well\n");
}

module_init(pair_client_init);
module_exit(pair_client_exit);

MODULE_DESCRIPTION("Tests the queue pairs that vmci_core offers");
MODULE_AUTHOR("The vmcheck authors");
MODULE_LICENSE("Dual BSD/GPL");
