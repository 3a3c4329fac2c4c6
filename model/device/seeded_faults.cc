#include "model/device/seeded_faults.h"

namespace vmcheck::device {
namespace cores {

extern const Core acknowledged_behind_the_work;
extern const Core any_answer_is_an_id;
extern const Core any_context_matches_one_way;
extern const Core byte_cleared_behind_the_calls;
extern const Core byte_must_be_one;
extern const Core called_and_put_in_one_step;
extern const Core called_with_the_lock_held;
extern const Core capabilities_kept_by_a_failed_probe;
extern const Core capabilities_not_written;
extern const Core context_update_ignored;
extern const Core copy_given_back_twice;
extern const Core deferred_work_not_asked_for;
extern const Core delayed_and_delivered;
extern const Core delayed_too_few;
extern const Core delayed_too_many;
extern const Core destroyed_by_both;
extern const Core doorbell_kept_after_migration;
extern const Core enabled_before_the_mask;
extern const Core event_of_any_length;
extern const Core events_from_anybody;
extern const Core given_up_after_a_length;
extern const Core handler_waits_for_the_device;
extern const Core id_as_the_event_says;
extern const Core id_asked_for_too_early;
extern const Core id_given_out_again;
extern const Core index_beyond_the_page;
extern const Core index_kept_by_a_failed_creation;
extern const Core index_shared_needlessly;
extern const Core length_believed_too_early;
extern const Core length_cut_to_32_bits;
extern const Core length_read_back;
extern const Core length_rounded_to_nothing;
extern const Core looked_at_from_the_beginning;
extern const Core message_source_unset;
extern const Core never_unlinked;
extern const Core newest_datagram_first;
extern const Core older_id_set_last;
extern const Core page_freed_before_the_device_is_told;
extern const Core page_freed_before_the_reset;
extern const Core page_kept_by_a_failed_probe;
extern const Core page_looked_for_too_early;
extern const Core page_number_too_long;
extern const Core page_used_without_memory;
extern const Core read_without_end;
extern const Core reference_given_back_before_the_call;
extern const Core reference_of_a_queued_doorbell;
extern const Core refusal_ignored;
extern const Core registers_kept_by_a_failed_probe;
extern const Core removal_ignores_type;
extern const Core removed_before_the_work_is_done;
extern const Core reset_before_the_last_handler;
extern const Core result_of_another_send;
extern const Core route_between_machines_refused;
extern const Core rung_before_it_is_live;
extern const Core scan_ends_too_early;
extern const Core sender_not_named;
extern const Core short_event_believed;
extern const Core slept_with_the_lock_held;
extern const Core slot_kept_by_a_failed_subscription;
extern const Core stale_byte_answered;
extern const Core sum_of_sizes_wraps;
extern const Core torn_datagram_believed;
extern const Core types_share_ids;
extern const Core undone_before_it_began;
extern const Core unlinked_until_it_works;
extern const Core unsubscribed_at_once;
extern const Core waiter_not_woken;

}  // namespace cores

const std::vector<SeededFault>& seeded_faults() {
  using namespace cores;
  static const std::vector<SeededFault> faults{
      // Notification indexes.
      {&index_beyond_the_page, "device/doorbell-indexes", "in-page"},
      {&index_shared_needlessly, "device/doorbell-indexes", "sharing"},
      {&scan_ends_too_early, "device/doorbells", "answered"},
      {&stale_byte_answered, "device/doorbell-indexes", "not-for-nothing"},
      // From the byte to the call.
      {&acknowledged_behind_the_work, "device/doorbells-shared-vector", "answered"},
      {&byte_cleared_behind_the_calls, "device/doorbells", "answered"},
      {&rung_before_it_is_live, "device/doorbells", "answered"},
      {&looked_at_from_the_beginning, "device/doorbells-without-end", "answered-at-last"},
      {&deferred_work_not_asked_for, "device/doorbells", "answered"},
      {&called_with_the_lock_held, "device/doorbells", "locks"},
      {&called_and_put_in_one_step, "device/doorbells", "one-action"},
      // References, and who waits for them.
      {&reference_of_a_queued_doorbell, "device/doorbells", "progress", "Linux, 2019"},
      {&reference_given_back_before_the_call, "device/doorbells", "not-afterwards"},
      {&waiter_not_woken, "device/datagrams", "progress"},
      {&destroyed_by_both, "device/doorbells", "nothing-left"},
      // Who has which handle.
      {&removal_ignores_type, "device/registry", "result", "Linux, 2024"},
      {&types_share_ids, "device/registry", "result"},
      {&any_context_matches_one_way, "device/registry", "result"},
      {&index_kept_by_a_failed_creation, "device/registry", "nothing-left"},
      {&slot_kept_by_a_failed_subscription, "device/events", "nothing-left", "Linux, 2026"},
      // What the hypervisor is told.
      {&message_source_unset, "device/doorbells", "messages", "Linux, 2021"},
      {&never_unlinked, "device/doorbell-indexes", "result"},
      {&unlinked_until_it_works, "device/pulled-out", "recovery", "", SeededFault::By::random_runs},
      {&route_between_machines_refused, "device/routes", "routed-as-written"},
      {&sender_not_named, "device/routes", "routed-as-written"},
      {&id_given_out_again, "device/doorbells", "fresh-ids"},
      // Datagrams and events.
      {&short_event_believed, "device/events", "contents"},
      {&unsubscribed_at_once, "device/events", "not-afterwards"},
      {&length_cut_to_32_bits, "device/hostile-datagrams", "contents"},
      {&length_rounded_to_nothing, "device/hostile-datagrams", "lifetimes"},
      {&read_without_end, "device/hostile-datagrams", "handlers-end"},
      {&length_believed_too_early, "device/events", "contents", "Linux, 2014"},
      {&sum_of_sizes_wraps, "device/hostile-datagrams", "messages", "Linux, 2013"},
      {&result_of_another_send, "device/datagrams", "result"},
      {&newest_datagram_first, "device/delayed-datagrams", "in-order"},
      {&delayed_and_delivered, "device/delayed-datagrams", "once"},
      {&delayed_too_few, "device/delayed-datagrams", "delivered"},
      {&delayed_too_many, "device/delayed-datagrams", "in-order"},
      {&copy_given_back_twice, "device/delayed-datagrams", "lifetimes"},
      // Who waits where he must not.
      {&slept_with_the_lock_held, "device/datagrams-in-memory", "no-sleep"},
      {&handler_waits_for_the_device, "device/datagrams-in-memory", "no-sleep", "Linux, 2023"},
      // Taking the device into use and out of it.
      {&page_kept_by_a_failed_probe, "device/probe", "given-back", "Linux, 2022"},
      {&registers_kept_by_a_failed_probe, "device/probe", "given-back", "Linux, 2024"},
      {&capabilities_kept_by_a_failed_probe, "device/probe-in-memory", "given-back"},
      {&undone_before_it_began, "device/probe", "lifetimes"},
      {&enabled_before_the_mask, "device/probe", "registers-as-written"},
      {&capabilities_not_written, "device/probe", "registers-as-written"},
      {&page_used_without_memory, "device/probe", "lifetimes", "Linux, 2023"},
      {&page_number_too_long, "device/probe", "messages", "Linux, 2019"},
      {&refusal_ignored, "device/probe", "ready"},
      {&page_freed_before_the_reset, "device/probe", "lifetimes"},
      {&page_freed_before_the_device_is_told, "device/probe-shared-vector", "forgotten"},
      {&page_looked_for_too_early, "device/probe", "lifetimes", "Linux, 2025"},
      {&removed_before_the_work_is_done, "device/probe", "given-back", "Linux, 2026"},
      {&reset_before_the_last_handler, "device/probe-in-memory", "registers-as-written"},
      {&torn_datagram_believed, "device/torn-datagrams", "contents"},
      // A device that gives what is not so.
      {&any_answer_is_an_id, "device/hostile-ports", "machine-id"},
      {&id_as_the_event_says, "device/hostile-ports", "machine-id"},
      {&events_from_anybody, "device/hostile-ports", "its-own"},
      {&event_of_any_length, "device/hostile-ports", "its-own"},
      {&length_read_back, "device/hostile-memory", "in-page"},
      {&given_up_after_a_length, "device/lies-among-messages", "delivered"},
      {&byte_must_be_one, "device/lies-among-rings", "delivered"},
      // Which context the machine is.
      {&context_update_ignored, "device/migration", "own-id"},
      {&older_id_set_last, "device/migration-while-probing", "own-id"},
      {&id_asked_for_too_early, "device/migration-while-probing", "own-id"},
      {&doorbell_kept_after_migration, "device/migration", "result"},
  };
  return faults;
}

const Core* find_core(const std::string& fault) {
  if (fault.empty()) return &cores::sound_core;
  for (const SeededFault& entry : seeded_faults()) {
    if (fault == entry.core->name) return entry.core;
  }
  return nullptr;
}

}  // namespace vmcheck::device
