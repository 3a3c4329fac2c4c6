"""The seeded faults in the host's broker: those of the core's unit tests that its scenarios find."""

# By their folder in driver_core/tests/faults.
SEEDED_FAULTS = {
    "broker": [
        "bytes_not_limited",
        "charge_not_undone",
        "claim_kept_by_an_error",
        "detachment_told_first",
        "dying_machine_not_waited_for",
        "event_not_written_in_full",
        "events_of_the_dead_kept",
        "handle_free_before_all_is_told",
        "id_reused_at_once",
        "itself_told",
        "limit_only_of_what_it_created",
        "pages_of_the_dead_stay_pinned",
        "pages_pinned_on_an_error",
        "pair_left_in_the_table",
        "unmapped_though_not_mapped",
        "waiters_not_woken",
    ],
    "host_endpoint": [
        "headers_mapped_by_two",
        "heads_of_the_other_ring",
        "mapped_before_both_are",
        "mapping_outlives_the_pages",
        "memory_taken_from_under_the_host",
        "next_pair_of_its_handle",
        "not_woken_by_memory",
        "pages_with_headers_stay_pinned",
        "place_forgotten_at_unmap",
        "queues_not_swapped",
        "sleeps_though_it_can_move",
    ],
    "pair": [
        "attached_after_shutdown",
        "host_not_woken",
        "memory_stays_with_the_host",
        "told_before_there_is_memory",
        "unmapped_twice",
    ],
    "pair_checks": [
        "denied_one_way",
        "host_size_without_limit",
        "sizes_not_swapped",
    ],
}
