// The production core on the memory of this process (hal/user): a table of its functions, so that
// the same program can run the core as it stands or with a seeded fault.
#pragma once

extern "C" {
#include "driver_core/ring.h"
}

namespace vmcheck::native {

struct Core {
  const char* name;

  void (*header_init)(vmci_queue_header*, vmci_handle);
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

}  // namespace vmcheck::native
