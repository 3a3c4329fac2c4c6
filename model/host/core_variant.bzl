"""A host's contexts: as they stand, or with a fault seeded in."""

load("//model/device:core_variant.bzl", "core_variant")
load("//model/qpair/broker:core_variant.bzl", "HOST_FUNCTIONS")

# The public functions of the contexts, besides those of the broker.
CONTEXT_FUNCTIONS = [
    "vmci_announce_step",
    "vmci_bell_find",
    "vmci_bell_queue",
    "vmci_bell_step",
    "vmci_bell_unqueue",
    "vmci_event_check",
    "vmci_host_add_context",
    "vmci_host_begin",
    "vmci_host_collect_bells",
    "vmci_host_drop_doorbell",
    "vmci_host_fetch",
    "vmci_host_find_vm",
    "vmci_host_get_checkpoint",
    "vmci_host_is_owner",
    "vmci_host_lower_notify",
    "vmci_host_next_removed",
    "vmci_host_put",
    "vmci_host_raise_notify",
    "vmci_host_register_doorbell",
    "vmci_host_remove_context_step",
    "vmci_host_return_bells",
    "vmci_host_send_step",
    "vmci_host_set_checkpoint",
    "vmci_host_set_notify_step",
    "vmci_host_subscribe",
    "vmci_host_take_bell",
    "vmci_host_unregister_doorbell",
    "vmci_host_unset_notify_step",
    "vmci_host_unsubscribe_step",
    "vmci_host_unwatch",
    "vmci_host_watch",
    "vmci_program_doorbell_create",
    "vmci_program_doorbell_destroy_step",
    "vmci_program_endpoint_create",
    "vmci_program_endpoint_destroy_step",
    "vmci_program_release_step",
    "vmci_program_remove",
    "vmci_programs_step",
    "vmci_subscriptions_add",
    "vmci_subscriptions_init",
    "vmci_subscriptions_next",
    "vmci_subscriptions_put",
    "vmci_subscriptions_release",
    "vmci_subscriptions_remove",
    "vmci_subscriptions_unused",
]

def context_variant(name, fault = None):
    """A cc_library that defines the contexts' core `name`, as cores.h declares it.

    Args:
      name: of the variant and the library.
      fault: a patch to apply first; None compiles the core as it stands.
    """
    core_variant(
        name = name,
        fault = fault,
        functions = HOST_FUNCTIONS + CONTEXT_FUNCTIONS,
        header = "//model/host:core_header",
        parts = ["device", "host"],
        unit = "//model/host:core_unit.cc",
    )
