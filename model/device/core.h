// The production core's driver of the device, on the simulated machine: its types, and its
// functions as a table, so that a program can choose among variants of the core.
#pragma once

#include "sim/world/device_hal/hal_device_platform.h"
#include "sim/world/device_hal/hal_platform.h"

namespace vmcheck::device {

#include <driver_core/device/deferred.h>
#include <driver_core/device/endpoint.h>
#include <driver_core/device/interrupt.h>
#include <driver_core/device/probe.h>
#include <driver_core/device/registers.h>
#include <driver_core/device/subscription.h>

struct Driver {
  void (*guest_init)(vmci_guest*, vmci_hal_device);
  vmci_step (*probe_step)(vmci_guest*, vmci_probe*);
  vmci_step (*remove_step)(vmci_guest*, vmci_probe*);
  vmci_step (*interrupt_step)(vmci_guest*, vmci_interrupt*);
  vmci_step (*delivery_step)(vmci_guest*, vmci_delivery*);
  vmci_step (*notification_step)(vmci_guest*, vmci_notification*);
  vmci_step (*deferred_step)(vmci_guest*, vmci_deferred*);
  vmci_step (*doorbell_create_step)(vmci_guest*, vmci_doorbell_operation*);
  vmci_step (*doorbell_destroy_step)(vmci_guest*, vmci_doorbell_operation*);
  int (*doorbell_notify)(vmci_guest*, vmci_handle);
  int (*endpoint_create)(vmci_guest*, vmci_u32, unsigned int, vmci_callback, vmci_handle*);
  vmci_step (*endpoint_destroy_step)(vmci_guest*, vmci_endpoint_operation*);
  vmci_step (*endpoint_send_step)(vmci_guest*, vmci_datagram*, vmci_endpoint_operation*);
  int (*subscribe)(vmci_guest*, vmci_u32, vmci_callback, vmci_u32*);
  vmci_step (*unsubscribe_step)(vmci_guest*, vmci_unsubscribe*);
};

}  // namespace vmcheck::device
