"""Connections of sockets as they are compiled for the simulated machine."""

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
    "vmci_notify_dequeued",
    "vmci_notify_enqueued",
    "vmci_notify_init",
    "vmci_notify_is_readable",
    "vmci_notify_is_writable",
    "vmci_notify_not_sent",
    "vmci_notify_reader_waits",
    "vmci_notify_receive",
    "vmci_notify_writer_waits",
]
