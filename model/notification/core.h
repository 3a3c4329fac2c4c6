// The production core's handler of notifications, on the machine whose tasks share memory: its
// types, and its functions as a table, so that a program can choose among variants of the core.
#pragma once

#include "sim/world/hal/hal_device_platform.h"

namespace vmcheck::notification {

#include <driver_core/device/doorbell.h>

struct Driver {
  void (*guest_begin)(vmci_guest*, vmci_hal_device);
  int (*registry_add)(vmci_registry*, vmci_handle, unsigned int, unsigned int*, vmci_handle*);
  int (*notify_index_reserve)(vmci_notify_indexes*, unsigned int*);
  void (*doorbell_enter)(vmci_doorbell_table*, unsigned int, unsigned int, unsigned int,
                         vmci_callback);
  vmci_step (*notification_step)(vmci_guest*, vmci_notification*);
  vmci_step (*call_step)(vmci_guest*, unsigned int, vmci_doorbell_calls*);
};

}  // namespace vmcheck::notification
