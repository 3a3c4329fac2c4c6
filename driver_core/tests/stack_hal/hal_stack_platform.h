/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Stands in for a platform's part of sockets where the core is compiled for a test: nothing is
 * called, and nobody waits.
 */
#ifndef VMCI_CORE_TESTS_HAL_STACK_H
#define VMCI_CORE_TESTS_HAL_STACK_H

#include "hal_context_platform.h"

#define VMCI_HAL_HOST

typedef unsigned int vmci_hal_stack;

static inline vmci_callback vmci_hal_stack_packets(vmci_hal_stack stack) {
  (void)stack;
  return vmci_hal_no_callback();
}

static inline vmci_callback vmci_hal_stack_events(vmci_hal_stack stack) {
  (void)stack;
  return vmci_hal_no_callback();
}

static inline vmci_callback vmci_hal_stack_peer(vmci_hal_stack stack, unsigned int slot) {
  (void)stack, (void)slot;
  return vmci_hal_no_callback();
}

static inline vmci_host_callback vmci_hal_stack_guest_packets(vmci_hal_stack stack) {
  (void)stack;
  return vmci_hal_host_no_callback();
}

static inline vmci_host_callback vmci_hal_stack_guest_events(vmci_hal_stack stack) {
  (void)stack;
  return vmci_hal_host_no_callback();
}

static inline int vmci_hal_stack_alloc_queue(vmci_hal_stack stack, vmci_u64 pages,
                                             vmci_queue* queue) {
  (void)stack, (void)pages, (void)queue;
  return VMCI_ERROR_NO_MEM;
}

static inline void vmci_hal_stack_free_queue(vmci_hal_stack stack, vmci_u64 pages,
                                             vmci_queue queue) {
  (void)stack, (void)pages, (void)queue;
}

static inline vmci_timer_handler vmci_hal_stack_timer(vmci_hal_stack stack, unsigned int slot) {
  vmci_timer_handler handler = {0, 0, 0};

  (void)stack;
  handler.number = slot;
  return handler;
}

static inline void vmci_hal_stack_work(vmci_hal_stack stack) {
  (void)stack;
}

static inline void vmci_hal_stack_wake(vmci_hal_stack stack) {
  (void)stack;
}

static inline void vmci_hal_socket_wake(vmci_hal_stack stack, unsigned int slot) {
  (void)stack, (void)slot;
}

#endif
