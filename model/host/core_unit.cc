// Compiles the host's files of the core for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/host/core.h"
#include "model/host/cores.h"

namespace vmcheck::device {

#include <driver_core/event.c>
#include <driver_core/host/bell.c>
#include <driver_core/host/bell_table.c>
#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/checkpoint.c>
#include <driver_core/host/context.c>
#include <driver_core/host/doorbell.c>
#include <driver_core/host/fetch.c>
#include <driver_core/host/host.c>
#include <driver_core/host/notify.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/program.c>
#include <driver_core/host/send.c>
#include <driver_core/host/subscriber.c>
#include <driver_core/host/table.c>
#include <driver_core/host/watch.c>
#include <driver_core/resource.c>

namespace {

const ContextFunctions functions{
    .init = vmci_host_begin,
    .add_context = vmci_host_add_context,
    .remove_context_step = vmci_host_remove_context_step,
    .send_step = vmci_host_send_step,
    .fetch = vmci_host_fetch,
    .endpoint_create = vmci_program_endpoint_create,
    .endpoint_destroy_step = vmci_program_endpoint_destroy_step,
    .doorbell_create = vmci_program_doorbell_create,
    .register_doorbell = vmci_host_register_doorbell,
    .bell_step = vmci_bell_step,
    .collect_bells = vmci_host_collect_bells,
    .programs_step = vmci_programs_step,
    .set_notify_step = vmci_host_set_notify_step,
    .unset_notify_step = vmci_host_unset_notify_step,
    .raise_notify = vmci_host_raise_notify,
    .get_checkpoint = vmci_host_get_checkpoint,
    .set_checkpoint = vmci_host_set_checkpoint,
    .watch = vmci_host_watch,
    .unwatch = vmci_host_unwatch,
    .subscribe = vmci_host_subscribe,
    .unsubscribe_step = vmci_host_unsubscribe_step,
    .alloc_step = vmci_broker_alloc_step,
    .unmap_step = vmci_broker_unmap_step,
    .map_step = vmci_broker_map_step,
    .detach_step = vmci_broker_detach_step,
    .next_event = vmci_broker_next_event,
};

}  // namespace

namespace context_cores {

extern const ContextCore VMCHECK_CORE;
const ContextCore VMCHECK_CORE{VMCHECK_CORE_NAME, &functions};

}  // namespace context_cores
}  // namespace vmcheck::device
