// The production core on the symbolic machine: its types, and a table of its functions for each
// variant that is compiled (as it stands, or with a seeded fault).
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic {

#include <driver_core/ring.h>

using IndexQuery = int (*)(const vmci_ring_pair*, vmci_u64*, vmci_u64*);
using CountQuery = int (*)(const vmci_ring_pair*, vmci_u64*);

struct Core {
  const char* name;

  // index.h
  vmci_u64 (*pointer_add)(vmci_u64 at, vmci_u64 n, vmci_u64 size);
  int (*free_space)(vmci_u64 tail, vmci_u64 head, vmci_u64 size, vmci_u64* free);
  int (*buf_ready)(vmci_u64 tail, vmci_u64 head, vmci_u64 size, vmci_u64* ready);
  int (*accept_head)(vmci_u64 tail, vmci_u64 accepted, vmci_u64 head, vmci_u64 size,
                     vmci_u64* free);
  int (*accept_tail)(vmci_u64 accepted, vmci_u64 tail, vmci_u64 head, vmci_u64 size,
                     vmci_u64* ready);

  // ring_query.c
  int (*resume)(vmci_ring_pair*, const vmci_ring_indexes*);
  IndexQuery produce_indexes;
  IndexQuery consume_indexes;
  CountQuery produce_free_space;
  CountQuery produce_buf_ready;
  CountQuery consume_free_space;
  CountQuery consume_buf_ready;
};

// The core as it stands.
extern const Core sound_core;

// With a seeded fault: model/qpair/faults and model/qpair/proofs/faults.
extern const Core backward_head_believed;
extern const Core backward_tail_believed;
extern const Core free_space_off_by_one;
extern const Core index_equal_to_size;
extern const Core pointer_add_off_by_one;
extern const Core resumed_at_size;
extern const Core stale_head_reported;
extern const Core stale_tail_reported;
extern const Core swapped_consume_free_space;
extern const Core swapped_consume_indexes;
extern const Core swapped_produce_buf_ready;

}  // namespace vmcheck::symbolic
