"""The seeded faults in a host's contexts: those of the core's unit tests that its scenarios find."""

# By their folder in driver_core/tests/faults.
SEEDED_FAULTS = {
    "checkpoint": [
        "bytes_not_written",
        "doorbells_of_all",
        "needs_not_told",
        "restored_bit_by_bit",
        "restored_to_what_there_is",
        "watchers_forgotten",
        "written_without_room",
    ],
    "checkpoint_rules": [
        "another_machine_watched",
        "half_an_id",
        "obsolete_state_taken",
        "one_context_less",
        "restored_without_limit",
    ],
    "contexts": [
        "copy_never_forgotten",
        "decided_before_the_copy",
        "destroyed_while_called",
        "mailbox_of_the_dead_kept",
        "newest_first",
        "receiver_not_told",
        "reference_of_deferred_work_kept",
        "subscriber_kept",
        "subscriber_not_waited_for",
    ],
    "host_doorbell": [
        "byte_cleared_too_early",
        "byte_known_before_it_is_pinned",
        "byte_of_the_dead_kept",
        "byte_set_late_for_nothing",
        "byte_unpinned_while_known",
        "counted_for_ever",
        "doorbells_of_the_dead_kept",
        "removed_while_a_byte_comes",
    ],
    "pair": [
        "host_forgets_the_unmapping",
        "unmapped_but_pinned",
        "unpinned_though_unmapped",
    ],
    "watch": [
        "id_kept_until_it_is_told",
        "machines_watch_each_other",
        "nobody_wakes_the_host",
        "place_lost_before_it_is_told",
        "the_dead_are_charged",
        "told_of_everybody",
        "watched_for_ever",
    ],
    "watch_rules": [
        "all_watches_ended",
        "begun_twice",
        "nobody_watched",
        "watchers_restored",
    ],
}
