// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The self-test of queue pairs: bytes that go through the rings of both ends. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "device.h"
#include "device_selftest.h"

/* How often what goes through a ring fills it, and the most that is moved at a time. */
#define LAPS  40u
#define CHUNK 256u

/* One who has an end, sends so many bytes through it, and expects so many of its peer. */
struct mover {
	struct test test;
	struct vmci_ring_pair *ring;
	u32 seed; /* of what it sends; its peer's is the complement */
	u64 sent;
	u64 received;
	u64 to_send;
	u64 to_receive;
	struct completion done;
	u8 bytes[CHUNK];
};

/* The byte that goes through a ring behind so many others. */
static u8 byte_at(u32 seed, u64 position)
{
	u32 mixed = ((u32)position ^ seed) * 0x9e3779b1u;

	return ((mixed ^ mixed >> 15) * 0x85ebca77u) >> 24;
}

/* How many to move now, of so many that are left: it varies, so that rings wrap at any place. */
static u64 chunk(u64 position, u64 left)
{
	return min_t(u64, left, 1 + (u32)position * 0x9e3779b1u % CHUNK);
}

/* Each returns whether something was moved. */
static bool send(struct mover *mover)
{
	u64 length = chunk(mover->sent, mover->to_send - mover->sent);
	vmci_u64 copied = 0;
	vmci_u64 free = 0;
	unsigned int i;
	int result;

	if (length == 0)
		return false;
	for (i = 0; i < length; i++)
		mover->bytes[i] = byte_at(mover->seed, mover->sent + i);
	EXPECT(&mover->test, vmci_ring_produce_free_space(mover->ring, &free) == VMCI_SUCCESS);
	result = vmci_ring_enqueue(mover->ring, mover->bytes, length, &copied);
	if (result == VMCI_ERROR_QUEUEPAIR_NOSPACE) {
		EXPECT(&mover->test, free == 0);
		return false;
	}
	if (!EXPECT(&mover->test, result == VMCI_SUCCESS))
		return false;
	/* The peer may have made room in between. */
	EXPECT(&mover->test, copied <= length && copied >= min_t(u64, free, length));
	mover->sent += copied;
	return true;
}

static bool matches(const struct mover *mover, u64 count)
{
	u64 i;

	for (i = 0; i < count; i++) {
		if (mover->bytes[i] != byte_at(~mover->seed, mover->received + i))
			return false;
	}
	return true;
}

static bool receive(struct mover *mover)
{
	u64 length = chunk(~mover->received, mover->to_receive - mover->received);
	vmci_u64 copied = 0;
	vmci_u64 ready = 0;
	int result;

	if (length == 0)
		return false;
	EXPECT(&mover->test, vmci_ring_consume_buf_ready(mover->ring, &ready) == VMCI_SUCCESS);
	if (vmci_ring_peek(mover->ring, mover->bytes, 1, &copied) == VMCI_SUCCESS)
		EXPECT(&mover->test, copied == 1 && matches(mover, 1));
	else
		EXPECT(&mover->test, ready == 0);
	result = vmci_ring_dequeue(mover->ring, mover->bytes, length, &copied);
	if (result == VMCI_ERROR_QUEUEPAIR_NODATA) {
		EXPECT(&mover->test, ready == 0);
		return false;
	}
	if (!EXPECT(&mover->test, result == VMCI_SUCCESS))
		return false;
	EXPECT(&mover->test, copied <= length && copied >= min_t(u64, ready, length));
	EXPECT(&mover->test, matches(mover, copied));
	mover->received += copied;
	return true;
}

static bool is_moving(const struct mover *mover)
{
	return !mover->test.failed &&
	       (mover->sent < mover->to_send || mover->received < mover->to_receive);
}

static int move(void *data)
{
	unsigned long deadline = jiffies + PATIENCE;
	struct mover *mover = data;

	while (is_moving(mover)) {
		bool moved = send(mover);

		moved |= receive(mover);
		if (moved)
			continue;
		if (!EXPECT(&mover->test, time_before(jiffies, deadline)))
			break;
		usleep_range(20, 200);
	}
	complete(&mover->done);
	return 0;
}

static void begin(struct mover *mover, struct vmci_ring_pair *ring, u32 seed)
{
	memset(mover, 0, sizeof(*mover));
	mover->ring = ring;
	mover->seed = seed;
	mover->to_send = LAPS * ring->produce.bytes.size;
	mover->to_receive = LAPS * ring->consume.bytes.size;
	init_completion(&mover->done);
}

static void end(struct test *test, struct mover *mover)
{
	vmci_u64 copied = 0;

	expect_of(test, &mover->test);
	EXPECT(test, mover->sent == mover->to_send && mover->received == mover->to_receive);
	if (mover->to_send == 0)
		EXPECT(test, vmci_ring_enqueue(mover->ring, mover->bytes, 1, &copied) ==
				     VMCI_ERROR_INVALID_SIZE);
	if (mover->to_receive == 0)
		EXPECT(test, vmci_ring_dequeue(mover->ring, mover->bytes, 1, &copied) ==
				     VMCI_ERROR_INVALID_SIZE);
}

/* One after the other, in this thread. */
static void move_in_turns(struct mover *one, struct mover *other)
{
	while (is_moving(one) || is_moving(other)) {
		bool moved = send(one);

		moved |= receive(other);
		moved |= send(other);
		moved |= receive(one);
		if (!EXPECT(&one->test, moved))
			break;
	}
}

/* Both at once, each in a thread of its own. */
static void move_at_once(struct test *test, struct mover *one, struct mover *other)
{
	struct mover *movers[] = { one, other };
	struct task_struct *threads[2];
	unsigned int i;

	for (i = 0; i < 2; i++)
		threads[i] = begin_thread(move, movers[i]);
	for (i = 0; i < 2; i++) {
		if (!EXPECT(test, threads[i]))
			continue;
		wait_for_completion(&movers[i]->done);
		end_thread(threads[i]);
	}
}

void vmci_linux_test_rings(struct test *test, struct vmci_ring_pair *one,
			   struct vmci_ring_pair *other, bool at_once)
{
	struct mover first;
	struct mover second;

	begin(&first, one, 1);
	begin(&second, other, ~1u);
	if (at_once)
		move_at_once(test, &first, &second);
	else
		move_in_turns(&first, &second);
	end(test, &first);
	end(test, &second);
}
