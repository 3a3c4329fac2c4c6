// What triggers a change of a queue pair at the host's broker, and the rules for checkpoints and
// watches beside it, on the symbolic machine: the core's types, and a table of its functions for
// each variant that is compiled.
#pragma once

#include "model/qpair/proofs/hal/hal_platform.h"

// In a namespace of its own, because other machines compile the same types with other words.
namespace vmcheck::symbolic_broker {

#include <driver_core/host/checkpoint_rules.h>
#include <driver_core/host/pair_alloc.h>
#include <driver_core/host/pair_party.h>
#include <driver_core/host/watch_rules.h>

using Trigger = int (*)(const vmci_pair*, const vmci_pair_request*, vmci_pair_outcome*);

struct Broker {
  Trigger create;
  Trigger attach;
  Trigger set_page_store;
  Trigger unmap;
  Trigger map;
  Trigger detach;
  int (*checkpoint_size)(vmci_u32 type, vmci_u32 watched, vmci_u32 doorbells, vmci_u64* size);
  int (*check_restore)(vmci_u32 type, vmci_u64 size, vmci_u64 contexts_max);
  int (*check_watched)(vmci_u32 watched, vmci_u64 others);
  int (*watch_check)(vmci_u32 watcher, int has_watcher, vmci_u32 watched, int has_watched);
  unsigned int (*watch_bit)(vmci_u32 watcher);
  int (*watch_begin)(unsigned char* watches, unsigned int bit);
  int (*watch_end)(unsigned char* watches, unsigned int bit);
  unsigned char (*watch_restored)(unsigned char watches, int watches_host);
};

extern const Broker sound_broker;

// With a seeded fault: driver_core/tests/faults/pair, pair_checks, checkpoint_rules,
// watch and watch_rules.
extern const Broker attached_after_shutdown;
extern const Broker memory_stays_with_the_host;
extern const Broker host_not_woken;
extern const Broker host_size_without_limit;
extern const Broker sizes_not_swapped;
extern const Broker denied_one_way;
extern const Broker unmapped_twice;
extern const Broker pages_not_counted_when_set;
extern const Broker size_cut_to_32_bits;
extern const Broker half_an_id;
extern const Broker another_machine_watched;
extern const Broker machines_watch_each_other;
extern const Broker all_watches_ended;

}  // namespace vmcheck::symbolic_broker
