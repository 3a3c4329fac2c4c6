#include "model/notification/seeded_faults.h"

namespace vmcheck::notification {
namespace cores {

extern const Core byte_cleared_as_it_was_read;
extern const Core byte_cleared_behind_its_call;
extern const Core byte_cleared_by_a_store;
extern const Core byte_exchanged_at_the_call;
extern const Core byte_exchanged_in_no_order;
extern const Core byte_left_set;

}  // namespace cores

const std::vector<SeededFault>& seeded_faults() {
  using namespace cores;
  static const std::vector<SeededFault> faults{
      {&byte_left_set, "notification/messages", "not-too-often", {"sc", "tso", "rc11", "lkmm"}},
      {&byte_cleared_behind_its_call,
       "notification/rings",
       "not-lost",
       {"sc", "tso", "rc11", "lkmm"}},
      // Ordering. The lock that is taken again between the byte and the call hides some of it: it
      // is a full barrier on x86, and in the kernel's model it orders all but a write before a
      // read.
      {&byte_cleared_by_a_store, "notification/rings", "not-lost", {"tso", "rc11", "lkmm"}},
      {&byte_cleared_as_it_was_read, "notification/rings", "not-lost", {"rc11", "lkmm"}},
      {&byte_exchanged_at_the_call, "notification/rings", "not-lost", {"rc11", "lkmm"}},
      {&byte_exchanged_in_no_order, "notification/messages", "race-free", {"rc11"}},
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

}  // namespace vmcheck::notification
