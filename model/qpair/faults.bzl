"""The seeded faults that are compiled for the simulated machine."""

SEEDED_FAULTS = [
    "accepted_head_forgotten",
    "backward_head_believed",
    "backward_tail_believed",
    "copy_fault_ignored",
    "free_space_off_by_one",
    "head_before_data",
    "index_equal_to_size",
    "own_head_fetched_twice",
    "own_tail_fetched_twice",
    "own_tail_from_shared_memory",
    "peek_consumes",
    "pointer_add_off_by_one",
    "swapped_consume_free_space",
    "swapped_consume_indexes",
    "swapped_produce_buf_ready",
    "tail_before_data",
    "vector_element_overwrites",
    "vector_length_unchecked",
    "wrap_ignored_in_copy",
    "wrap_one_byte_late",
]
