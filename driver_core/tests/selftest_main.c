// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Runs the core's self-test as a program: exit code 0 if it passed, 1 if it failed. */
#include <stdio.h>

#include "driver_core/selftest.h"

int main(void) {
  static struct vmci_queue_header headers[2];
  static unsigned char data[4 * VMCI_SELFTEST_PAGES][VMCI_HAL_PAGE_SIZE];
  struct vmci_selftest_memory memory;
  struct vmci_selftest_report report;
  int i;
  int j;

  for (i = 0; i < 2; i++) {
    memory.header[i] = &headers[i];
    /* In descending order, so that running over a page's end does not hit the next. */
    for (j = 0; j < VMCI_SELFTEST_PAGES; j++)
      memory.pages[i][j] = data[(i + 1) * VMCI_SELFTEST_PAGES - 1 - j];
  }
  memory.out = data[2 * VMCI_SELFTEST_PAGES];
  memory.in = data[3 * VMCI_SELFTEST_PAGES];

  if (vmci_selftest(&memory, &report)) {
    printf("failed after %llu checks at selftest.c:%d: %s\n", (unsigned long long)report.checks,
           report.line, report.failed);
    return 1;
  }
  printf("passed (%llu checks)\n", (unsigned long long)report.checks);
  return 0;
}
