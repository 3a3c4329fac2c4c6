"""The host's broker of queue pairs: as it stands, or with a fault seeded in."""

load("//model/device:core_variant.bzl", "core_variant")

# The broker's public functions, and those of the core that it uses.
HOST_FUNCTIONS = [
    "vmci_broker_add_context",
    "vmci_broker_alloc_step",
    "vmci_broker_begin",
    "vmci_broker_carry_out_step",
    "vmci_broker_charge",
    "vmci_broker_claim",
    "vmci_broker_clear_context",
    "vmci_broker_detach_step",
    "vmci_broker_discharge",
    "vmci_broker_draw",
    "vmci_broker_enter",
    "vmci_broker_enter_context",
    "vmci_broker_find_context",
    "vmci_broker_find_leaving",
    "vmci_broker_find_pair",
    "vmci_broker_free_unused",
    "vmci_broker_init",
    "vmci_broker_is_there",
    "vmci_broker_map_step",
    "vmci_broker_next_event",
    "vmci_broker_owe",
    "vmci_broker_owed",
    "vmci_broker_remove_context_step",
    "vmci_broker_set_page_store_step",
    "vmci_broker_settle",
    "vmci_broker_tell_next",
    "vmci_broker_unclaim",
    "vmci_broker_unmap_step",
    "vmci_host_end_claim_step",
    "vmci_host_end_release_step",
    "vmci_host_endpoint_step",
    "vmci_host_ring_can_move",
    "vmci_host_ring_keep",
    "vmci_host_ring_resume",
    "vmci_host_ring_run",
    "vmci_host_ring_views",
    "vmci_queue_header_init",
    "vmci_registry_add",
    "vmci_registry_draw_id",
    "vmci_registry_get",
    "vmci_registry_hold",
    "vmci_registry_init",
    "vmci_registry_put",
    "vmci_registry_release",
    "vmci_registry_remove",
    "vmci_registry_unused",
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
]

def host_variant(name, fault = None):
    """A cc_library that defines the host's core `name`, as cores.h declares it.

    Args:
      name: of the variant and the library.
      fault: a patch to apply first; None compiles the core as it stands.
    """
    core_variant(
        name = name,
        fault = fault,
        functions = HOST_FUNCTIONS,
        header = "//model/qpair/broker:core_header",
        parts = ["device", "host"],
        unit = "//model/qpair/broker:core_unit.cc",
    )
