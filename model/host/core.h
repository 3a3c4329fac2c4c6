// The production core's host and its contexts on the simulated machine: their types, and their
// functions as a table, so that a program can choose among variants.
#pragma once

#include "model/qpair/broker/core.h"
#include "sim/world/host_hal/hal_context_platform.h"

namespace vmcheck::device {

#include <driver_core/host/bell.h>
#include <driver_core/host/checkpoint.h>
#include <driver_core/host/fetch.h>
#include <driver_core/host/notify.h>
#include <driver_core/host/program.h>
#include <driver_core/host/watch.h>

struct ContextFunctions {
  void (*init)(vmci_host*, vmci_hal_host);
  int (*add_context)(vmci_host*, const vmci_context_request*, vmci_u32*);
  vmci_step (*remove_context_step)(vmci_host*, vmci_host_removal*);
  vmci_step (*send_step)(vmci_host*, vmci_host_send*);
  int (*fetch)(vmci_host*, vmci_fetch*);
  int (*endpoint_create)(vmci_host*, vmci_u32, unsigned int, unsigned int, vmci_host_callback,
                         vmci_handle*);
  vmci_step (*endpoint_destroy_step)(vmci_host*, vmci_program_destroy*);
  int (*doorbell_create)(vmci_host*, vmci_u32, unsigned int, vmci_host_callback, vmci_handle*);
  int (*register_doorbell)(vmci_host*, vmci_u32, vmci_handle);
  vmci_step (*bell_step)(vmci_host*, vmci_bell*);
  int (*collect_bells)(vmci_host*, vmci_u32, vmci_handle*, vmci_u64*);
  vmci_step (*programs_step)(vmci_host*, vmci_programs*);
  vmci_step (*set_notify_step)(vmci_host*, vmci_notify_operation*);
  vmci_step (*unset_notify_step)(vmci_host*, vmci_notify_operation*);
  void (*raise_notify)(vmci_host*, vmci_u32);
  int (*get_checkpoint)(vmci_host*, vmci_u32, vmci_u32, unsigned char*, vmci_u64*);
  int (*set_checkpoint)(vmci_host*, vmci_u32, vmci_u32, const unsigned char*, vmci_u64);
  int (*watch)(vmci_host*, vmci_u32, vmci_u32);
  int (*unwatch)(vmci_host*, vmci_u32, vmci_u32);
  int (*subscribe)(vmci_host*, vmci_u32, vmci_host_callback, vmci_u32*);
  vmci_step (*unsubscribe_step)(vmci_host*, vmci_host_unsubscribe*);
  vmci_step (*alloc_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*unmap_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*map_step)(vmci_broker*, vmci_broker_operation*);
  vmci_step (*detach_step)(vmci_broker*, vmci_broker_operation*);
  int (*next_event)(vmci_broker*, vmci_u32, vmci_event_queue_pair_msg*);
};

}  // namespace vmcheck::device
