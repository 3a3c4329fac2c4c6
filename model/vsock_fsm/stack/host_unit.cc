// Compiles the files of the core's host for the simulated machine; once for each variant, beside
// its driver's and its sockets'.
#include "model/vsock_fsm/stack/core.h"

namespace vmcheck::device {

#include <driver_core/host/bell.c>
#include <driver_core/host/bell_table.c>
#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/context.c>
#include <driver_core/host/doorbell.c>
#include <driver_core/host/endpoint.c>
#include <driver_core/host/fetch.c>
#include <driver_core/host/host.c>
#include <driver_core/host/host_ring.c>
#include <driver_core/host/notify.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/program.c>
#include <driver_core/host/send.c>
#include <driver_core/host/subscriber.c>
#include <driver_core/host/table.c>
#include <driver_core/host/watch.c>

namespace broker_functions {

extern const HostFunctions VMCHECK_CORE;
const HostFunctions VMCHECK_CORE{
    .init = vmci_broker_init,
    .alloc_step = vmci_broker_alloc_step,
    .set_page_store_step = vmci_broker_set_page_store_step,
    .unmap_step = vmci_broker_unmap_step,
    .map_step = vmci_broker_map_step,
    .detach_step = vmci_broker_detach_step,
    .next_event = vmci_broker_next_event,
    .add_context = vmci_broker_add_context,
    .remove_context_step = vmci_broker_remove_context_step,
    .endpoint_step = vmci_host_endpoint_step,
};

}  // namespace broker_functions

namespace host_functions {

extern const ContextFunctions VMCHECK_CORE;
const ContextFunctions VMCHECK_CORE{
    .init = vmci_host_init,
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
};

}  // namespace host_functions
}  // namespace vmcheck::device
