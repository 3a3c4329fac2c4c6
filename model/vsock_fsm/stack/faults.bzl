"""The seeded faults in a machine's sockets: the patches in faults/."""

SEEDED_FAULTS = [
    "children_outlive_their_listener",
    "closed_socket_still_noted",
    "dropped_child_still_counted",
    "end_before_the_bytes",
    "failed_shutdown_hidden",
    "heads_exchanged",
    "late_timer_believed",
    "nobody_told_of_a_child",
    "noted_while_owned",
    "packet_overwritten",
    "pair_kept",
    "peer_not_told_of_bytes",
    "place_in_the_rings_forgotten",
    "released_without_waking",
    "sent_and_looked_at_in_one_step",
    "timer_left_by_close",
    "two_owners",
    "unsent_news_forgotten",
    "woken_with_the_lock_held",
]
