// What triggers a change of a queue pair at the host's broker, on the symbolic machine: the core's
// types, and a table of its functions for each variant that is compiled.
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic_broker {

#include <driver_core/host/pair_alloc.h>
#include <driver_core/host/pair_party.h>

using Trigger = int (*)(const vmci_pair*, const vmci_pair_request*, vmci_pair_outcome*);

struct Broker {
  Trigger create;
  Trigger attach;
  Trigger set_page_store;
  Trigger unmap;
  Trigger map;
  Trigger detach;
};

extern const Broker sound_broker;

// With a seeded fault: driver_core/tests/faults/pair and pair_checks.
extern const Broker attached_after_shutdown;
extern const Broker memory_stays_with_the_host;
extern const Broker host_not_woken;
extern const Broker host_size_without_limit;
extern const Broker sizes_not_swapped;
extern const Broker denied_one_way;
extern const Broker unmapped_twice;
extern const Broker pages_not_counted_when_set;

}  // namespace vmcheck::symbolic_broker
