// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The self-test of queue pairs: local ones, of which this test has both ends, and one that the host
 * may refuse. It runs when the device has no client, so that no queue but its own is there.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "device.h"
#include "device_selftest.h"

/* The bytes of a page. */
#define SIZE 4096u

static const struct vmci_handle any_handle = { VMCI_ID_INVALID, VMCI_ID_INVALID };

/* One who has an end of a pair, and how often it was told what. */
struct party {
	struct vmci_pair_request request;
	struct vmci_pair_end *end;
	atomic_t attached;
	atomic_t detached;
	atomic_t strange;
};

static void note_peer(void *client, unsigned int event)
{
	struct party *party = client;

	if (event == VMCI_EVENT_PEER_ATTACH)
		atomic_inc(&party->attached);
	else if (event == VMCI_EVENT_PEER_DETACH)
		atomic_inc(&party->detached);
	else
		atomic_inc(&party->strange);
}

static bool was_told(const struct party *party, int attached, int detached)
{
	return atomic_read(&party->attached) == attached &&
	       atomic_read(&party->detached) == detached && atomic_read(&party->strange) == 0;
}

static int create(struct test *test, struct party *party, struct vmci_handle handle, vmci_u32 flags,
		  vmci_u64 produce_size, vmci_u64 consume_size)
{
	memset(party, 0, sizeof(*party));
	party->request.handle = handle;
	party->request.peer = VMCI_ID_INVALID;
	party->request.flags = flags;
	party->request.produce_size = produce_size;
	party->request.consume_size = consume_size;
	party->request.changed = note_peer;
	party->request.client = party;
	return vmci_device_create_pair(test->device, &party->request, &party->end);
}

static int create_local(struct test *test, struct party *party, struct vmci_handle handle,
			vmci_u64 produce_size, vmci_u64 consume_size)
{
	return create(test, party, handle, VMCI_QUEUE_PAIR_LOCAL, produce_size, consume_size);
}

static int attach_local(struct test *test, struct party *party, struct vmci_handle handle,
			vmci_u64 produce_size, vmci_u64 consume_size)
{
	return create(test, party, handle, VMCI_QUEUE_PAIR_LOCAL | VMCI_QUEUE_PAIR_ATTACH_ONLY,
		      produce_size, consume_size);
}

/* Makes both ends of a pair, of which `one` creates it and fills a ring of `size`. */
static bool begin_pair(struct test *test, struct party *one, struct party *other, vmci_u64 size,
		       vmci_u64 others_size)
{
	struct vmci_handle handle;

	if (!EXPECT(test, create_local(test, one, any_handle, size, others_size) == VMCI_SUCCESS))
		return false;
	handle = vmci_pair_end_handle(one->end);
	EXPECT(test, handle.context == vmci_device_context(test->device));
	EXPECT(test, was_told(one, 0, 0));
	if (!EXPECT(test, attach_local(test, other, handle, others_size, size) == VMCI_SUCCESS)) {
		vmci_device_detach_pair(one->end);
		return false;
	}
	EXPECT(test, vmci_pair_end_handle(other->end).resource == handle.resource);
	EXPECT(test, was_told(one, 1, 0) && was_told(other, 0, 0));
	return true;
}

static void refuse(struct test *test)
{
	static const struct {
		vmci_u32 flags;
		vmci_u64 produce_size;
		vmci_u64 consume_size;
		int result;
	} refused[] = {
		{ VMCI_QUEUE_PAIR_LOCAL, 0, 0, VMCI_ERROR_INVALID_ARGS },
		{ VMCI_QUEUE_PAIR_LOCAL | VMCI_QUEUE_PAIR_NONBLOCK, SIZE, SIZE,
		  VMCI_ERROR_INVALID_ARGS },
		{ VMCI_QUEUE_PAIR_LOCAL | VMCI_QUEUE_PAIR_PINNED, SIZE, SIZE,
		  VMCI_ERROR_INVALID_ARGS },
		{ VMCI_QUEUE_PAIR_LOCAL | 0x80000000, SIZE, SIZE, VMCI_ERROR_INVALID_ARGS },
		{ VMCI_QUEUE_PAIR_LOCAL, VMCI_QUEUE_PAIR_BYTES_MAX + 1u, 0,
		  VMCI_ERROR_NO_RESOURCES },
		{ VMCI_QUEUE_PAIR_LOCAL, 1, VMCI_QUEUE_PAIR_BYTES_MAX, VMCI_ERROR_NO_RESOURCES },
		{ VMCI_QUEUE_PAIR_LOCAL, ~0ull, ~0ull, VMCI_ERROR_NO_RESOURCES },
		{ VMCI_QUEUE_PAIR_LOCAL | VMCI_QUEUE_PAIR_ATTACH_ONLY, SIZE, SIZE,
		  VMCI_ERROR_INVALID_ARGS }, /* it says not to which one */
		{ 0, VMCI_QUEUE_PAIR_BYTES_MAX, 0, VMCI_ERROR_NO_RESOURCES },
	};
	struct vmci_handle elsewhere = { VMCI_CONTEXT_HOST, 1 };
	struct party party;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		EXPECT(test,
		       create(test, &party, any_handle, refused[i].flags, refused[i].produce_size,
			      refused[i].consume_size) == refused[i].result);
		EXPECT(test, !party.end);
	}
	EXPECT(test, create_local(test, &party, elsewhere, SIZE, SIZE) == VMCI_ERROR_NO_ACCESS);
	party.request.changed = NULL;
	EXPECT(test, vmci_device_create_pair(test->device, &party.request, &party.end) ==
			     VMCI_ERROR_INVALID_ARGS);
}

/* Who must not get an end does not, and those who have one do not notice. */
static void intrude(struct test *test)
{
	struct vmci_handle handle;
	struct party creator;
	struct party other;
	struct party third;

	if (!EXPECT(test, create_local(test, &creator, any_handle, SIZE, 0) == VMCI_SUCCESS))
		return;
	handle = vmci_pair_end_handle(creator.end);
	EXPECT(test, attach_local(test, &third, handle, SIZE, 0) == VMCI_ERROR_QUEUEPAIR_MISMATCH);
	EXPECT(test, attach_local(test, &third, handle, 1, SIZE) == VMCI_ERROR_QUEUEPAIR_MISMATCH);
	EXPECT(test, create(test, &third, handle, VMCI_QUEUE_PAIR_ATTACH_ONLY, 0, SIZE) ==
			     VMCI_ERROR_ALREADY_EXISTS);
	EXPECT(test, was_told(&creator, 0, 0));
	/* Who gives the handle attaches, even if it would create the pair as well. */
	EXPECT(test, create_local(test, &other, handle, 0, SIZE) == VMCI_SUCCESS);
	EXPECT(test, attach_local(test, &third, handle, 0, SIZE) == VMCI_ERROR_UNAVAILABLE);
	EXPECT(test, was_told(&creator, 1, 0));
	if (other.end)
		EXPECT(test, vmci_device_detach_pair(other.end) == VMCI_SUCCESS);
	EXPECT(test, attach_local(test, &third, handle, 0, SIZE) == VMCI_ERROR_UNAVAILABLE);
	EXPECT(test, vmci_device_detach_pair(creator.end) == VMCI_SUCCESS);
	EXPECT(test, attach_local(test, &third, handle, 0, SIZE) == VMCI_ERROR_NOT_FOUND);
}

/* What is in the ring when one end leaves is there for the other, whichever of them leaves. */
static void leave(struct test *test, struct party *first, struct party *second)
{
	struct vmci_handle handle = vmci_pair_end_handle(first->end);
	bool second_created = atomic_read(&second->attached) != 0;
	static const char words[] = "farewell";
	char heard[sizeof(words)] = "";
	struct party third;
	vmci_u64 copied = 0;

	EXPECT(test, vmci_ring_enqueue(vmci_pair_end_ring(first->end), words, sizeof(words),
				       &copied) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_detach_pair(first->end) == VMCI_SUCCESS);
	EXPECT(test, was_told(first, !second_created, 0));
	EXPECT(test, was_told(second, second_created, 1));
	EXPECT(test, attach_local(test, &third, handle, SIZE, SIZE) == VMCI_ERROR_UNAVAILABLE);
	EXPECT(test, vmci_ring_dequeue(vmci_pair_end_ring(second->end), heard, sizeof(heard),
				       &copied) == VMCI_SUCCESS);
	EXPECT(test, copied == sizeof(words) && !memcmp(heard, words, sizeof(words)));
	EXPECT(test, vmci_device_detach_pair(second->end) == VMCI_SUCCESS);
	EXPECT(test, was_told(first, !second_created, 0));
	EXPECT(test, was_told(second, second_created, 1));
}

static void leave_in_either_order(struct test *test)
{
	struct party creator;
	struct party other;

	if (begin_pair(test, &creator, &other, SIZE, SIZE))
		leave(test, &creator, &other);
	if (begin_pair(test, &creator, &other, SIZE, SIZE))
		leave(test, &other, &creator);
}

/* Its creator may give the handle, again and again, and is alone. */
static void create_again(struct test *test)
{
	struct vmci_handle handle = { vmci_device_context(test->device), 0x1234567 };
	struct party party;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (!EXPECT(test, create_local(test, &party, handle, 1, SIZE) == VMCI_SUCCESS))
			return;
		EXPECT(test, vmci_pair_end_handle(party.end).resource == handle.resource);
		EXPECT(test, vmci_device_detach_pair(party.end) == VMCI_SUCCESS);
		EXPECT(test, was_told(&party, 0, 0));
	}
}

/* Moves bytes both ways through rings of these sizes. */
static void move(struct test *test, vmci_u64 size, vmci_u64 others_size, bool at_once)
{
	struct party creator;
	struct party other;

	if (!begin_pair(test, &creator, &other, size, others_size))
		return;
	vmci_linux_test_rings(test, vmci_pair_end_ring(creator.end), vmci_pair_end_ring(other.end),
			      at_once);
	EXPECT(test, vmci_device_detach_pair(other.end) == VMCI_SUCCESS);
	EXPECT(test, vmci_device_detach_pair(creator.end) == VMCI_SUCCESS);
	EXPECT(test, was_told(&creator, 1, 1) && was_told(&other, 0, 0));
}

static void move_in_all_sizes(struct test *test)
{
	static const vmci_u64 sizes[][2] = {
		{ SIZE, SIZE },	     { 3 * SIZE, SIZE }, { 100, SIZE + 1 },
		{ 2 * SIZE - 1, 2 }, { 0, 5000 },	 { 2 * SIZE, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		move(test, sizes[i][0], sizes[i][1], false);
		move(test, sizes[i][0], sizes[i][1], true);
	}
}

/* A host may take a pair or refuse it: what is refused is not there, what is made can be ended. */
static void ask_the_host(struct test *test)
{
	struct party party;

	if (create(test, &party, any_handle, 0, SIZE, SIZE + 1) < VMCI_SUCCESS)
		EXPECT(test, !party.end);
	else
		EXPECT(test, vmci_device_detach_pair(party.end) == VMCI_SUCCESS);
	EXPECT(test, was_told(&party, 0, 0));
}

void vmci_linux_test_pairs(struct test *test)
{
	static void (*const parts[])(struct test *test) = {
		refuse, intrude, leave_in_either_order, create_again, ask_the_host,
		move_in_all_sizes,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(parts) && !test->failed; i++) {
		parts[i](test);
		/* All that was allocated has been given back. */
		EXPECT(test, test->device->guest.queue_pairs.bytes == 0);
	}
}
