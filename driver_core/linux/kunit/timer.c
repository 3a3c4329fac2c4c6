// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* KUnit: the kernel's timers, as hal/timer.h promises them. */
#include <kunit/test.h>

#include "../device_selftest.h"

/* What the self-test of the module does when it is loaded. */
static void self_test(struct kunit *test)
{
	struct test timers = { .checks = 0 };

	vmci_linux_test_timers(&timers);
	KUNIT_EXPECT_GT(test, timers.checks, 0u);
	if (timers.failed)
		KUNIT_FAIL(test, "after %u checks at %s:%d: %s", timers.checks, timers.file,
			   timers.line, timers.failed);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(self_test),
	{},
};

static struct kunit_suite suite = {
	.name = "vmci_timer",
	.test_cases = cases,
};
kunit_test_suite(suite);
