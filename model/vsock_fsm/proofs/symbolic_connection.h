// A connection's step function on the symbolic machine: the core's types, and a table of its
// functions for each variant that is compiled.
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic_connection {

#include <driver_core/vsock/connection.h>

struct Core {
  int (*step)(const vmci_connection*, const vmci_connection_event*, vmci_connection_outcome*);
  void (*read)(const vmci_packet_msg*, vmci_packet*);
};

extern const Core sound_core;

// With a seeded fault: driver_core/tests/faults/connection and packet.
extern const Core anybody_believed;
extern const Core half_is_all;
extern const Core late_pair_kept;
extern const Core one_too_many;
extern const Core reset_answered_by_reset;
extern const Core size_above_the_largest;
extern const Core timeout_keeps_the_pair;
extern const Core timer_ends_established;
extern const Core unused_protocols_believed;

}  // namespace vmcheck::symbolic_connection
