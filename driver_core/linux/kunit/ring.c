// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: rings on the kernel's memory. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "../../ring.h"
#include "../../selftest.h"
#include "../device_selftest.h"
#include "memory.h"

/* The two ends of a pair: end[i] fills the queue of header[i], which has so many bytes. */
struct rings {
	struct vmci_ring_pair end[2];
	struct vmci_queue_header *header[2];
	vmci_u64 size[2];
};

/* A list of just the pages that a queue of `size` bytes has. */
static struct vmci_queue_bytes queue_of(struct kunit *test, vmci_u64 size)
{
	vmci_u64 count = DIV_ROUND_UP_ULL(size, PAGE_SIZE);
	vmci_page *pages = bytes_of(test, count * sizeof(*pages));
	struct vmci_queue_bytes queue = { .pages = pages, .page_count = count, .size = size };

	while (count-- > 0)
		pages[count] = bytes_of(test, PAGE_SIZE);
	return queue;
}

static void begin(struct kunit *test, struct rings *rings, vmci_u64 size, vmci_u64 others_size)
{
	struct vmci_handle handle = { .context = 2, .resource = 1024 };
	struct vmci_queue_bytes bytes[2];
	unsigned int i;

	rings->size[0] = size;
	rings->size[1] = others_size;
	for (i = 0; i < 2; i++) {
		rings->header[i] = bytes_of(test, sizeof(*rings->header[i]));
		vmci_queue_header_init(rings->header[i], handle);
		bytes[i] = queue_of(test, rings->size[i]);
	}
	for (i = 0; i < 2; i++) {
		rings->end[i].produce.header = rings->header[i];
		rings->end[i].produce.bytes = bytes[i];
		rings->end[i].consume.header = rings->header[1 - i];
		rings->end[i].consume.bytes = bytes[1 - i];
		KUNIT_ASSERT_EQ(test, vmci_ring_pair_init(&rings->end[i]), VMCI_SUCCESS);
	}
}

/* What the self-test of the module does when it is loaded. */
static void self_test(struct kunit *test)
{
	struct vmci_selftest_memory memory;
	struct vmci_selftest_report report;
	unsigned int i;
	unsigned int j;

	for (i = 0; i < 2; i++) {
		memory.header[i] = bytes_of(test, sizeof(*memory.header[i]));
		for (j = 0; j < VMCI_SELFTEST_PAGES; j++)
			memory.pages[i][j] = bytes_of(test, PAGE_SIZE);
	}
	memory.out = bytes_of(test, VMCI_SELFTEST_PAGES * PAGE_SIZE);
	memory.in = bytes_of(test, VMCI_SELFTEST_PAGES * PAGE_SIZE);
	if (vmci_selftest(&memory, &report))
		KUNIT_FAIL(test, "after %llu checks at selftest.c:%d: %s", report.checks,
			   report.line, report.failed);
	KUNIT_EXPECT_GT(test, report.checks, 0ull);
}

/* Messages of every length that leave from, and arrive in, memory that has not a byte more. */
static void message_in_its_own_memory(struct kunit *test)
{
	const vmci_u64 size = PAGE_SIZE + 7;
	struct rings rings;
	vmci_u64 length;

	begin(test, &rings, size, 1);
	for (length = 1; length < size; length += length < 12 ? 1 : 411) {
		unsigned char *out = bytes_of(test, length);
		unsigned char *in = bytes_of(test, length);
		vmci_u64 copied = 0;

		memset(out, (int)length, length);
		KUNIT_EXPECT_EQ(test, vmci_ring_enqueue(&rings.end[0], out, length, &copied),
				VMCI_SUCCESS);
		KUNIT_EXPECT_EQ(test, copied, length);
		KUNIT_EXPECT_EQ(test, vmci_ring_peek(&rings.end[1], in, length, &copied),
				VMCI_SUCCESS);
		KUNIT_EXPECT_EQ(test, memcmp(out, in, length), 0);
		memset(in, 0, length);
		KUNIT_EXPECT_EQ(test, vmci_ring_dequeue(&rings.end[1], in, length, &copied),
				VMCI_SUCCESS);
		KUNIT_EXPECT_EQ(test, copied, length);
		KUNIT_EXPECT_EQ(test, memcmp(out, in, length), 0);
	}
}

/* A ring of whole pages, filled to its last byte but one, and wrapped elsewhere each time. */
static void full_of_whole_pages(struct kunit *test)
{
	const vmci_u64 size = 2 * PAGE_SIZE;
	unsigned char *out = bytes_of(test, size);
	unsigned char *in = bytes_of(test, size);
	struct rings rings;
	unsigned int i;

	begin(test, &rings, size, size);
	for (i = 0; i < size; i++)
		out[i] = (unsigned char)(i * 167 / 64);
	for (i = 0; i < 70; i++) {
		vmci_u64 copied = 0;

		KUNIT_EXPECT_EQ(test, vmci_ring_enqueue(&rings.end[1], out, size, &copied),
				VMCI_SUCCESS);
		KUNIT_EXPECT_EQ(test, copied, size - 1);
		KUNIT_EXPECT_EQ(test, vmci_ring_enqueue(&rings.end[1], out, 1, &copied),
				VMCI_ERROR_QUEUEPAIR_NOSPACE);
		KUNIT_EXPECT_EQ(test, vmci_ring_dequeue(&rings.end[0], in, size, &copied),
				VMCI_SUCCESS);
		KUNIT_EXPECT_EQ(test, copied, size - 1);
		KUNIT_EXPECT_EQ(test, memcmp(out, in, size - 1), 0);
		KUNIT_EXPECT_EQ(test, vmci_ring_dequeue(&rings.end[0], in, 1, &copied),
				VMCI_ERROR_QUEUEPAIR_NODATA);
	}
}

/* Whatever the peer says of its indices, nothing beyond the pages is touched. */
static void peer_that_lies(struct kunit *test)
{
	static const vmci_u64 lies[] = { 5000, 5001, 8191, 8192, 1ull << 32, 1ull << 63, ~0ull };
	unsigned char *bytes = bytes_of(test, 5000);
	struct rings rings;
	vmci_u64 copied = 77;
	unsigned int i;

	begin(test, &rings, 5000, 5000);
	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		vmci_hal_store_release(&rings.header[1]->consumer_head, lies[i]);
		KUNIT_EXPECT_EQ(test, vmci_ring_enqueue(&rings.end[0], bytes, 5000, &copied),
				VMCI_ERROR_INVALID_SIZE);
		vmci_hal_store_release(&rings.header[1]->producer_tail, lies[i]);
		KUNIT_EXPECT_EQ(test, vmci_ring_dequeue(&rings.end[0], bytes, 5000, &copied),
				VMCI_ERROR_INVALID_SIZE);
		KUNIT_EXPECT_EQ(test, copied, 77ull);
	}
	vmci_hal_store_release(&rings.header[1]->consumer_head, 0);
	vmci_hal_store_release(&rings.header[1]->producer_tail, 1);
	KUNIT_EXPECT_EQ(test, vmci_ring_enqueue(&rings.end[0], bytes, 5000, &copied), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, copied, 4999ull);
	KUNIT_EXPECT_EQ(test, vmci_ring_dequeue(&rings.end[0], bytes, 5000, &copied), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, copied, 1ull);
}

/* Both ends at work, in turns and by two threads at once, until each ring has wrapped often. */
static void both_ends(struct kunit *test)
{
	static const vmci_u64 sizes[][2] = { { 4096, 8192 }, { 5003, 2 }, { 0, 4097 } };
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		struct test moves = { .checks = 0 };
		struct rings rings;

		begin(test, &rings, sizes[i / 2][0], sizes[i / 2][1]);
		vmci_linux_test_rings(&moves, &rings.end[0], &rings.end[1], i % 2);
		if (moves.failed)
			KUNIT_FAIL(test, "after %u checks at %s:%d: %s", moves.checks, moves.file,
				   moves.line, moves.failed);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(self_test),
	KUNIT_CASE(message_in_its_own_memory),
	KUNIT_CASE(full_of_whole_pages),
	KUNIT_CASE(peer_that_lies),
	KUNIT_CASE(both_ends),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_ring",
	.test_cases = cases,
};
kunit_test_suite(suite);
