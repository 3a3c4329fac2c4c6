// Compiles the host's files of the core for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/qpair/broker/core.h"
#include "model/qpair/broker/cores.h"

namespace vmcheck::device {

#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/context.c>
#include <driver_core/host/endpoint.c>
#include <driver_core/host/host_ring.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/table.c>
#include <driver_core/resource.c>
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

namespace {

const HostFunctions functions{
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

}  // namespace

namespace host_cores {

extern const HostCore VMCHECK_CORE;
const HostCore VMCHECK_CORE{VMCHECK_CORE_NAME, &functions};

}  // namespace host_cores
}  // namespace vmcheck::device
