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
#include <driver_core/device/queue_pair.c>
#include <driver_core/device/queue_pair_end.c>
#include <driver_core/device/queue_pair_message.c>
#include <driver_core/device/queue_pair_table.c>
#include <driver_core/device/send.c>
#include <driver_core/device/subscription.c>
#include <driver_core/device/transfer.c>
#include <driver_core/event.c>
#include <driver_core/notify_index.c>
#include <driver_core/receive.c>
#include <driver_core/resource.c>
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

namespace {

const Driver driver{
    .guest_begin = vmci_guest_begin,
    .probe_step = vmci_probe_step,
    .remove_step = vmci_remove_step,
    .interrupt_step = vmci_interrupt_step,
    .delivery_step = vmci_delivery_step,
    .notification_step = vmci_notification_step,
    .deferred_step = vmci_deferred_step,
    .doorbell_create_step = vmci_doorbell_create_step,
    .doorbell_destroy_step = vmci_doorbell_destroy_step,
    .doorbell_ring = vmci_doorbell_ring,
    .endpoint_create = vmci_endpoint_create,
    .endpoint_destroy_step = vmci_endpoint_destroy_step,
    .endpoint_send_step = vmci_endpoint_send_step,
    .queue_pair_alloc_step = vmci_queue_pair_alloc_step,
    .queue_pair_detach_step = vmci_queue_pair_detach_step,
    .queue_pair_views = vmci_queue_pair_views,
    .ring_pair_init = vmci_ring_pair_init,
    .ring_pair_resume = vmci_ring_pair_resume,
    .ring_enqueue = vmci_ring_enqueue,
    .ring_dequeue = vmci_ring_dequeue,
    .subscribe = vmci_subscribe,
    .unsubscribe_step = vmci_unsubscribe_step,
};

const Tables tables{
    .registry_init = vmci_registry_init,
    .registry_add = vmci_registry_add,
    .registry_get = vmci_registry_get,
    .registry_hold = vmci_registry_hold,
    .registry_put = vmci_registry_put,
    .registry_remove = vmci_registry_remove,
    .registry_unused = vmci_registry_unused,
    .registry_release = vmci_registry_release,
    .subscriptions_init = vmci_subscriptions_init,
    .subscriptions_add = vmci_subscriptions_add,
    .subscriptions_next = vmci_subscriptions_next,
    .subscriptions_put = vmci_subscriptions_put,
    .subscriptions_remove = vmci_subscriptions_remove,
    .subscriptions_unused = vmci_subscriptions_unused,
    .subscriptions_release = vmci_subscriptions_release,
    .notify_indexes_init = vmci_notify_indexes_init,
    .notify_index_reserve = vmci_notify_index_reserve,
    .notify_index_release = vmci_notify_index_release,
    .delayed_append = vmci_delayed_append,
    .delayed_take = vmci_delayed_take,
};

}  // namespace

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, &driver, &tables};

}  // namespace cores
}  // namespace vmcheck::device
