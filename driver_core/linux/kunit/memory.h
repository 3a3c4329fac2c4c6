/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Memory for the KUnit suites, freed when the case that asks for it has ended. Each piece has just
 * the bytes that it needs, in an allocation of its own, so that KASAN sees the first byte beyond.
 */
#ifndef VMCI_CORE_LINUX_KUNIT_MEMORY_H
#define VMCI_CORE_LINUX_KUNIT_MEMORY_H

#include <kunit/test.h>
#include <linux/slab.h>

/* Ends the case if there is no memory. */
static inline void *bytes_of(struct kunit *test, size_t size)
{
	void *bytes = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, bytes);
	return bytes;
}

#endif
