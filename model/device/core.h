// The production core's driver of the device, on the simulated machine: its types, and its
// functions as a table, so that a program can choose among variants of the core.
#pragma once

#include "sim/world/device_hal/hal_device_platform.h"
#include "sim/world/device_hal/hal_platform.h"

namespace vmcheck::device {

#include <driver_core/datagram.h>
#include <driver_core/device/deferred.h>
#include <driver_core/device/endpoint.h>
#include <driver_core/device/interrupt.h>
#include <driver_core/device/probe.h>
#include <driver_core/device/queue_pair.h>
#include <driver_core/device/registers.h>
#include <driver_core/device/subscription.h>

struct Driver {
  void (*guest_begin)(vmci_guest*, vmci_hal_device);
  vmci_step (*probe_step)(vmci_guest*, vmci_probe*);
  vmci_step (*remove_step)(vmci_guest*, vmci_probe*);
  vmci_step (*interrupt_step)(vmci_guest*, vmci_interrupt*);
  vmci_step (*delivery_step)(vmci_guest*, vmci_delivery*);
  vmci_step (*notification_step)(vmci_guest*, vmci_notification*);
  vmci_step (*deferred_step)(vmci_guest*, vmci_deferred*);
  vmci_step (*doorbell_create_step)(vmci_guest*, vmci_doorbell_operation*);
  vmci_step (*doorbell_destroy_step)(vmci_guest*, vmci_doorbell_operation*);
  int (*doorbell_ring)(vmci_guest*, vmci_handle);
  int (*endpoint_create)(vmci_guest*, vmci_u32, unsigned int, vmci_callback, vmci_handle*);
  vmci_step (*endpoint_destroy_step)(vmci_guest*, vmci_endpoint_operation*);
  vmci_step (*endpoint_send_step)(vmci_guest*, vmci_datagram*, vmci_endpoint_operation*);
  vmci_step (*queue_pair_alloc_step)(vmci_guest*, vmci_queue_pair_operation*);
  vmci_step (*queue_pair_detach_step)(vmci_guest*, vmci_queue_pair_operation*);
  void (*queue_pair_views)(const vmci_guest*, unsigned int, unsigned int, vmci_ring_pair*);
  int (*ring_pair_init)(vmci_ring_pair*);
  int (*ring_pair_resume)(vmci_ring_pair*, const vmci_ring_indexes*);
  int (*ring_enqueue)(vmci_ring_pair*, const void*, vmci_u64, vmci_u64*);
  int (*ring_dequeue)(vmci_ring_pair*, void*, vmci_u64, vmci_u64*);
  int (*subscribe)(vmci_guest*, vmci_u32, vmci_callback, vmci_u32*);
  vmci_step (*unsubscribe_step)(vmci_guest*, vmci_unsubscribe*);
};

// The driver's tables by themselves.
struct Tables {
  using Handle = vmci_handle;
  using Registry = vmci_registry;
  using Resource = vmci_resource;
  using Subscriptions = vmci_subscriptions;
  using Subscription = vmci_subscription;
  using NotifyIndexes = vmci_notify_indexes;

  static constexpr unsigned kResources = VMCI_RESOURCES_MAX;
  static constexpr unsigned kSubscriptions = VMCI_SUBSCRIPTIONS_MAX;
  static constexpr unsigned kIndexes = VMCI_NOTIFY_INDEXES;
  static constexpr unsigned kDelayed = VMCI_DELAYED_MAX;

  void (*registry_init)(vmci_registry*);
  int (*registry_add)(vmci_registry*, vmci_handle, unsigned int, unsigned int*, vmci_handle*);
  int (*registry_get)(vmci_registry*, vmci_handle, unsigned int, unsigned int*);
  int (*registry_hold)(vmci_registry*, unsigned int);
  int (*registry_put)(vmci_registry*, unsigned int);
  int (*registry_remove)(vmci_registry*, vmci_handle, unsigned int, unsigned int*);
  int (*registry_unused)(const vmci_registry*, unsigned int);
  void (*registry_release)(vmci_registry*, unsigned int);
  void (*subscriptions_init)(vmci_subscriptions*);
  int (*subscriptions_add)(vmci_subscriptions*, vmci_u32, vmci_u32, vmci_u32*);
  int (*subscriptions_next)(vmci_subscriptions*, vmci_u32, unsigned int*, unsigned int*);
  int (*subscriptions_put)(vmci_subscriptions*, unsigned int);
  int (*subscriptions_remove)(vmci_subscriptions*, vmci_u32, unsigned int*);
  int (*subscriptions_unused)(const vmci_subscriptions*, unsigned int);
  void (*subscriptions_release)(vmci_subscriptions*, unsigned int);
  void (*notify_indexes_init)(vmci_notify_indexes*);
  int (*notify_index_reserve)(vmci_notify_indexes*, unsigned int*);
  void (*notify_index_release)(vmci_notify_indexes*, unsigned int);
  int (*delayed_append)(vmci_delayed_queue*, vmci_delayed);
  int (*delayed_take)(vmci_delayed_queue*, vmci_delayed*);
};

}  // namespace vmcheck::device
