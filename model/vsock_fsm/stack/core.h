// The production core's sockets, on the simulated machine: their types, and their functions as a
// table, so that a program can choose among variants of the core.
#pragma once

#include "model/device/core.h"
#include "model/device/cores.h"
#include "model/host/core.h"
#include "sim/world/stack_hal/hal_stack_platform.h"

namespace vmcheck::device {

#include <driver_core/event.h>
#include <driver_core/stack/arrival.h>
#include <driver_core/stack/attach.h>
#include <driver_core/stack/attach_host.h>
#include <driver_core/stack/call.h>
#include <driver_core/stack/datagram.h>
#include <driver_core/stack/stream.h>
#include <driver_core/stack/work.h>

struct Sockets {
  void (*init)(vmci_stack*, vmci_hal_stack, vmci_u32);
  vmci_step (*attach_step)(const vmci_node*, vmci_stack_attachment*);
  vmci_step (*part_step)(const vmci_node*, vmci_stack_attachment*);
  vmci_step (*attach_host_step)(const vmci_node*, vmci_stack_host_attachment*);
  vmci_step (*part_host_step)(const vmci_node*, vmci_stack_host_attachment*);
  int (*open)(vmci_stack*, vmci_u32, vmci_u32, int, unsigned int*);
  int (*bind)(vmci_stack*, unsigned int, vmci_address, int);
  int (*listen)(vmci_stack*, unsigned int, vmci_u32);
  int (*accept)(vmci_stack*, unsigned int, unsigned int*);
  int (*connected)(vmci_stack*, unsigned int);
  int (*set_option)(vmci_stack*, unsigned int, vmci_u32, vmci_u32, vmci_u32, const vmci_option*);
  void (*set_low_mark)(vmci_stack*, unsigned int, vmci_u32);
  vmci_u32 (*low_mark)(vmci_stack*, unsigned int);
  int (*take_error)(vmci_stack*, unsigned int);
  void (*addresses)(vmci_stack*, unsigned int, vmci_address*, vmci_address*);
  void (*call_init)(vmci_call*, unsigned int, unsigned int);
  vmci_step (*call_step)(const vmci_node*, vmci_call*);
  void (*stream_init)(vmci_stream*, unsigned int, unsigned int);
  vmci_step (*stream_step)(const vmci_node*, vmci_stream*, void*, vmci_u64);
  vmci_step (*poll_step)(const vmci_node*, vmci_stream*);
  void (*datagram_call_init)(vmci_datagram_call*, unsigned int, unsigned int);
  vmci_step (*datagram_call_step)(const vmci_node*, vmci_datagram_call*, vmci_datagram*, vmci_u64);
  void (*datagram_receive_init)(vmci_datagram_receive*, unsigned int);
  vmci_step (*datagram_receive_step)(vmci_stack*, vmci_datagram_receive*, void*, vmci_u64);
  int (*datagram_shutdown)(vmci_stack*, unsigned int, unsigned int);
  unsigned int (*datagram_poll)(vmci_stack*, unsigned int);
  vmci_u32 (*datagram_dropped)(vmci_stack*, unsigned int);
  void (*work_init)(vmci_stack_work*);
  vmci_step (*work_step)(const vmci_node*, vmci_stack_work*);
  void (*packet_arrived)(vmci_stack*, const void*, vmci_u64);
  void (*event_happened)(vmci_stack*);
  void (*peer_changed)(vmci_stack*, unsigned int, unsigned int);
  void (*guest_packet_arrived)(vmci_stack*, const void*, vmci_u64);
  void (*guest_left)(vmci_stack*, const void*, vmci_u64);
  void (*memory_back)(vmci_stack*);
  void (*timer_expired)(vmci_stack*, unsigned int);
};

// A variant of the core: its driver, its sockets, and its host of virtual machines.
struct StackCore {
  const Core* core;
  const Sockets* sockets;
  const HostFunctions* broker;
  const ContextFunctions* host;
};

namespace stack_cores {

// The core as it stands.
extern const StackCore sound_stack;

}  // namespace stack_cores
}  // namespace vmcheck::device
