// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * KUnit: sockets of kernel code that connect to this machine itself, for which it needs no device,
 * only a context.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/string.h>

#include "../device.h"
#include "../device_selftest.h"
#include "../vmci_sockets.h"
#include "../../vsock/socket.h"
#include "memory.h"

#define PORT	5000u
#define BYTES	100000u /* that a client sends, and gets back */
#define CLIENTS 4u

static const struct vmci_address server_address = { VMCI_CID_LOCAL, PORT };

/* The sockets of a machine whose driver has found a context, but never a device. */
static struct vmci_sockets *begin(struct kunit *test)
{
	struct vmci_device *device = vmci_linux_new_device(NULL);
	struct vmci_sockets *sockets = NULL;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, device);
	device->guest.context = 16;
	KUNIT_ASSERT_EQ(test, vmci_sockets_begin(device, &sockets), VMCI_SUCCESS);
	vmci_device_put(device);
	return sockets;
}

static unsigned int open_socket(struct kunit *test, struct vmci_sockets *sockets)
{
	unsigned int socket = ~0u;

	KUNIT_ASSERT_EQ(test, vmci_sockets_open(sockets, &socket), 0);
	return socket;
}

static unsigned int open_listener(struct kunit *test, struct vmci_sockets *sockets)
{
	struct vmci_address any = { VMCI_CID_ANY, PORT };
	unsigned int listener = open_socket(test, sockets);

	KUNIT_ASSERT_EQ(test, vmci_sockets_listen(sockets, listener, 4), -EINVAL);
	KUNIT_ASSERT_EQ(test, vmci_sockets_bind(sockets, listener, any), 0);
	KUNIT_ASSERT_EQ(test, vmci_sockets_listen(sockets, listener, CLIENTS), 0);
	return listener;
}

/* A socket, and one that the listener accepted and that it is connected with. */
static void connect_two(struct kunit *test, struct vmci_sockets *sockets, unsigned int listener,
			unsigned int *client, unsigned int *child)
{
	*client = open_socket(test, sockets);
	KUNIT_ASSERT_EQ(test, vmci_sockets_connect(sockets, *client, server_address), 0);
	KUNIT_ASSERT_EQ(test, vmci_sockets_accept(sockets, listener, child), 0);
}

static void nobody_listens(struct kunit *test)
{
	struct vmci_sockets *sockets = begin(test);
	struct vmci_address beyond = { VMCI_CID_HOST, PORT };
	unsigned int socket = open_socket(test, sockets);
	char byte = 0;

	KUNIT_EXPECT_EQ(test, vmci_sockets_connect(sockets, socket, server_address), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, vmci_sockets_connect(sockets, socket, beyond), -ENODEV);
	KUNIT_EXPECT_EQ(test, vmci_sockets_send(sockets, socket, &byte, 1), -ENOTCONN);
	KUNIT_EXPECT_EQ(test, vmci_sockets_receive(sockets, socket, &byte, 1), -ENOTCONN);
	vmci_sockets_close(sockets, socket);
	vmci_sockets_end(sockets);
}

/* What was sent is received, in order, also behind a shutdown; then there is the end. */
static void there_and_back(struct kunit *test)
{
	struct vmci_sockets *sockets = begin(test);
	unsigned int listener = open_listener(test, sockets);
	unsigned int client;
	unsigned int child;
	char bytes[8];

	connect_two(test, sockets, listener, &client, &child);
	KUNIT_EXPECT_EQ(test, vmci_sockets_connect(sockets, client, server_address), -EISCONN);
	KUNIT_EXPECT_EQ(test, vmci_sockets_send(sockets, client, "abc", 3), 3);
	KUNIT_EXPECT_EQ(test, vmci_sockets_send(sockets, client, "defg", 4), 4);
	KUNIT_EXPECT_EQ(test, vmci_sockets_shutdown(sockets, client, VMCI_SHUTDOWN_SEND), 0);
	KUNIT_EXPECT_EQ(test, vmci_sockets_send(sockets, client, "h", 1), -EPIPE);
	KUNIT_EXPECT_EQ(test, vmci_sockets_receive(sockets, child, bytes, sizeof(bytes)), 7);
	KUNIT_EXPECT_EQ(test, memcmp(bytes, "abcdefg", 7), 0);
	KUNIT_EXPECT_EQ(test, vmci_sockets_receive(sockets, child, bytes, sizeof(bytes)), 0);
	KUNIT_EXPECT_EQ(test, vmci_sockets_send(sockets, child, "i", 1), 1);
	KUNIT_EXPECT_EQ(test, vmci_sockets_receive(sockets, client, bytes, sizeof(bytes)), 1);
	vmci_sockets_close(sockets, child);
	KUNIT_EXPECT_EQ(test, vmci_sockets_receive(sockets, client, bytes, sizeof(bytes)), 0);
	vmci_sockets_close(sockets, client);
	vmci_sockets_close(sockets, listener);
	vmci_sockets_end(sockets);
}

/* One thread's part in what several do at once. */
struct worker {
	struct vmci_sockets *sockets;
	unsigned int socket;
	unsigned char seed;
	unsigned int sent;
	unsigned int received;
	ssize_t result; /* of the call that failed, or 0 */
	bool other;	/* whether a byte was another one */
	struct completion done;
};

static unsigned char byte_at(const struct worker *worker, unsigned int at)
{
	return (unsigned char)(worker->seed + at * 7 + at / 256);
}

/* Sends back what comes, to the end. */
static int serve(void *data)
{
	struct worker *worker = data;
	unsigned char bytes[200];
	ssize_t count = 1;

	while (count > 0) {
		ssize_t at = 0;

		count = vmci_sockets_receive(worker->sockets, worker->socket, bytes, sizeof(bytes));
		while (at < count) {
			ssize_t sent = vmci_sockets_send(worker->sockets, worker->socket,
							 bytes + at, count - at);

			if (sent < 0)
				count = sent;
			else
				at += sent;
		}
	}
	worker->result = count;
	complete(&worker->done);
	return 0;
}

static int send_all(void *data)
{
	struct worker *worker = data;
	unsigned char bytes[300];

	while (worker->sent < BYTES && worker->result >= 0) {
		unsigned int length = min_t(unsigned int, BYTES - worker->sent,
					    1 + worker->sent * 31 % sizeof(bytes));
		unsigned int i;

		for (i = 0; i < length; i++)
			bytes[i] = byte_at(worker, worker->sent + i);
		worker->result = vmci_sockets_send(worker->sockets, worker->socket, bytes, length);
		if (worker->result > 0)
			worker->sent += worker->result;
	}
	if (worker->result >= 0)
		worker->result = vmci_sockets_shutdown(worker->sockets, worker->socket,
						       VMCI_SHUTDOWN_SEND);
	complete(&worker->done);
	return 0;
}

static int receive_all(void *data)
{
	struct worker *worker = data;
	unsigned char bytes[250];

	do {
		ssize_t i;

		worker->result = vmci_sockets_receive(worker->sockets, worker->socket, bytes,
						      sizeof(bytes));
		for (i = 0; i < worker->result; i++)
			worker->other |= bytes[i] != byte_at(worker, worker->received + i);
		if (worker->result > 0)
			worker->received += worker->result;
	} while (worker->result > 0);
	complete(&worker->done);
	return 0;
}

static struct task_struct *work(struct worker *worker, int (*function)(void *),
				struct vmci_sockets *sockets, unsigned int socket,
				unsigned int number)
{
	worker->sockets = sockets;
	worker->socket = socket;
	worker->seed = (unsigned char)(37 * number);
	init_completion(&worker->done);
	return begin_thread(function, worker);
}

/* Several connections at once, of each both ends, and of its client both directions. */
static void many_at_once(struct kunit *test)
{
	static int (*const functions[])(void *) = { serve, send_all, receive_all };
	const unsigned int count = CLIENTS * ARRAY_SIZE(functions);
	struct worker *workers = bytes_of(test, count * sizeof(*workers));
	struct task_struct **threads = bytes_of(test, count * sizeof(*threads));
	struct vmci_sockets *sockets = begin(test);
	unsigned int listener = open_listener(test, sockets);
	unsigned int clients[CLIENTS];
	unsigned int children[CLIENTS];
	unsigned int i;

	for (i = 0; i < CLIENTS; i++)
		connect_two(test, sockets, listener, &clients[i], &children[i]);
	for (i = 0; i < count; i++) {
		unsigned int pair = i / ARRAY_SIZE(functions);
		unsigned int part = i % ARRAY_SIZE(functions);

		threads[i] = work(&workers[i], functions[part], sockets,
				  part == 0 ? children[pair] : clients[pair], pair);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, threads[i]);
	}
	for (i = 0; i < count; i++) {
		wait_for_completion(&workers[i].done);
		end_thread(threads[i]);
		KUNIT_EXPECT_EQ(test, workers[i].result, 0);
		KUNIT_EXPECT_FALSE(test, workers[i].other);
		if (i % ARRAY_SIZE(functions) == 0)
			vmci_sockets_shutdown(sockets, workers[i].socket, VMCI_SHUTDOWN_SEND);
		else /* who receives does so until that shutdown */
			KUNIT_EXPECT_EQ(test, workers[i].sent + workers[i].received, BYTES);
	}
	for (i = 0; i < CLIENTS; i++) {
		vmci_sockets_close(sockets, clients[i]);
		vmci_sockets_close(sockets, children[i]);
	}
	vmci_sockets_close(sockets, listener);
	vmci_sockets_end(sockets);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(nobody_listens),
	KUNIT_CASE(there_and_back),
	KUNIT_CASE(many_at_once),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_stack",
	.test_cases = cases,
};
kunit_test_suite(suite);
