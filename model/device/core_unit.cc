// Compiles the core's own files for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/device/core.h"
#include "model/device/cores.h"

namespace vmcheck::device {

#include <driver_core/device/deferred.c>
#include <driver_core/device/delivery.c>
#include <driver_core/device/doorbell.c>
#include <driver_core/device/doorbell_table.c>
#include <driver_core/device/endpoint.c>
#include <driver_core/device/guest.c>
#include <driver_core/device/interrupt.c>
#include <driver_core/device/notification.c>
#include <driver_core/device/probe.c>
#include <driver_core/device/send.c>
#include <driver_core/device/subscription.c>
#include <driver_core/device/transfer.c>
#include <driver_core/event.c>
#include <driver_core/notify_index.c>
#include <driver_core/receive.c>
#include <driver_core/resource.c>

namespace {

const Driver driver{
    .guest_init = vmci_guest_init,
    .probe_step = vmci_probe_step,
    .remove_step = vmci_remove_step,
    .interrupt_step = vmci_interrupt_step,
    .delivery_step = vmci_delivery_step,
    .notification_step = vmci_notification_step,
    .deferred_step = vmci_deferred_step,
    .doorbell_create_step = vmci_doorbell_create_step,
    .doorbell_destroy_step = vmci_doorbell_destroy_step,
    .doorbell_notify = vmci_doorbell_notify,
    .endpoint_create = vmci_endpoint_create,
    .endpoint_destroy_step = vmci_endpoint_destroy_step,
    .endpoint_send_step = vmci_endpoint_send_step,
    .subscribe = vmci_subscribe,
    .unsubscribe_step = vmci_unsubscribe_step,
};

}  // namespace

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, &driver};

}  // namespace cores
}  // namespace vmcheck::device
