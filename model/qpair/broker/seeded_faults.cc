#include "model/qpair/broker/seeded_faults.h"

namespace vmcheck::device {
namespace host_cores {

extern const HostCore any_peer_attaches;
extern const HostCore attached_after_shutdown;
extern const HostCore bytes_not_limited;
extern const HostCore charge_not_undone;
extern const HostCore claim_kept_by_an_error;
extern const HostCore denied_one_way;
extern const HostCore detachment_told_first;
extern const HostCore dying_machine_not_waited_for;
extern const HostCore event_not_written_in_full;
extern const HostCore events_of_the_dead_kept;
extern const HostCore handle_free_before_all_is_told;
extern const HostCore headers_mapped_by_two;
extern const HostCore heads_of_the_other_ring;
extern const HostCore host_not_woken;
extern const HostCore host_size_without_limit;
extern const HostCore id_reused_at_once;
extern const HostCore itself_told;
extern const HostCore limit_only_of_what_it_created;
extern const HostCore machines_share_pairs;
extern const HostCore mapped_before_both_are;
extern const HostCore mapping_outlives_the_pages;
extern const HostCore memory_stays_with_the_host;
extern const HostCore memory_taken_from_under_the_host;
extern const HostCore next_pair_of_its_handle;
extern const HostCore not_woken_by_memory;
extern const HostCore pages_of_the_dead_stay_pinned;
extern const HostCore pages_pinned_on_an_error;
extern const HostCore pages_with_headers_stay_pinned;
extern const HostCore pair_left_in_the_table;
extern const HostCore place_forgotten_at_unmap;
extern const HostCore queues_not_swapped;
extern const HostCore sizes_not_compared;
extern const HostCore sizes_not_swapped;
extern const HostCore sleeps_though_it_can_move;
extern const HostCore told_before_there_is_memory;
extern const HostCore unmapped_though_not_mapped;
extern const HostCore unmapped_twice;
extern const HostCore waiters_not_woken;

}  // namespace host_cores

namespace broker {

const std::vector<SeededFault>& seeded_faults() {
  using namespace host_cores;
  static const std::vector<SeededFault> faults{
      // Who gets a pair, under which handle, and what for.
      {&attached_after_shutdown, "broker/two-machines", "result"},
      {&denied_one_way, "broker/privileges", "table"},
      {&any_peer_attaches, "broker/other-peer", "table"},
      {&machines_share_pairs, "broker/two-machines", "result"},
      {&sizes_not_compared, "broker/pair", "table"},
      {&sizes_not_swapped, "broker/pair", "result"},
      {&handle_free_before_all_is_told, "broker/other-peer", "accounts"},
      {&id_reused_at_once, "broker/limits", "fresh-ids"},
      {&pair_left_in_the_table, "broker/killed", "nothing-left"},
      {&next_pair_of_its_handle, "broker/blocked", "result"},
      // What they are charged for.
      {&host_size_without_limit, "broker/limits", "accounts", "Linux, 2021"},
      {&bytes_not_limited, "broker/limits", "accounts"},
      {&limit_only_of_what_it_created, "broker/limits", "accounts", "Linux, 2022"},
      {&charge_not_undone, "broker/killed", "accounts"},
      {&events_of_the_dead_kept, "broker/killed", "accounts"},
      // Who may change a pair, and who waits for it.
      {&claim_kept_by_an_error, "broker/killed", "nothing-left"},
      {&waiters_not_woken, "broker/killed", "progress"},
      {&dying_machine_not_waited_for, "broker/killed-older", "nothing-left"},
      {&memory_taken_from_under_the_host, "broker/blocked", "claim"},
      {&headers_mapped_by_two, "broker/full", "claim"},
      // When pages are pinned, and headers mapped.
      {&unmapped_though_not_mapped, "broker/killed", "pins", "Linux, 2021"},
      {&unmapped_twice, "broker/older", "pins"},
      {&mapping_outlives_the_pages, "broker/blocked", "pins"},
      {&mapped_before_both_are, "broker/no-memory", "memory"},
      {&memory_stays_with_the_host, "broker/killed", "memory"},
      {&pages_of_the_dead_stay_pinned, "broker/killed", "memory"},
      {&pages_with_headers_stay_pinned, "broker/full", "memory"},
      {&pages_pinned_on_an_error, "broker/killed", "result"},
      // What parties are told.
      {&event_not_written_in_full, "broker/pair", "messages", "Linux, 2022"},
      {&detachment_told_first, "broker/pair", "events"},
      {&itself_told, "broker/pair", "events"},
      {&told_before_there_is_memory, "broker/older", "events"},
      // What the host's end moves, and when it goes on.
      {&heads_of_the_other_ring, "broker/full", "fifo"},
      {&place_forgotten_at_unmap, "broker/no-memory", "fifo"},
      {&queues_not_swapped, "broker/blocked", "awake"},
      {&host_not_woken, "broker/blocked", "awake"},
      {&not_woken_by_memory, "broker/blocked", "awake"},
      {&sleeps_though_it_can_move, "broker/blocked", "awake"},
  };
  return faults;
}

const HostCore* find_core(const std::string& fault) {
  if (fault.empty()) return &host_cores::sound_host;
  for (const SeededFault& entry : seeded_faults()) {
    if (fault == entry.core->name) return entry.core;
  }
  return nullptr;
}

}  // namespace broker
}  // namespace vmcheck::device
