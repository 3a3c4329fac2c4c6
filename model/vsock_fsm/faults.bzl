"""Connections of sockets as they are compiled for the simulated machine, and their seeded faults."""

# The public functions of connections: see //model/device:core_variant.bzl.
CONNECTION_FUNCTIONS = [
    "vmci_child_begin",
    "vmci_child_step",
    "vmci_client_begin",
    "vmci_client_step",
    "vmci_connected_step",
    "vmci_connection_answer_reset",
    "vmci_connection_fail",
    "vmci_connection_free",
    "vmci_connection_inherit",
    "vmci_connection_init",
    "vmci_connection_rebind",
    "vmci_connection_send",
    "vmci_connection_step",
    "vmci_listener_accepts",
    "vmci_listener_step",
]

SEEDED_FAULTS = [
]
