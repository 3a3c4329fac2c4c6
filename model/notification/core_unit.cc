// Compiles the core's own files for that machine; once for each variant
// (//model/device:core_variant.bzl).
#include "model/notification/core.h"
#include "model/notification/cores.h"

namespace vmcheck::notification {

#include <driver_core/device/doorbell_table.c>
#include <driver_core/device/guest.c>
#include <driver_core/device/notification.c>
#include <driver_core/device/queue_pair_table.c>
#include <driver_core/event.c>
#include <driver_core/notify_index.c>
#include <driver_core/resource.c>

namespace {

const Driver driver{
    .guest_begin = vmci_guest_begin,
    .registry_add = vmci_registry_add,
    .notify_index_reserve = vmci_notify_index_reserve,
    .doorbell_enter = vmci_doorbell_enter,
    .notification_step = vmci_notification_step,
    .call_step = vmci_doorbell_call_step,
};

}  // namespace

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, &driver};

}  // namespace cores
}  // namespace vmcheck::notification
