// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: what a device sends through its data port, in a buffer that KASAN guards. */
#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "../../datagram.h"
#include "../../receive.h"
#include "../../wire.h"
#include "memory.h"

/* The most that a datagram takes in the stream: a multiple of 8. */
#define STREAM_MOST (~0ull - 7)

/* A device that has datagrams with these payloads; or one that sends `noise` reads of anything. */
struct sender {
	const vmci_u64 *payloads;
	unsigned int count;
	unsigned int noise;
	u32 random;
	vmci_u64 rest; /* of a datagram that was begun */
};

/* The driver's side: its buffer, and what came. */
struct intake {
	struct sender sender;
	struct vmci_receive receive;
	unsigned char *buffer;
	unsigned int datagrams;
	unsigned int skipped;
	vmci_u64 payload; /* bytes, of all datagrams */
};

static void send_noise(struct sender *sender, unsigned char *to, vmci_u64 length)
{
	vmci_u64 i;

	for (i = 0; i < length; i++) {
		sender->random = sender->random * 1664525u + 1013904223u;
		to[i] = (sender->random >> 24) % 4 ? 0 : sender->random >> 16;
	}
	sender->noise--;
}

/* Sends on with the datagram that was begun, and then others; a header is not cut. */
static void send(struct sender *sender, unsigned char *to, vmci_u64 length)
{
	vmci_u64 sent = min(sender->rest, length);

	memset(to, 0xff, length);
	sender->rest -= sent;
	while (sender->count > 0 && length - sent >= VMCI_DATAGRAM_HEADER_SIZE) {
		struct vmci_datagram header = { .dst = { .context = 16, .resource = 1024 } };
		vmci_u64 part;

		header.payload_size = *sender->payloads++;
		sender->count--;
		memcpy(to + sent, &header, sizeof(header));
		sender->rest = STREAM_MOST;
		if (header.payload_size <= STREAM_MOST - VMCI_DATAGRAM_HEADER_SIZE)
			sender->rest = ALIGN(sizeof(header) + header.payload_size, 8);
		part = min(sender->rest, length - sent);
		sender->rest -= part;
		sent += part;
	}
}

static bool take_datagram(struct intake *intake, const struct vmci_receive_step *step)
{
	const struct vmci_datagram *datagram;

	if (step->size < VMCI_DATAGRAM_HEADER_SIZE)
		return false;
	datagram = (const struct vmci_datagram *)(intake->buffer + step->offset);
	intake->datagrams++;
	intake->payload += datagram->payload_size;
	return step->size - VMCI_DATAGRAM_HEADER_SIZE == datagram->payload_size;
}

/* Does what an action says. False: it must not say so. */
static bool do_action(struct intake *intake, enum vmci_receive_action action,
		      const struct vmci_receive_step *step)
{
	struct sender *sender = &intake->sender;

	if (step->offset > VMCI_RECEIVE_BUFFER || step->size > VMCI_RECEIVE_BUFFER - step->offset)
		return false;
	switch (action) {
	case VMCI_RECEIVE_DATAGRAM:
		return take_datagram(intake, step);
	case VMCI_RECEIVE_READ:
		if (step->length == 0 || step->length > VMCI_RECEIVE_BUFFER - step->size)
			return false;
		memmove(intake->buffer, intake->buffer + step->offset, step->size);
		if (sender->noise > 0)
			send_noise(sender, intake->buffer + step->size, step->length);
		else
			send(sender, intake->buffer + step->size, step->length);
		return true;
	case VMCI_RECEIVE_SKIP:
		intake->skipped++;
		if (sender->random == 0 && step->length != sender->rest)
			return false;
		sender->rest = 0;
		return step->length > 0;
	default:
		return false;
	}
}

/* Takes in a batch, which must end within so many actions. */
static void take_in(struct kunit *test, struct intake *intake, unsigned int actions)
{
	struct vmci_receive_step step;
	enum vmci_receive_action action;

	intake->buffer = bytes_of(test, VMCI_RECEIVE_BUFFER);
	vmci_receive_init(&intake->receive);
	while (actions-- > 0) {
		action = vmci_receive_next(&intake->receive, intake->buffer, &step);
		if (action == VMCI_RECEIVE_END)
			return;
		if (!do_action(intake, action, &step)) {
			KUNIT_FAIL(test, "action %d: %llu bytes at %llu, and %llu to read", action,
				   step.size, step.offset, step.length);
			return;
		}
	}
	KUNIT_FAIL(test, "the batch does not end");
}

/* Takes in datagrams with these payloads: in each case few actions more than datagrams. */
static struct intake take_in_all(struct kunit *test, const vmci_u64 *payloads, unsigned int count)
{
	struct intake intake = { .sender = { .payloads = payloads, .count = count } };

	take_in(test, &intake, 2 * count + 10);
	KUNIT_EXPECT_EQ(test, intake.sender.count, 0u);
	return intake;
}

static void nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, take_in_all(test, NULL, 0).datagrams, 0u);
}

/* One behind the other, over the borders of pages and of reads. */
static void every_length(struct kunit *test)
{
	const unsigned int count = 400;
	vmci_u64 *payloads = bytes_of(test, count * sizeof(*payloads));
	struct intake intake;
	vmci_u64 payload = 0;
	unsigned int i;

	for (i = 0; i < count; i++) {
		payloads[i] = 5 * i;
		payload += payloads[i];
	}
	intake = take_in_all(test, payloads, count);
	KUNIT_EXPECT_EQ(test, intake.datagrams, count);
	KUNIT_EXPECT_EQ(test, intake.payload, payload);
	KUNIT_EXPECT_EQ(test, intake.skipped, 0u);
}

/* The longest that there may be fills the buffer; one that is longer is passed over. */
static void longest(struct kunit *test)
{
	const vmci_u64 longest[] = { 1, VMCI_DATAGRAM_PAYLOAD_MAX, 2 };
	const vmci_u64 too_long[] = { 1, VMCI_DATAGRAM_PAYLOAD_MAX + 1, 2 };
	struct intake intake = take_in_all(test, longest, ARRAY_SIZE(longest));

	KUNIT_EXPECT_EQ(test, intake.datagrams, 3u);
	KUNIT_EXPECT_EQ(test, intake.payload, 3ull + VMCI_DATAGRAM_PAYLOAD_MAX);
	intake = take_in_all(test, too_long, ARRAY_SIZE(too_long));
	KUNIT_EXPECT_EQ(test, intake.datagrams, 2u);
	KUNIT_EXPECT_EQ(test, intake.payload, 3ull);
	KUNIT_EXPECT_EQ(test, intake.skipped, 1u);
}

/* Sizes about which a sum with the header wraps, or that are others when they are cut. */
static void size_that_wraps(struct kunit *test)
{
	static const vmci_u64 sizes[] = { ~0ull,      ~0ull - 7,  ~0ull - 23, ~0ull - 24,
					  ~0ull - 31, 1ull << 63, 1ull << 32 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		const vmci_u64 payloads[] = { 7, sizes[i], 9 };
		struct intake intake = take_in_all(test, payloads, ARRAY_SIZE(payloads));

		KUNIT_EXPECT_EQ(test, intake.datagrams, 2u);
		KUNIT_EXPECT_EQ(test, intake.payload, 16ull);
		KUNIT_EXPECT_EQ(test, intake.skipped, 1u);
	}
}

/* Any bytes at all, of a fixed pseudo-random sequence; many are 0, so that sizes are small. */
static void any_bytes(struct kunit *test)
{
	unsigned int i;

	for (i = 1; i <= 30; i++) {
		struct intake intake = { .sender = { .noise = 8, .random = i } };

		take_in(test, &intake, 8 * VMCI_RECEIVE_BUFFER / VMCI_DATAGRAM_HEADER_SIZE);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(nothing),
	KUNIT_CASE(every_length),
	KUNIT_CASE(longest),
	KUNIT_CASE(size_that_wraps),
	KUNIT_CASE(any_bytes),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_receive",
	.test_cases = cases,
};
kunit_test_suite(suite);
