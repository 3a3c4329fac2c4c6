// The part of the HAL that concerns sockets: see device_hal/hal_platform.h.
#pragma once

#include "sim/world/device_hal/hal_device_platform.h"
#include "sim/world/host_hal/hal_context_platform.h"
#include "sim/world/stack_hal/hal_timer_platform.h"

#define VMCI_HAL_HOST

// Which of the world's machines.
using vmci_hal_stack = std::uint8_t;

static inline vmci_callback vmci_hal_stack_packets(vmci_hal_stack) {
  return vmcheck::world::kPackets;
}

static inline vmci_callback vmci_hal_stack_events(vmci_hal_stack) {
  return vmcheck::world::kEvents;
}

static inline vmci_callback vmci_hal_stack_peer(vmci_hal_stack, unsigned int slot) {
  return static_cast<vmci_callback>(vmcheck::world::kPeers + slot);
}

static inline vmci_host_callback vmci_hal_stack_guest_packets(vmci_hal_stack) {
  return vmcheck::world::kPackets;
}

static inline vmci_host_callback vmci_hal_stack_guest_events(vmci_hal_stack) {
  return vmcheck::world::kEvents;
}

static inline int vmci_hal_stack_alloc_queue(vmci_hal_stack stack, vmci_u64 pages,
                                             vmci_queue* queue) {
  return vmcheck::world::Platform::current().alloc_queue_without_device(stack, pages, *queue);
}

static inline void vmci_hal_stack_free_queue(vmci_hal_stack, vmci_u64 pages, vmci_queue queue) {
  vmcheck::world::Platform::current().free_queue(pages, queue);
}

static inline vmci_timer_handler vmci_hal_stack_timer(vmci_hal_stack stack, unsigned int slot) {
  return {stack, static_cast<std::uint8_t>(slot)};
}

static inline void vmci_hal_stack_work(vmci_hal_stack stack) {
  vmcheck::world::Platform::current().begin_work(stack);
}

static inline void vmci_hal_stack_wake(vmci_hal_stack stack) {
  vmcheck::world::Platform::current().wake_operations(stack);
}

static inline void vmci_hal_socket_wake(vmci_hal_stack stack, unsigned int slot) {
  vmcheck::world::Platform::current().wake_socket(stack, slot);
}
