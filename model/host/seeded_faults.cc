#include "model/host/seeded_faults.h"

namespace vmcheck::device {
namespace context_cores {

extern const ContextCore all_watches_ended;
extern const ContextCore another_machine_watched;
extern const ContextCore begun_twice;
extern const ContextCore byte_cleared_too_early;
extern const ContextCore byte_known_before_it_is_pinned;
extern const ContextCore byte_of_the_dead_kept;
extern const ContextCore byte_set_late_for_nothing;
extern const ContextCore byte_unpinned_while_known;
extern const ContextCore bytes_not_written;
extern const ContextCore copy_never_forgotten;
extern const ContextCore counted_for_ever;
extern const ContextCore decided_before_the_copy;
extern const ContextCore destroyed_while_called;
extern const ContextCore doorbells_of_all;
extern const ContextCore doorbells_of_the_dead_kept;
extern const ContextCore half_an_id;
extern const ContextCore host_forgets_the_unmapping;
extern const ContextCore id_kept_until_it_is_told;
extern const ContextCore machines_watch_each_other;
extern const ContextCore mailbox_of_the_dead_kept;
extern const ContextCore needs_not_told;
extern const ContextCore newest_first;
extern const ContextCore nobody_wakes_the_host;
extern const ContextCore nobody_watched;
extern const ContextCore obsolete_state_taken;
extern const ContextCore one_context_less;
extern const ContextCore place_lost_before_it_is_told;
extern const ContextCore receiver_not_told;
extern const ContextCore reference_of_deferred_work_kept;
extern const ContextCore removed_while_a_byte_comes;
extern const ContextCore restored_bit_by_bit;
extern const ContextCore restored_to_what_there_is;
extern const ContextCore restored_without_limit;
extern const ContextCore subscriber_kept;
extern const ContextCore subscriber_not_waited_for;
extern const ContextCore the_dead_are_charged;
extern const ContextCore told_of_everybody;
extern const ContextCore unmapped_but_pinned;
extern const ContextCore unpinned_though_unmapped;
extern const ContextCore watched_for_ever;
extern const ContextCore watchers_forgotten;
extern const ContextCore watchers_restored;
extern const ContextCore written_without_room;

}  // namespace context_cores

namespace host {

const std::vector<SeededFault>& seeded_faults() {
  using namespace context_cores;
  static const std::vector<SeededFault> faults{
      {&newest_first, "host/datagrams", "in-order"},
      {&receiver_not_told, "host/datagrams", "progress"},
      {&copy_never_forgotten, "host/deferred", "nothing-left"},
      {&reference_of_deferred_work_kept, "host/deferred", "progress"},
      {&destroyed_while_called, "host/destroyed", "not-afterwards"},
      {&decided_before_the_copy, "host/removed", "allowed"},
      {&mailbox_of_the_dead_kept, "host/removed", "nothing-left"},
      {&doorbells_of_the_dead_kept, "host/doorbells", "nothing-left"},
      {&byte_cleared_too_early, "host/byte", "byte"},
      {&byte_set_late_for_nothing, "host/byte", "byte"},
      {&byte_known_before_it_is_pinned, "host/byte", "pins", "Linux, 2023"},
      {&byte_unpinned_while_known, "host/byte", "pins", "Linux, 2025"},
      {&byte_of_the_dead_kept, "host/byte", "nothing-left"},
      {&removed_while_a_byte_comes, "host/byte", "nothing-left"},
      {&bytes_not_written, "host/checkpoint", "saved"},
      {&needs_not_told, "host/checkpoint", "saved"},
      {&restored_bit_by_bit, "host/checkpoint", "refused"},
      {&restored_to_what_there_is, "host/checkpoint", "saved"},
      {&watchers_forgotten, "host/checkpoint", "told-once"},
      {&written_without_room, "host/checkpoint", "saved"},
      {&another_machine_watched, "host/checkpoint", "refused"},
      {&half_an_id, "host/checkpoint", "refused"},
      {&obsolete_state_taken, "host/checkpoint", "refused"},
      {&one_context_less, "host/checkpoint", "refused"},
      {&restored_without_limit, "host/checkpoint", "refused"},
      {&counted_for_ever, "host/checkpoint", "accounts"},
      {&all_watches_ended, "host/checkpoint", "told-once"},
      {&watchers_restored, "host/checkpoint", "told-once"},
      {&unpinned_though_unmapped, "host/checkpoint-pair", "pins"},
      {&host_forgets_the_unmapping, "host/checkpoint-pair", "result"},
      {&unmapped_but_pinned, "host/checkpoint-pair", "pinned"},
      {&doorbells_of_all, "host/checkpoint-two", "saved"},
      {&machines_watch_each_other, "host/checkpoint-two", "result"},
      {&nobody_wakes_the_host, "host/watches", "progress"},
      {&place_lost_before_it_is_told, "host/watches", "told-once"},
      {&told_of_everybody, "host/watches", "told-once"},
      {&watched_for_ever, "host/watches", "result"},
      {&subscriber_kept, "host/watches", "progress"},
      {&subscriber_not_waited_for, "host/watches", "not-unsubscribed"},
      {&begun_twice, "host/watches", "result"},
      {&nobody_watched, "host/watches", "result"},
      // The id is taken, as it seems: another one is tried in the same step.
      {&id_kept_until_it_is_told, "host/watches", "one-action"},
      {&the_dead_are_charged, "host/watches", "one-action"},
  };
  return faults;
}

const ContextCore* find_core(const std::string& fault) {
  if (fault.empty()) return &context_cores::sound_contexts;
  for (const SeededFault& entry : seeded_faults()) {
    if (fault == entry.core->name) return entry.core;
  }
  return nullptr;
}

}  // namespace host
}  // namespace vmcheck::device
