// The production core's connections of sockets: their types, and their functions as a table, so
// that a program can choose among variants of the core.
#pragma once

#include "sim/world/device_hal/hal_platform.h"

namespace vmcheck::vsock {

#include <driver_core/vsock/connection.h>

struct Connections {
  void (*init)(vmci_connection*, vmci_u32, vmci_u32, vmci_u64, vmci_u64, vmci_u64, unsigned char);
  void (*inherit)(vmci_connection*, const vmci_connection*);
  int (*step)(const vmci_connection*, const vmci_connection_event*, vmci_connection_outcome*);
  void (*answer)(const vmci_packet*, vmci_u32, vmci_packet*);
};

}  // namespace vmcheck::vsock
