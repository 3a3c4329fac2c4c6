// The production core on the symbolic machine: its types, and a table of its functions for each
// variant that is compiled (as it stands, or with a seeded fault).
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic {

#include <driver_core/ring.h>

using IndexQuery = int (*)(const vmci_ring_pair*, vmci_u64*, vmci_u64*);
using CountQuery = int (*)(const vmci_ring_pair*, vmci_u64*);

#include "model/qpair/core_table.inc"

// With a seeded fault: model/qpair/faults.
extern const Core backward_head_believed;
extern const Core backward_tail_believed;
extern const Core copy_fault_ignored;
extern const Core free_space_off_by_one;
extern const Core head_before_data;
extern const Core index_equal_to_size;
extern const Core last_byte_withheld;
extern const Core own_head_fetched_twice;
extern const Core own_tail_fetched_twice;
extern const Core own_tail_from_shared_memory;
extern const Core peek_consumes;
extern const Core pointer_add_off_by_one;
extern const Core resumed_at_size;
extern const Core stale_head_reported;
extern const Core stale_tail_reported;
extern const Core swapped_consume_free_space;
extern const Core swapped_consume_indexes;
extern const Core swapped_produce_buf_ready;
extern const Core tail_before_data;
extern const Core vector_element_overwrites;
extern const Core vector_length_unchecked;
extern const Core wrap_ignored_in_copy;
extern const Core wrap_one_byte_late;

}  // namespace vmcheck::symbolic
