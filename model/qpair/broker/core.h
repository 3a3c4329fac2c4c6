// The production core's broker of queue pairs, and the host's end of one, on the simulated machine:
// their types, and their functions as a table, so that a program can choose among variants. Beside
// the driver of the device, whose types they share.
#pragma once

#include "model/device/core.h"
#include "sim/world/host_hal/hal_host_platform.h"

namespace vmcheck::device {

#include <driver_core/host/broker.h>
#include <driver_core/host/endpoint.h>
#include <driver_core/host/operation.h>

struct HostFunctions {
  void (*init)(vmci_broker*, vmci_hal_host);
  vmci_step (*alloc_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*set_page_store_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*unmap_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*map_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*detach_step)(vmci_broker*, vmci_broker_operation*);
  int (*next_event)(vmci_broker*, vmci_u32, vmci_event_queue_pair_msg*);
  int (*add_context)(vmci_broker*, vmci_u32, unsigned int, vmci_u32);
  vmci_step (*remove_context_step)(vmci_broker*, vmci_context_removal*);
  vmci_step (*endpoint_step)(vmci_broker*, vmci_host_operation*);
};

}  // namespace vmcheck::device
