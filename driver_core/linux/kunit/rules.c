// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: the rules for datagrams, their routes, events and queue pairs. */
#include <kunit/test.h>

#include "../../datagram.h"
#include "../../device/queue_pair_rules.h"
#include "../../event.h"
#include "../../queue_pair.h"
#include "../../route.h"

#define MEBIBYTE (1024u * 1024u)

static void datagram_sizes(struct kunit *test)
{
	vmci_u64 size = 0;

	KUNIT_EXPECT_EQ(test, vmci_datagram_size(0, &size), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, size, 24ull);
	KUNIT_EXPECT_EQ(test, vmci_datagram_size(17 * 4096 - 24, &size), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, size, 17 * 4096ull);
	KUNIT_EXPECT_EQ(test, vmci_datagram_size(17 * 4096 - 23, &size), VMCI_ERROR_INVALID_ARGS);
	KUNIT_EXPECT_EQ(test, vmci_datagram_size(~0ull, &size), VMCI_ERROR_INVALID_ARGS);
	KUNIT_EXPECT_EQ(test, size, 17 * 4096ull);
}

/* A machine's queue is never quite full, and events have some room more. */
static void datagram_queue(struct kunit *test)
{
	const vmci_u64 limit = 2 * 17 * 4096;
	vmci_u64 used = 0;

	KUNIT_EXPECT_EQ(test, vmci_datagram_queue_add(limit - 25, 24, 2, 0, &used), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, used, limit - 1);
	KUNIT_EXPECT_EQ(test, vmci_datagram_queue_add(limit - 24, 24, 2, 0, &used),
			VMCI_ERROR_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, vmci_datagram_queue_add(limit, ~0ull, 2, 0, &used),
			VMCI_ERROR_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, used, limit - 1);
	KUNIT_EXPECT_EQ(test, vmci_datagram_queue_add(limit, 48, 0, 0, &used), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_datagram_queue_add(limit + 1024 * 48 - 48, 48, 0, 0, &used),
			VMCI_ERROR_NO_RESOURCES);
}

static void datagram_privileges(struct kunit *test)
{
	unsigned int a;
	unsigned int b;

	for (a = 0; a < 4; a++) {
		for (b = 0; b < 4; b++) {
			bool denied = ((a & 1) && !(b & 2)) || ((b & 1) && !(a & 2));

			KUNIT_EXPECT_EQ(test, vmci_datagram_check_interaction(16, 2, a, b),
					denied ? VMCI_ERROR_NO_ACCESS : VMCI_SUCCESS);
		}
	}
	KUNIT_EXPECT_EQ(test, vmci_datagram_check_interaction(16, 17, 2, 2),
			VMCI_ERROR_DST_UNREACHABLE);
	KUNIT_EXPECT_EQ(test, vmci_datagram_check_source(16, 17), VMCI_ERROR_NO_ACCESS);
	KUNIT_EXPECT_EQ(test, vmci_datagram_check_source(16, 16), VMCI_SUCCESS);
}

static void expect_route(struct kunit *test, u32 src, u32 dst, unsigned int facts, int result,
			 enum vmci_route expected)
{
	enum vmci_route route = VMCI_ROUTE_NONE;

	KUNIT_EXPECT_EQ_MSG(test, vmci_find_route(src, dst, facts, &route), result,
			    "from %u to %u with %u", src, dst, facts);
	KUNIT_EXPECT_EQ_MSG(test, route, expected, "from %u to %u with %u", src, dst, facts);
}

static void routes(struct kunit *test)
{
	const unsigned int both = VMCI_GUEST_ACTIVE | VMCI_HOST_ACTIVE;

	expect_route(test, 16, ~0u, both, VMCI_ERROR_INVALID_ARGS, VMCI_ROUTE_NONE);
	expect_route(test, 16, 0, both, VMCI_SUCCESS, VMCI_ROUTE_AS_GUEST);
	expect_route(test, 2, 0, both, VMCI_ERROR_INVALID_ARGS, VMCI_ROUTE_NONE);
	expect_route(test, 16, 0, both | VMCI_FROM_GUEST, VMCI_ERROR_DST_UNREACHABLE,
		     VMCI_ROUTE_NONE);
	expect_route(test, 16, 2, both, VMCI_SUCCESS, VMCI_ROUTE_AS_GUEST);
	expect_route(test, 16, 2, both | VMCI_FROM_GUEST, VMCI_SUCCESS, VMCI_ROUTE_AS_HOST);
	expect_route(test, 16, 2, 0, VMCI_ERROR_DEVICE_NOT_FOUND, VMCI_ROUTE_NONE);
	expect_route(test, 2, 20, both | VMCI_DST_EXISTS, VMCI_SUCCESS, VMCI_ROUTE_AS_HOST);
	expect_route(test, 16, 20, both | VMCI_DST_EXISTS, VMCI_ERROR_DST_UNREACHABLE,
		     VMCI_ROUTE_NONE);
	expect_route(test, 16, 20, both, VMCI_SUCCESS, VMCI_ROUTE_AS_GUEST);
	expect_route(test, 2, 20, VMCI_HOST_ACTIVE, VMCI_ERROR_DST_UNREACHABLE, VMCI_ROUTE_NONE);
}

/* Each event has a payload of its own length; nothing longer is one. */
static void events(struct kunit *test)
{
	static const unsigned int lengths[] = { 16, 16, 8, 24, 24 };
	u32 event;
	u64 size;

	for (event = 0; event < 7; event++) {
		for (size = 0; size < 30; size++) {
			int expected = VMCI_SUCCESS;

			if (size < 8 || size > 24)
				expected = VMCI_ERROR_INVALID_ARGS;
			else if (event >= ARRAY_SIZE(lengths))
				expected = VMCI_ERROR_EVENT_UNKNOWN;
			else if (size < lengths[event])
				expected = VMCI_ERROR_INVALID_ARGS;
			KUNIT_EXPECT_EQ_MSG(test, vmci_event_check(event, size), expected,
					    "event %u of %llu bytes", event, size);
		}
	}
}

static void queue_pair_flags(struct kunit *test)
{
	u32 flags;

	for (flags = 0; flags < 256; flags++)
		KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_flags(flags),
				flags < 4 ? VMCI_SUCCESS : VMCI_ERROR_INVALID_ARGS);
	KUNIT_EXPECT_TRUE(test, vmci_queue_pair_flags_agree(2, 3));
	KUNIT_EXPECT_FALSE(test, vmci_queue_pair_flags_agree(1, 3));
}

static void queue_pair_sizes(struct kunit *test)
{
	const vmci_u64 most = 128 * MEBIBYTE;

	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(0, 0), VMCI_ERROR_INVALID_ARGS);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(0, 1), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(most, 0), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(most, 1), VMCI_ERROR_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(1, ~0ull), VMCI_ERROR_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_sizes(1ull << 63, 1ull << 63),
			VMCI_ERROR_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, vmci_queue_pages(0), 1ull);
	KUNIT_EXPECT_EQ(test, vmci_queue_pages(1), 2ull);
	KUNIT_EXPECT_EQ(test, vmci_queue_pages(PAGE_SIZE), 2ull);
	KUNIT_EXPECT_EQ(test, vmci_queue_pages(PAGE_SIZE + 1), 3ull);
}

/* What a machine of context 16 may ask for. */
static void queue_pair_requests(struct kunit *test)
{
	struct vmci_queue_pair_request request = {
		.handle = { VMCI_ID_INVALID, VMCI_ID_INVALID },
		.peer = VMCI_CONTEXT_HOST,
		.produce_size = 4096,
	};

	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(VMCI_ID_INVALID, 8, &request),
			VMCI_ERROR_DEVICE_NOT_FOUND);
	request.produce_size = 128 * MEBIBYTE;
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request),
			VMCI_ERROR_NO_RESOURCES);
	request.produce_size = 4096;
	request.handle.context = 17;
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request),
			VMCI_ERROR_NO_ACCESS);
	request.handle.context = 16;
	request.handle.resource = 1024;
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request),
			VMCI_ERROR_INVALID_ARGS);
	request.flags = VMCI_QUEUE_PAIR_LOCAL;
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request),
			VMCI_ERROR_NO_ACCESS);
	request.peer = 16;
	KUNIT_EXPECT_EQ(test, vmci_queue_pair_check_request(16, 8, &request), VMCI_SUCCESS);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(datagram_sizes),
	KUNIT_CASE(datagram_queue),
	KUNIT_CASE(datagram_privileges),
	KUNIT_CASE(routes),
	KUNIT_CASE(events),
	KUNIT_CASE(queue_pair_flags),
	KUNIT_CASE(queue_pair_sizes),
	KUNIT_CASE(queue_pair_requests),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_rules",
	.test_cases = cases,
};
kunit_test_suite(suite);
