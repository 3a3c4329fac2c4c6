#include "model/host/seeded_faults.h"

namespace vmcheck::device {
namespace context_cores {

extern const ContextCore byte_cleared_too_early;
extern const ContextCore byte_known_before_it_is_pinned;
extern const ContextCore byte_of_the_dead_kept;
extern const ContextCore byte_set_late_for_nothing;
extern const ContextCore byte_unpinned_while_known;
extern const ContextCore copy_never_forgotten;
extern const ContextCore decided_before_the_copy;
extern const ContextCore destroyed_while_called;
extern const ContextCore doorbells_of_the_dead_kept;
extern const ContextCore mailbox_of_the_dead_kept;
extern const ContextCore newest_first;
extern const ContextCore receiver_not_told;
extern const ContextCore reference_of_deferred_work_kept;
extern const ContextCore removed_while_a_byte_comes;

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
