// Which queue pairs a machine may ask for, on the symbolic machine: the core's types, and a table
// of its functions for each variant that is compiled.
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic_guest {

#include <driver_core/device/queue_pair_rules.h>

struct Guest {
  int (*check_request)(vmci_u32 own, unsigned int number_size, const vmci_queue_pair_request*);
  int (*message_size)(unsigned int number_size, vmci_u64 pages, vmci_u64* size);
  int (*check_same)(vmci_u32 flags, vmci_u64 produce_size, vmci_u64 consume_size,
                    const vmci_queue_pair_request*);
  int (*check_room)(vmci_u64 used, vmci_u64 produce_size, vmci_u64 consume_size);
};

extern const Guest sound_guest;

// With a seeded fault: driver_core/tests/faults/queue_pair_rules.
extern const Guest own_id_given;
extern const Guest pages_times_their_numbers_wrap;
extern const Guest room_for_the_larger_queue;
extern const Guest sizes_not_exchanged;

}  // namespace vmcheck::symbolic_guest
