"""The seeded faults in a host's contexts: those of the core's unit tests that its scenarios find."""

# By their folder in driver_core/tests/faults.
SEEDED_FAULTS = {
    "contexts": [
        "copy_never_forgotten",
        "decided_before_the_copy",
        "destroyed_while_called",
        "mailbox_of_the_dead_kept",
        "newest_first",
        "receiver_not_told",
        "reference_of_deferred_work_kept",
    ],
    "host_doorbell": [
        "byte_cleared_too_early",
        "byte_known_before_it_is_pinned",
        "byte_of_the_dead_kept",
        "byte_set_late_for_nothing",
        "byte_unpinned_while_known",
        "doorbells_of_the_dead_kept",
        "removed_while_a_byte_comes",
    ],
}
