// The part of the HAL that concerns the device, of the same machine: as much of it as the handler
// of notifications is made of. Tables are the core's own memory, the notification page is shared.
#pragma once

#include <cstdint>

#include "sim/run/machine.h"
#include "sim/world/hal/hal_platform.h"

// A flag in shared memory, which is 1 if deferred work has been asked for.
struct vmci_hal_device {
  vmcheck::run::Location deferred;
};

// Memory that the device accesses: a location for each byte.
struct vmci_memory {
  vmcheck::run::Location first;
};

struct vmci_callback {
  void (*rung)(void* client) = nullptr;
  void* client = nullptr;
};

// Datagrams do not arrive on this machine.
using vmci_kept = std::uint8_t;

// Nor has it queue pairs.
using vmci_queue = std::uint8_t;

static inline vmci_queue vmci_hal_no_queue() {
  return 0;
}

// Tables are saved and put back with the task that has them: small ones.
#define VMCI_RESOURCES_MAX 2u
#define VMCI_RESOURCE_BUCKETS 1u
#define VMCI_NOTIFY_INDEXES 2u
#define VMCI_SUBSCRIPTIONS_MAX 1u
#define VMCI_DELAYED_MAX 1u
#define VMCI_QUEUE_PAIRS_MAX 1u
#define VMCI_RECEIVE_PAGE 32u
#define VMCI_RECEIVE_BUFFER 32u

static inline unsigned int vmci_hal_load_byte(
    vmci_memory memory, vmci_u64 offset, vmcheck::run::Site site = vmcheck::run::Site::current()) {
  const auto at = static_cast<std::uint32_t>(memory.first.number + offset);
  return static_cast<unsigned int>(
      vmcheck::run::Machine::current().load({at}, vmcheck::run::Order::relaxed, site));
}

// Exchanges a byte as a read-modify-write of this order.
static inline unsigned int vmci_hal_exchange_byte_in_order(vmci_memory memory, vmci_u64 offset,
                                                           unsigned int value,
                                                           vmcheck::run::Order order,
                                                           vmcheck::run::Site site) {
  const auto at = static_cast<std::uint32_t>(memory.first.number + offset);
  return static_cast<unsigned int>(vmcheck::run::Machine::current().read_modify_write(
      {at}, vmcheck::run::Rmw::exchange, value, order, site));
}

static inline unsigned int vmci_hal_exchange_byte(
    vmci_memory memory, vmci_u64 offset, unsigned int value,
    vmcheck::run::Site site = vmcheck::run::Site::current()) {
  return vmci_hal_exchange_byte_in_order(memory, offset, value, vmcheck::run::Order::seq_cst, site);
}

// The same, but it orders nothing; and a byte is written in an access that orders nothing. They are
// no part of the contract: they are what seeded faults weaken vmci_hal_exchange_byte() to.
static inline unsigned int vmci_hal_exchange_byte_relaxed(
    vmci_memory memory, vmci_u64 offset, unsigned int value,
    vmcheck::run::Site site = vmcheck::run::Site::current()) {
  return vmci_hal_exchange_byte_in_order(memory, offset, value, vmcheck::run::Order::relaxed, site);
}

static inline void vmci_hal_store_byte(vmci_memory memory, vmci_u64 offset, unsigned int value,
                                       vmcheck::run::Site site = vmcheck::run::Site::current()) {
  const auto at = static_cast<std::uint32_t>(memory.first.number + offset);
  vmcheck::run::Machine::current().store({at}, value, vmcheck::run::Order::relaxed, site);
}

// Only handlers and deferred work run on this machine: no operation ever waits.
static inline void vmci_hal_wake(vmci_hal_device) {}

static inline void vmci_hal_defer(vmci_hal_device device,
                                  vmcheck::run::Site site = vmcheck::run::Site::current()) {
  vmcheck::run::Machine::current().store(device.deferred, 1, vmcheck::run::Order::release, site);
}

static inline vmci_callback vmci_hal_no_callback() {
  return {};
}

static inline void vmci_hal_doorbell_rung(vmci_hal_device, vmci_callback callback) {
  callback.rung(callback.client);
}
