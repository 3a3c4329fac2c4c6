#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck::vsock {
namespace cores {

extern const Core abandoned_by_a_signal;
extern const Core answer_of_the_older_kind;
extern const Core child_looks_below;
extern const Core children_of_nobody;
extern const Core context_of_old_kept;
extern const Core data_before_the_question;
extern const Core detachment_from_any_pair;
extern const Core early_end_lost;
extern const Core end_not_noted;
extern const Core end_of_an_earlier_peer;
extern const Core established_not_told;
extern const Core failed_without_a_reason;
extern const Core gone_before_all_is_read;
extern const Core gone_below_a_request;
extern const Core half_closed_taken_for_closed;
extern const Core halves_exchanged;
extern const Core lap_not_counted;
extern const Core last_child_not_accepted;
extern const Core late_pair_left_behind;
extern const Core mode_not_masked;
extern const Core move_not_noticed;
extern const Core moved_asleep;
extern const Core not_answered;
extern const Core notification_of_the_older_kind;
extern const Core one_child_too_many;
extern const Core over_and_asked_anew;
extern const Core owed_and_forgotten;
extern const Core own_context_outside;
extern const Core pair_left_behind;
extern const Core pair_of_another_attempt;
extern const Core pair_still_named;
extern const Core pieces_not_counted;
extern const Core place_given_back_by_both;
extern const Core place_of_a_failed_child_lost;
extern const Core port_taken_for_the_peer;
extern const Core reader_not_told;
extern const Core reader_not_woken;
extern const Core refused_child_counted;
extern const Core reset_answered_with_a_reset;
extern const Core reset_child_stays_pending;
extern const Core said_once_for_ever;
extern const Core signal_disconnects;
extern const Core size_as_it_is_wished;
extern const Core space_not_told;
extern const Core taken_from_its_reader;
extern const Core timeout_forgotten;
extern const Core timeout_of_an_established_one;
extern const Core timer_of_a_failed_attempt;
extern const Core timer_of_an_earlier_attempt;
extern const Core transport_held_twice;
extern const Core waiter_not_told;
extern const Core window_of_one_byte;
extern const Core writer_not_woken;

}  // namespace cores

const std::vector<SeededFault>& seeded_faults() {
  using namespace cores;
  static const std::vector<SeededFault> faults{
      {&pair_left_behind, "vsock/connect", "nothing-leaks"},
      {&late_pair_left_behind, "vsock/connect", "nothing-leaks", "Linux, 2021"},
      {&timer_of_a_failed_attempt, "vsock/connect", "given-back", "Linux, 2025"},
      {&one_child_too_many, "vsock/backlog", "backlog", "Linux, 2026"},
      {&place_of_a_failed_child_lost, "vsock/connect", "backlog", "Linux, 2026"},
      {&place_given_back_by_both, "vsock/connect", "backlog", "Linux, 2016"},
      {&reset_child_stays_pending, "vsock/faults", "backlog", "Linux, 2026"},
      {&reset_answered_with_a_reset, "vsock/connect", "no-reset-for-reset"},
      {&timeout_of_an_established_one, "vsock/connect-anew", "established-stays", "Linux, 2023"},
      {&signal_disconnects, "vsock/connect-anew", "established-stays", "Linux, 2025"},
      {&detachment_from_any_pair, "vsock/backlog", "established-stays", "Linux, 2016"},
      {&half_closed_taken_for_closed, "vsock/half-close", "halves", "Linux, 2016"},
      {&mode_not_masked, "vsock/strange-server", "halves"},
      {&port_taken_for_the_peer, "vsock/stranger", "only-the-peer", "Linux, 2026"},
      {&pair_of_another_attempt, "vsock/connect-anew", "one-pair"},
      {&notification_of_the_older_kind, "vsock/connect", "one-pair"},
      {&timer_of_an_earlier_attempt, "vsock/connect-anew", "only-its-attempt"},
      {&failed_without_a_reason, "vsock/connect", "reason"},
      {&waiter_not_told, "vsock/connect", "woken"},
      {&reader_not_told, "vsock/half-close", "woken"},
      {&last_child_not_accepted, "vsock/connect", "result"},
      {&timeout_forgotten, "vsock/strange-server", "connect-ends"},
      {&answer_of_the_older_kind, "vsock/older-client", "one-pair"},
      {&size_as_it_is_wished, "vsock/sizes", "one-pair", "Linux, 2026"},
      {&move_not_noticed, "vsock/migration", "one-pair"},
      {&context_of_old_kept, "vsock/migration-of-the-server", "bound"},
      {&abandoned_by_a_signal, "vsock/connect-anew", "progress"},
      {&space_not_told, "vsock/blocked-writer", "writer-woken", "Linux, 2024"},
      {&writer_not_woken, "vsock/blocked-writer", "writer-woken", "Linux, 2017"},
      {&reader_not_woken, "vsock/blocked-writer", "reader-woken", "Linux, 2022"},
      {&pieces_not_counted, "vsock/blocked-reader", "reader-woken"},
      {&taken_from_its_reader, "vsock/blocked-reader", "taken-early"},
      {&halves_exchanged, "vsock/blocked-half-closed", "reader-woken"},
      {&said_once_for_ever, "vsock/blocked-reader-older", "reader-woken"},
      {&data_before_the_question, "vsock/blocked-both-ways-older", "reader-woken"},
      {&owed_and_forgotten, "vsock/blocked-smallest", "writer-woken"},
      {&window_of_one_byte, "vsock/blocked-writer", "window"},
      {&lap_not_counted, "vsock/blocked-writer-older", "place"},
      {&moved_asleep, "vsock/blocked-migration", "reader-woken", "Firecracker, 2024"},
      {&gone_before_all_is_read, "vsock/blocked-both-ways", "all-received"},
      {&end_not_noted, "vsock/blocked-writer", "progress"},
      {&not_answered, "vsock/stranger", "answered", "Linux, 2018"},
      {&end_of_an_earlier_peer, "vsock/half-close", "given-back", "Linux, 2025"},
      {&established_not_told, "vsock/connect", "woken", "Linux, 2025"},
      {&pair_still_named, "vsock/connect", "given-back", "Linux, 2024"},
      {&children_of_nobody, "vsock/connect", "has-a-listener", "Linux, 2024"},
      {&refused_child_counted, "vsock/backlog", "backlog", "Linux, 2026"},
      {&early_end_lost, "vsock/connect", "end-told"},
      {&child_looks_below, "vsock/transports", "accepts"},
      {&transport_held_twice, "vsock/transports", "there"},
      {&gone_below_a_request, "vsock/transports", "there"},
      {&over_and_asked_anew, "vsock/transports", "undisturbed"},
      {&own_context_outside, "vsock/transports", "rule"},
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

}  // namespace vmcheck::vsock
