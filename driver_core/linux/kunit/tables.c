// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: the driver's tables, as large as they ship, each in an allocation of its own. */
#include <kunit/test.h>

#include "../../event.h"
#include "../../notify_index.h"
#include "../../resource.h"
#include "../../route.h"
#include "memory.h"

static const struct vmci_handle any_of_16 = { 16, VMCI_ID_INVALID };

static struct vmci_registry *new_registry(struct kunit *test)
{
	struct vmci_registry *registry = bytes_of(test, sizeof(*registry));

	vmci_registry_init(registry);
	return registry;
}

static void resource_from_first_to_last(struct kunit *test)
{
	struct vmci_registry *registry = new_registry(test);
	struct vmci_handle handle;
	unsigned int removed = ~0u;
	unsigned int slot = ~0u;
	unsigned int found = ~0u;

	KUNIT_ASSERT_EQ(test,
			vmci_registry_add(registry, any_of_16, VMCI_RESOURCE_DATAGRAM, &slot,
					  &handle),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, handle.context, 16u);
	KUNIT_EXPECT_GE(test, handle.resource, VMCI_RESOURCE_ID_FIRST);
	KUNIT_EXPECT_EQ(test, vmci_registry_get(registry, handle, VMCI_RESOURCE_DOORBELL, &found),
			VMCI_ERROR_NOT_FOUND);
	KUNIT_ASSERT_EQ(test, vmci_registry_get(registry, handle, VMCI_RESOURCE_DATAGRAM, &found),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, found, slot);
	KUNIT_ASSERT_EQ(test,
			vmci_registry_remove(registry, handle, VMCI_RESOURCE_DATAGRAM, &removed),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, removed, slot);
	KUNIT_EXPECT_EQ(test, vmci_registry_get(registry, handle, VMCI_RESOURCE_DATAGRAM, &found),
			VMCI_ERROR_NOT_FOUND);
	KUNIT_EXPECT_FALSE(test, vmci_registry_unused(registry, slot));
	KUNIT_EXPECT_TRUE(test, vmci_registry_put(registry, slot));
	KUNIT_EXPECT_TRUE(test, vmci_registry_unused(registry, slot));
	vmci_registry_release(registry, slot);
}

/* A context that is a wildcard is every other one, on either side. */
static void resource_of_any_context(struct kunit *test)
{
	struct vmci_registry *registry = new_registry(test);
	struct vmci_handle anybody = { VMCI_ID_INVALID, 2000 };
	struct vmci_handle somebody = { 16, 2000 };
	struct vmci_handle added;
	unsigned int slot;

	KUNIT_EXPECT_EQ(test,
			vmci_registry_add(registry, anybody, VMCI_RESOURCE_DATAGRAM, &slot, &added),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test,
			vmci_registry_add(registry, somebody, VMCI_RESOURCE_DATAGRAM, &slot,
					  &added),
			VMCI_ERROR_ALREADY_EXISTS);
	KUNIT_EXPECT_EQ(test,
			vmci_registry_add(registry, somebody, VMCI_RESOURCE_DOORBELL, &slot,
					  &added),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_registry_get(registry, anybody, VMCI_RESOURCE_DOORBELL, &slot),
			VMCI_SUCCESS);
}

/* Every slot is given out once, and the last one is the last. */
static void registry_full(struct kunit *test)
{
	struct vmci_registry *registry = new_registry(test);
	struct vmci_handle handle;
	unsigned int slot;
	unsigned int i;

	for (i = 0; i < VMCI_RESOURCES_MAX; i++) {
		KUNIT_ASSERT_EQ(test,
				vmci_registry_add(registry, any_of_16, VMCI_RESOURCE_QUEUE_PAIR,
						  &slot, &handle),
				VMCI_SUCCESS);
		KUNIT_ASSERT_EQ(test, slot, i);
	}
	KUNIT_EXPECT_EQ(test,
			vmci_registry_add(registry, any_of_16, VMCI_RESOURCE_QUEUE_PAIR, &slot,
					  &handle),
			VMCI_ERROR_NO_RESOURCES);
	KUNIT_ASSERT_EQ(test,
			vmci_registry_remove(registry, handle, VMCI_RESOURCE_QUEUE_PAIR, &slot),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, slot, VMCI_RESOURCES_MAX - 1);
	vmci_registry_release(registry, slot);
	KUNIT_EXPECT_EQ(test,
			vmci_registry_add(registry, any_of_16, VMCI_RESOURCE_DATAGRAM, &slot,
					  &handle),
			VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, slot, VMCI_RESOURCES_MAX - 1);
}

static void subscription_from_first_to_last(struct kunit *test)
{
	struct vmci_subscriptions *table = bytes_of(test, sizeof(*table));
	unsigned int cursor = 0;
	unsigned int removed;
	unsigned int slot;
	vmci_u32 id = 0;

	vmci_subscriptions_init(table);
	KUNIT_EXPECT_EQ(test, vmci_subscriptions_add(table, 5, 1, &id), VMCI_ERROR_EVENT_UNKNOWN);
	KUNIT_ASSERT_EQ(test, vmci_subscriptions_add(table, VMCI_EVENT_PEER_DETACH, 1, &id),
			VMCI_SUCCESS);
	KUNIT_EXPECT_NE(test, id, 0u);
	KUNIT_ASSERT_EQ(test,
			vmci_subscriptions_next(table, VMCI_EVENT_PEER_DETACH, &cursor, &slot),
			VMCI_SUCCESS);
	KUNIT_ASSERT_EQ(test, vmci_subscriptions_remove(table, id, &removed), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, removed, slot);
	KUNIT_EXPECT_EQ(test, vmci_subscriptions_remove(table, id, &removed), VMCI_ERROR_NOT_FOUND);
	KUNIT_EXPECT_FALSE(test, vmci_subscriptions_unused(table, slot));
	KUNIT_EXPECT_TRUE(test, vmci_subscriptions_put(table, slot));
	vmci_subscriptions_release(table, slot);
	KUNIT_EXPECT_EQ(test,
			vmci_subscriptions_next(table, VMCI_EVENT_PEER_DETACH, &cursor, &slot),
			VMCI_ERROR_NOT_FOUND);
}

/* The subscribers of an event, of those of all events: each is found, once. */
static void subscriptions_full(struct kunit *test)
{
	struct vmci_subscriptions *table = bytes_of(test, sizeof(*table));
	unsigned int cursor = 0;
	unsigned int found = 0;
	unsigned int slot;
	unsigned int i;
	vmci_u32 id;

	vmci_subscriptions_init(table);
	for (i = 0; i < VMCI_SUBSCRIPTIONS_MAX; i++)
		KUNIT_ASSERT_EQ(test, vmci_subscriptions_add(table, 1 + i % 4, i, &id),
				VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, vmci_subscriptions_add(table, 1, 0, &id), VMCI_ERROR_NO_RESOURCES);
	while (vmci_subscriptions_next(table, 4, &cursor, &slot) == VMCI_SUCCESS) {
		KUNIT_EXPECT_EQ(test, table->slots[slot].client % 4, 3u);
		found++;
	}
	KUNIT_EXPECT_EQ(test, found, VMCI_SUBSCRIPTIONS_MAX / 4);
}

/* Each byte of the page is taken by one before any is taken by two. */
static void notification_indexes(struct kunit *test)
{
	struct vmci_notify_indexes *indexes = bytes_of(test, sizeof(*indexes));
	unsigned int index;
	unsigned int i;

	vmci_notify_indexes_init(indexes);
	for (i = 0; i < 2 * VMCI_NOTIFY_INDEXES; i++) {
		KUNIT_ASSERT_EQ(test, vmci_notify_index_reserve(indexes, &index), VMCI_SUCCESS);
		KUNIT_ASSERT_LT(test, index, VMCI_NOTIFY_INDEXES);
		KUNIT_ASSERT_EQ(test, indexes->users[index], 1 + i / VMCI_NOTIFY_INDEXES);
	}
	KUNIT_EXPECT_EQ(test, indexes->end, VMCI_NOTIFY_INDEXES);
	for (i = VMCI_NOTIFY_INDEXES; i-- > 10;) {
		vmci_notify_index_release(indexes, i);
		vmci_notify_index_release(indexes, i);
	}
	KUNIT_EXPECT_EQ(test, indexes->end, 10u);
	KUNIT_ASSERT_EQ(test, vmci_notify_index_reserve(indexes, &index), VMCI_SUCCESS);
	KUNIT_EXPECT_EQ(test, index, 10u);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(resource_from_first_to_last),
	KUNIT_CASE(resource_of_any_context),
	KUNIT_CASE(registry_full),
	KUNIT_CASE(subscription_from_first_to_last),
	KUNIT_CASE(subscriptions_full),
	KUNIT_CASE(notification_indexes),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_tables",
	.test_cases = cases,
};
kunit_test_suite(suite);
