// The production core on the simulated machine: its types, and a table of its functions for each
// variant that is compiled (as it stands, or with a seeded fault).
#pragma once

#include "sim/world/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::simulated {

#include <driver_core/ring.h>

struct Core {
  const char* name;

  int (*init)(vmci_ring_pair*);
  int (*resume)(vmci_ring_pair*, const vmci_ring_indexes*);

  int (*enqueue)(vmci_ring_pair*, const void*, vmci_u64, vmci_u64*);
  int (*enqueuev)(vmci_ring_pair*, const vmci_source*, vmci_u64, vmci_u64*);
  int (*dequeue)(vmci_ring_pair*, void*, vmci_u64, vmci_u64*);
  int (*dequeuev)(vmci_ring_pair*, const vmci_target*, vmci_u64, vmci_u64*);
  int (*peek)(vmci_ring_pair*, void*, vmci_u64, vmci_u64*);
  int (*peekv)(vmci_ring_pair*, const vmci_target*, vmci_u64, vmci_u64*);

  int (*produce_indexes)(const vmci_ring_pair*, vmci_u64*, vmci_u64*);
  int (*consume_indexes)(const vmci_ring_pair*, vmci_u64*, vmci_u64*);
  int (*produce_free_space)(const vmci_ring_pair*, vmci_u64*);
  int (*produce_buf_ready)(const vmci_ring_pair*, vmci_u64*);
  int (*consume_free_space)(const vmci_ring_pair*, vmci_u64*);
  int (*consume_buf_ready)(const vmci_ring_pair*, vmci_u64*);
};

// The core as it stands.
extern const Core sound_core;

}  // namespace vmcheck::simulated
