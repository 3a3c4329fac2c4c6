#include "model/qpair/lifecycle/seeded_faults.h"

namespace vmcheck::device {
namespace cores {

extern const Core attached_in_the_place_of_another;
extern const Core bytes_never_given_back;
extern const Core creator_not_told;
extern const Core detached_with_a_call_under_way;
extern const Core entry_left_by_a_failed_allocation;
extern const Core freed_by_the_first_who_leaves;
extern const Core freed_though_refused;
extern const Core header_not_written;
extern const Core kept_queues_forgotten;
extern const Core left_when_refused;
extern const Core only_the_first_told;
extern const Core other_sizes_attached;
extern const Core page_number_cut_to_32_bits;
extern const Core pair_id_used_again_at_once;
extern const Core queue_kept_by_a_failed_allocation;
extern const Core queues_freed_before_the_detachment;
extern const Core queues_freed_before_the_reset;
extern const Core queues_not_exchanged;
extern const Core resumption_ignored;
extern const Core second_producer;
extern const Core stranger_believed;
extern const Core sum_of_pair_sizes_wraps;
extern const Core told_only_when_live;
extern const Core told_whatever_is_repeated;
extern const Core unknown_pair_kept;
extern const Core waiting_detachment_not_woken;

}  // namespace cores

namespace lifecycle {

const std::vector<SeededFault>& seeded_faults() {
  using namespace cores;
  static const std::vector<SeededFault> faults{
      // Who gets a pair, and what is left if nobody does.
      {&second_producer, "lifecycle/local", "one-producer"},
      {&attached_in_the_place_of_another, "lifecycle/local", "result"},
      {&sum_of_pair_sizes_wraps, "lifecycle/local", "result", "Linux, 2013"},
      {&other_sizes_attached, "lifecycle/local", "result"},
      {&pair_id_used_again_at_once, "lifecycle/guest", "fresh-ids"},
      {&entry_left_by_a_failed_allocation, "lifecycle/guest", "nothing-left"},
      {&queue_kept_by_a_failed_allocation, "lifecycle/local", "nothing-left"},
      {&bytes_never_given_back, "lifecycle/local", "nothing-left"},
      // What the hypervisor is told.
      {&page_number_cut_to_32_bits, "lifecycle/guest", "messages", "Linux, 2019"},
      {&header_not_written, "lifecycle/guest", "headers"},
      // When queues are freed.
      {&queues_freed_before_the_detachment, "lifecycle/guest", "lifetimes"},
      {&queues_freed_before_the_reset, "lifecycle/removal", "lifetimes"},
      {&kept_queues_forgotten, "lifecycle/removal", "nothing-left"},
      {&freed_though_refused, "lifecycle/guest", "lifetimes"},
      {&left_when_refused, "lifecycle/guest", "result"},
      {&unknown_pair_kept, "lifecycle/migration", "result"},
      {&freed_by_the_first_who_leaves, "lifecycle/local", "result"},
      // What is told of the peer.
      {&told_only_when_live, "lifecycle/guest", "told"},
      {&stranger_believed, "lifecycle/guest", "told"},
      {&told_whatever_is_repeated, "lifecycle/guest", "told"},
      {&creator_not_told, "lifecycle/local", "told"},
      {&resumption_ignored, "lifecycle/migration", "told"},
      {&only_the_first_told, "lifecycle/migration", "told"},
      {&detached_with_a_call_under_way, "lifecycle/local", "not-afterwards"},
      {&waiting_detachment_not_woken, "lifecycle/local", "progress"},
      // Through which queues bytes go.
      {&queues_not_exchanged, "lifecycle/local", "fifo"},
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

}  // namespace lifecycle
}  // namespace vmcheck::device
