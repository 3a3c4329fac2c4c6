// The part of the HAL that concerns the device: see hal_platform.h.
#pragma once

#include "sim/world/device_hal/hal_platform.h"
#include "sim/world/platform.h"

// Which of the world's machines.
using vmci_hal_device = std::uint8_t;

// A page of the machine's memory.
using vmci_memory = vmcheck::world::Page;

// A client's number; 0 is nobody's.
using vmci_callback = std::uint8_t;

// A copy of a datagram.
using vmci_kept = std::uint8_t;

// The memory of a queue.
using vmci_queue = vmcheck::world::Queue;

#define VMCI_HAL_PORTS 0
#define VMCI_HAL_MEMORY 1

static inline int vmci_hal_map_registers(vmci_hal_device device) {
  return vmcheck::world::Platform::current().map_registers(device);
}

static inline void vmci_hal_unmap_registers(vmci_hal_device device) {
  vmcheck::world::Platform::current().unmap_registers(device);
}

static inline int vmci_hal_set_address_bits(vmci_hal_device device, unsigned int bits) {
  vmcheck::world::Platform::current().set_address_bits(device, bits);
  return 0;
}

static inline int vmci_hal_alloc(vmci_hal_device device, unsigned int pages, vmci_memory* memory) {
  return vmcheck::world::Platform::current().alloc(device, pages, *memory);
}

static inline void vmci_hal_free(vmci_hal_device device, unsigned int, vmci_memory memory) {
  vmcheck::world::Platform::current().free(device, memory);
}

static inline vmci_u64 vmci_hal_address(vmci_hal_device, vmci_memory memory) {
  return vmcheck::world::address_of(memory);
}

static inline vmci_u64 vmci_hal_page_number(vmci_hal_device, vmci_memory memory) {
  return vmcheck::world::Platform::current().page_number(memory);
}

static inline int vmci_hal_alloc_queue(vmci_hal_device device, vmci_u64 pages, vmci_queue* queue) {
  return vmcheck::world::Platform::current().alloc_queue(device, pages, *queue);
}

static inline void vmci_hal_free_queue(vmci_hal_device, vmci_u64 pages, vmci_queue queue) {
  vmcheck::world::Platform::current().free_queue(pages, queue);
}

static inline vmci_u64 vmci_hal_queue_page_number(vmci_hal_device, vmci_queue queue,
                                                  vmci_u64 page) {
  return vmcheck::world::Platform::current().queue_page_number(queue, page);
}

static inline void* vmci_hal_queue_header(vmci_queue queue) {
  return vmcheck::world::Platform::current().queue_header(queue);
}

static inline vmci_page_list vmci_hal_queue_data(vmci_queue queue) {
  return {queue};
}

static inline vmci_queue vmci_hal_no_queue() {
  return {};
}

static inline void* vmci_hal_alloc_message(vmci_hal_device device, vmci_u64 size) {
  return vmcheck::world::Platform::current().alloc_message(device, size).data();
}

static inline void vmci_hal_free_message(vmci_hal_device, void* message) {
  vmcheck::world::Platform::current().free_message(message);
}

static inline unsigned int vmci_hal_page_shift() {
  return vmcheck::world::kPageShift;
}

static inline void vmci_hal_copy_to_memory(vmci_memory memory, vmci_u64 offset, const void* bytes,
                                           vmci_u64 length) {
  vmcheck::world::Platform::current().copy_to_memory(
      memory, offset, {static_cast<const std::uint8_t*>(bytes), length});
}

static inline void vmci_hal_copy_from_memory(vmci_memory memory, vmci_u64 offset, void* bytes,
                                             vmci_u64 length) {
  vmcheck::world::Platform::current().copy_from_memory(memory, offset,
                                                       {static_cast<std::uint8_t*>(bytes), length});
}

static inline vmci_u32 vmci_hal_load_acquire_u32(vmci_memory memory, vmci_u64 offset) {
  return vmcheck::world::Platform::current().load_word(memory, offset);
}

static inline int vmci_hal_relax(vmci_hal_device device, unsigned int times, int may_sleep) {
  return vmcheck::world::Platform::current().relax(device, times, may_sleep != 0) ? 1 : 0;
}

static inline int vmci_hal_request_interrupts(vmci_hal_device device, unsigned int wanted) {
  return vmcheck::world::Platform::current().request_interrupts(device, wanted);
}

static inline int vmci_hal_free_interrupts(vmci_hal_device device) {
  return vmcheck::world::Platform::current().free_interrupts(device) ? 0 : 1;
}

static inline int vmci_hal_flush_deferred(vmci_hal_device device) {
  return vmcheck::world::Platform::current().flush_deferred(device) ? 0 : 1;
}

static inline vmci_u32 vmci_hal_read_register(vmci_hal_device device, vmci_u32 offset) {
  return vmcheck::world::Platform::current().read_register(device, offset);
}

static inline void vmci_hal_write_register(vmci_hal_device device, vmci_u32 offset,
                                           vmci_u32 value) {
  vmcheck::world::Platform::current().write_register(device, offset, value);
}

static inline void vmci_hal_write_data_out(vmci_hal_device device, const void* bytes,
                                           vmci_u64 length) {
  vmcheck::world::Platform::current().write_data_out(
      device, {static_cast<const std::uint8_t*>(bytes), length});
}

static inline void vmci_hal_read_data_in(vmci_hal_device device, void* bytes, vmci_u64 length) {
  vmcheck::world::Platform::current().read_data_in(device,
                                                   {static_cast<std::uint8_t*>(bytes), length});
}

static inline int vmci_hal_keep(vmci_hal_device device, const void* datagram, vmci_u64 size,
                                vmci_kept* kept) {
  return vmcheck::world::Platform::current().keep(
             device, {static_cast<const std::uint8_t*>(datagram), size}, *kept)
             ? 0
             : 1;
}

static inline const void* vmci_hal_kept_bytes(vmci_hal_device device, vmci_kept kept) {
  return vmcheck::world::Platform::current().kept_bytes(device, kept);
}

static inline void vmci_hal_forget(vmci_hal_device device, vmci_kept kept) {
  vmcheck::world::Platform::current().forget(device, kept);
}

static inline unsigned int vmci_hal_load_byte(vmci_memory memory, vmci_u64 offset) {
  return vmcheck::world::Platform::current().load_byte(memory, offset);
}

static inline unsigned int vmci_hal_exchange_byte(vmci_memory memory, vmci_u64 offset,
                                                  unsigned int value) {
  return vmcheck::world::Platform::current().exchange_byte(memory, offset,
                                                           static_cast<std::uint8_t>(value));
}

static inline void vmci_hal_wake(vmci_hal_device device) {
  vmcheck::world::Platform::current().wake(device);
}

static inline void vmci_hal_defer(vmci_hal_device device) {
  vmcheck::world::Platform::current().defer(device);
}

static inline vmci_callback vmci_hal_no_callback() {
  return 0;
}

static inline void vmci_hal_datagram_arrived(vmci_hal_device device, vmci_callback callback,
                                             const void* datagram, vmci_u64 size) {
  vmcheck::world::Platform::current().datagram_arrived(
      device, callback, {static_cast<const std::uint8_t*>(datagram), size});
}

static inline void vmci_hal_event_happened(vmci_hal_device device, vmci_callback callback,
                                           const void* payload, vmci_u64 size) {
  vmcheck::world::Platform::current().event_happened(
      device, callback, {static_cast<const std::uint8_t*>(payload), size});
}

static inline void vmci_hal_peer_changed(vmci_hal_device device, vmci_callback callback,
                                         unsigned int event) {
  vmcheck::world::Platform::current().peer_changed(device, callback, event);
}

static inline void vmci_hal_doorbell_rung(vmci_hal_device device, vmci_callback callback) {
  vmcheck::world::Platform::current().doorbell_rung(device, callback);
}
