/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the parts of the device's self-test have in common. */
#ifndef VMCI_CORE_LINUX_DEVICE_SELFTEST_H
#define VMCI_CORE_LINUX_DEVICE_SELFTEST_H

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/types.h>

struct vmci_device;
struct vmci_ring_pair;

/* What takes longer than this does not come. */
#define PATIENCE (30 * HZ)

struct test {
	struct vmci_device *device;
	unsigned int checks; /* how many conditions held */
	const char *failed;  /* the first that did not, in C; null if all held */
	const char *file;
	int line;
};

static inline bool expect(struct test *test, bool holds, const char *condition, const char *file,
			  int line)
{
	if (holds) {
		test->checks++;
	} else if (!test->failed) {
		test->failed = condition;
		test->file = file;
		test->line = line;
	}
	return holds;
}

#define EXPECT(test, condition) expect(test, condition, #condition, __FILE__, __LINE__)

/* Takes over what another thread has found. */
static inline void expect_of(struct test *test, const struct test *other)
{
	test->checks += other->checks;
	if (!test->failed) {
		test->failed = other->failed;
		test->file = other->file;
		test->line = other->line;
	}
}

/* Begins a thread. Null: there is none. */
static inline struct task_struct *begin_thread(int (*function)(void *data), void *data)
{
	struct task_struct *thread = kthread_create(function, data, "vmci_selftest");

	if (IS_ERR(thread))
		return NULL;
	get_task_struct(thread);
	wake_up_process(thread);
	return thread;
}

/* Waits until a thread that has done its work does not run this module's code any more. */
static inline void end_thread(struct task_struct *thread)
{
	kthread_stop(thread);
	put_task_struct(thread);
}

/* Tests timers, for which no device is needed. */
void vmci_linux_test_timers(struct test *test);

/* Tests local queue pairs from their creation to their end. */
void vmci_linux_test_pairs(struct test *test);

/*
 * Sends so many bytes through the rings of both ends of a pair, which are empty, that each wraps
 * again and again, and compares each byte: in turns, or by two threads at once.
 */
void vmci_linux_test_rings(struct test *test, struct vmci_ring_pair *one,
			   struct vmci_ring_pair *other, bool at_once);

#endif
