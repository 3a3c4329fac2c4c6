// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The module vmci_core: exports the ring, and drives the VMCI device. It can test both when it is
 * loaded, the ring on kernel memory, and the kernel's timers.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "device.h"
#include "pci.h"
#include "vmci_core.h"
#include "../selftest.h"

static bool selftest;
module_param(selftest, bool, 0444);
MODULE_PARM_DESC(selftest, "test the ring, timers, and the device if there is one; refuse to load if it fails");

EXPORT_SYMBOL_GPL(vmci_queue_header_init);
EXPORT_SYMBOL_GPL(vmci_ring_pair_init);
EXPORT_SYMBOL_GPL(vmci_ring_pair_resume);
EXPORT_SYMBOL_GPL(vmci_ring_produce_indexes);
EXPORT_SYMBOL_GPL(vmci_ring_consume_indexes);
EXPORT_SYMBOL_GPL(vmci_ring_produce_free_space);
EXPORT_SYMBOL_GPL(vmci_ring_produce_buf_ready);
EXPORT_SYMBOL_GPL(vmci_ring_consume_free_space);
EXPORT_SYMBOL_GPL(vmci_ring_consume_buf_ready);
EXPORT_SYMBOL_GPL(vmci_ring_enqueue);
EXPORT_SYMBOL_GPL(vmci_ring_enqueuev);
EXPORT_SYMBOL_GPL(vmci_ring_dequeue);
EXPORT_SYMBOL_GPL(vmci_ring_dequeuev);
EXPORT_SYMBOL_GPL(vmci_ring_peek);
EXPORT_SYMBOL_GPL(vmci_ring_peekv);

/* Two header pages, two queues' data pages, and the pages of the two buffers. */
#define SELFTEST_MEMORY_PAGES (2 + 4 * VMCI_SELFTEST_PAGES)

static int __init run_selftest(unsigned char *pages)
{
	struct vmci_selftest_report report;
	struct vmci_selftest_memory memory;
	int i;
	int j;

	for (i = 0; i < 2; i++) {
		memory.header[i] = (struct vmci_queue_header *)pages;
		pages += PAGE_SIZE;
		/* In descending order, so that running over a page's end does not hit the next. */
		for (j = VMCI_SELFTEST_PAGES - 1; j >= 0; j--) {
			memory.pages[i][j] = pages;
			pages += PAGE_SIZE;
		}
	}
	memory.out = pages;
	memory.in = pages + VMCI_SELFTEST_PAGES * PAGE_SIZE;

	if (vmci_selftest(&memory, &report)) {
		pr_err("self-test failed after %llu checks at selftest.c:%d: %s\n", report.checks,
		       report.line, report.failed);
		return -EIO;
	}
	pr_info("self-test passed (%llu checks)\n", report.checks);
	return 0;
}

static int __init vmci_core_init(void)
{
	void *pages;
	int error;

	if (selftest) {
		pages = alloc_pages_exact(SELFTEST_MEMORY_PAGES * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
		if (!pages)
			return -ENOMEM;
		error = run_selftest(pages);
		free_pages_exact(pages, SELFTEST_MEMORY_PAGES * PAGE_SIZE);
		if (!error)
			error = vmci_linux_timer_selftest();
		if (error)
			return error;
	}
	error = vmci_linux_register_driver();
	if (error || !selftest)
		return error;
	/* The driver has met the devices that there are. */
	error = vmci_linux_device_selftest();
	if (error)
		vmci_linux_unregister_driver();
	return error;
}

static void __exit vmci_core_exit(void)
{
	vmci_linux_unregister_driver();
}

module_init(vmci_core_init);
module_exit(vmci_core_exit);

MODULE_DESCRIPTION("VMCI core: queue-pair rings, and the driver of the device");
MODULE_AUTHOR("The vmcheck authors");
MODULE_LICENSE("Dual BSD/GPL");
