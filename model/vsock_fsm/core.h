// The production core's connections of sockets: their types, and their functions as tables, so
// that a program can choose among variants of the core.
#pragma once

#include "sim/world/device_hal/hal_platform.h"

namespace vmcheck::vsock {

#include <driver_core/vsock/connection.h>
#include <driver_core/vsock/notify.h>
#include <driver_core/vsock/transport.h>

struct Connections {
  void (*init)(vmci_connection*, vmci_u32, vmci_u32, vmci_u64, vmci_u64, vmci_u64, unsigned char);
  void (*inherit)(vmci_connection*, const vmci_connection*);
  int (*step)(const vmci_connection*, const vmci_connection_event*, vmci_connection_outcome*);
  void (*answer)(const vmci_packet*, vmci_u32, vmci_packet*);
};

// Of what passes over a connection that is established.
struct Notifications {
  using Tell = void(const vmci_notify*, const vmci_notify_view*, vmci_u64, vmci_notify_outcome*);

  void (*init)(vmci_notify*, unsigned char, vmci_u64);
  int (*is_readable)(const vmci_notify*, const vmci_notify_view*, vmci_u64);
  int (*is_writable)(const vmci_notify*, const vmci_notify_view*);
  Tell* enqueued;
  Tell* dequeued;
  Tell* reader_waits;
  Tell* writer_waits;
  void (*receive)(const vmci_notify*, const vmci_notify_view*, vmci_u32, vmci_u64,
                  vmci_notify_outcome*);
  void (*not_sent)(vmci_notify*, unsigned int);
};

// Of the way to other machines.
struct Transports {
  int (*choose)(const vmci_transports*, unsigned int, vmci_u32, unsigned int, vmci_transport*);
  int (*check_remote)(vmci_transport, vmci_u32);
  unsigned int (*change)(unsigned int, vmci_transport);
  unsigned int (*accepted_flags)(vmci_u32, vmci_u32);
};

}  // namespace vmcheck::vsock
