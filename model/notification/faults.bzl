"""The seeded faults that are compiled for the simulated machine."""

SEEDED_FAULTS = [
    "byte_cleared_as_it_was_read",
    "byte_cleared_behind_its_call",
    "byte_cleared_by_a_store",
    "byte_exchanged_at_the_call",
    "byte_exchanged_in_no_order",
    "byte_left_set",
]
