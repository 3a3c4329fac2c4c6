"""The driver of the device on a simulated machine: as it stands, or with a fault seeded in."""

load("//driver_core:core_tree.bzl", "core_tree")
load("//driver_core:linked_only.bzl", "linked_only")
load("//sim:fast.bzl", "FAST", "FAST_WITH_FAULT")
load("//third_party/system:cc.bzl", "cc_library")

# The driver's public functions. Each variant of the core gets its own prefix before their names, so
# that many variants link into one program; a function missing here is a duplicate at link time.
CORE_FUNCTIONS = [
    "vmci_deferred_step",
    "vmci_delivery_step",
    "vmci_doorbell_call_step",
    "vmci_doorbell_clear",
    "vmci_doorbell_create_step",
    "vmci_doorbell_destroy_step",
    "vmci_doorbell_enter",
    "vmci_doorbell_next",
    "vmci_doorbell_queue_rung",
    "vmci_doorbell_ring",
    "vmci_doorbell_table_init",
    "vmci_doorbell_take_out",
    "vmci_endpoint_create",
    "vmci_endpoint_destroy_step",
    "vmci_endpoint_send_step",
    "vmci_event_check",
    "vmci_guest_begin",
    "vmci_guest_context",
    "vmci_guest_put",
    "vmci_interrupt_step",
    "vmci_notification_step",
    "vmci_notify_index_release",
    "vmci_notify_index_reserve",
    "vmci_notify_indexes_init",
    "vmci_probe_step",
    "vmci_query_context",
    "vmci_queue_header_init",
    "vmci_queue_pair_alloc_step",
    "vmci_queue_pair_call_other",
    "vmci_queue_pair_called",
    "vmci_queue_pair_called_other",
    "vmci_queue_pair_clear",
    "vmci_queue_pair_detach_step",
    "vmci_queue_pair_draw",
    "vmci_queue_pair_enter",
    "vmci_queue_pair_find",
    "vmci_queue_pair_find_free",
    "vmci_queue_pair_find_told",
    "vmci_queue_pair_free_kept",
    "vmci_queue_pair_is_empty",
    "vmci_queue_pair_leave_step",
    "vmci_queue_pair_next_kept",
    "vmci_queue_pair_number_size",
    "vmci_queue_pair_send_alloc",
    "vmci_queue_pair_send_detach",
    "vmci_queue_pair_table_init",
    "vmci_queue_pair_tell",
    "vmci_queue_pair_told",
    "vmci_queue_pair_unregister",
    "vmci_queue_pair_views",
    "vmci_receive_init",
    "vmci_receive_next",
    "vmci_registry_add",
    "vmci_registry_draw_id",
    "vmci_registry_get",
    "vmci_registry_hold",
    "vmci_registry_init",
    "vmci_registry_put",
    "vmci_registry_release",
    "vmci_registry_remove",
    "vmci_registry_unused",
    "vmci_remove_step",
    "vmci_ring_consume_buf_ready",
    "vmci_ring_consume_free_space",
    "vmci_ring_consume_indexes",
    "vmci_ring_dequeue",
    "vmci_ring_dequeuev",
    "vmci_ring_enqueue",
    "vmci_ring_enqueuev",
    "vmci_ring_pair_init",
    "vmci_ring_pair_resume",
    "vmci_ring_peek",
    "vmci_ring_peekv",
    "vmci_ring_produce_buf_ready",
    "vmci_ring_produce_free_space",
    "vmci_ring_produce_indexes",
    "vmci_send",
    "vmci_subscribe",
    "vmci_subscriptions_add",
    "vmci_subscriptions_init",
    "vmci_subscriptions_next",
    "vmci_subscriptions_put",
    "vmci_subscriptions_release",
    "vmci_subscriptions_remove",
    "vmci_subscriptions_unused",
    "vmci_transfer_in_begin",
    "vmci_transfer_in_end",
    "vmci_transfer_out",
    "vmci_unsubscribe_step",
]

def core_variant(
        name,
        fault = None,
        parts = ["device"],
        unit = "core_unit.cc",
        header = ":core_header",
        more_units = [],
        functions = CORE_FUNCTIONS,
        below = {}):
    """A cc_library that defines the core `name`, as the package's cores.h declares it.

    Args:
      name: of the variant and the library.
      fault: a patch to apply first; None compiles the core as it stands.
      parts: of the core that it is compiled from: see core_tree.
      unit: what is compiled, which includes the core's files.
      more_units: likewise, beside that one.
      header: the library that gives them their machine.
      functions: the public functions in those files.
      below: the variants whose functions those files call, and these functions.
    """
    core = "//driver_core:textual"
    if fault:
        core = name + "_source"
        core_tree(name = core, parts = parts, patch = fault)
    linked_only(
        name = name + "_below",
        deps = below.keys(),
    )
    prefixed = dict(below)
    prefixed[name] = functions
    cc_library(
        name = name,
        srcs = [unit] + more_units,
        copts = (FAST_WITH_FAULT if fault else FAST) + ["-DVMCHECK_CORE=" + name, "-DVMCHECK_CORE_NAME='\"{}\"'".format(name)] +
                ["-D{1}={0}_{1}".format(prefix, function) for prefix in prefixed for function in prefixed[prefix]],
        deps = [
            name + "_below",
            header,
            core,
        ],
    )
