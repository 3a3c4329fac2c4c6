#include "model/vsock_fsm/stack/seeded_faults.h"

namespace vmcheck::device {
namespace stack_cores {

extern const StackCore bytes_left_in_the_queue;
extern const StackCore bytes_within_kept;
extern const StackCore children_outlive_their_listener;
extern const StackCore closed_socket_still_noted;
extern const StackCore datagrams_outlive_their_socket;
extern const StackCore datagrams_to_a_host_dropped;
extern const StackCore detachment_not_noted;
extern const StackCore dropped_child_still_counted;
extern const StackCore end_before_the_bytes;
extern const StackCore end_of_datagrams_that_is_none;
extern const StackCore end_within_not_told;
extern const StackCore endpoint_not_made_again;
extern const StackCore endpoint_outlives_its_socket;
extern const StackCore failed_shutdown_hidden;
extern const StackCore guest_left_not_noted;
extern const StackCore heads_exchanged;
extern const StackCore host_keeps_pair;
extern const StackCore host_not_known;
extern const StackCore host_taken_for_its_guest;
extern const StackCore hosts_endpoint_outlives_its_socket;
extern const StackCore late_timer_believed;
extern const StackCore lost_datagram_not_counted;
extern const StackCore mark_above_the_queue;
extern const StackCore memory_away_taken_for_the_end;
extern const StackCore memory_back_not_noted;
extern const StackCore name_not_drawn;
extern const StackCore nobody_told_of_a_child;
extern const StackCore noted_while_owned;
extern const StackCore packet_looked_at_in_vain;
extern const StackCore packet_overwritten;
extern const StackCore packet_retried_while_memory_is_away;
extern const StackCore pair_kept;
extern const StackCore pair_within_freed_by_the_first;
extern const StackCore parted_with_endpoints;
extern const StackCore parted_with_pairs;
extern const StackCore parted_with_the_hosts_endpoints;
extern const StackCore peer_not_told_of_bytes;
extern const StackCore place_in_the_rings_forgotten;
extern const StackCore place_of_a_host_forgotten;
extern const StackCore port_kept_without_an_endpoint;
extern const StackCore port_of_another_client;
extern const StackCore received_datagram_kept;
extern const StackCore receiver_not_woken;
extern const StackCore refused_detachment_taken_for_done;
extern const StackCore released_without_waking;
extern const StackCore sender_of_a_datagram_is_the_receiver;
extern const StackCore sent_and_looked_at_in_one_step;
extern const StackCore strangers_datagrams_kept;
extern const StackCore strangers_datagrams_received;
extern const StackCore taken_bytes_read_twice;
extern const StackCore timer_left_by_close;
extern const StackCore told_of_bytes_read_before;
extern const StackCore too_few_are_enough;
extern const StackCore transport_kept;
extern const StackCore two_owners;
extern const StackCore unsent_news_forgotten;
extern const StackCore way_by_addresses;
extern const StackCore woken_with_the_lock_held;

}  // namespace stack_cores

namespace sockets {

const std::vector<SeededFault>& seeded_faults() {
  using namespace stack_cores;
  static const std::vector<SeededFault> faults{
      // What is done for one event is done before the next.
      {"two_owners", &two_owners, "stack/handshake", "nothing-left"},
      {"released_without_waking", &released_without_waking, "stack/handshake", "progress"},
      {"noted_while_owned", &noted_while_owned, "stack/handshake", "nothing-left"},
      {"sent_and_looked_at_in_one_step", &sent_and_looked_at_in_one_step, "stack/handshake",
       "one-action"},
      {"woken_with_the_lock_held", &woken_with_the_lock_held, "stack/handshake", "locks"},
      // What names a socket is gone before it is.
      {"timer_left_by_close", &timer_left_by_close, "stack/attempts", "nothing-left"},
      {"closed_socket_still_noted", &closed_socket_still_noted, "stack/handshake", "nothing-left"},
      {"late_timer_believed", &late_timer_believed, "stack/attempts", "in-time"},
      {"pair_kept", &pair_kept, "stack/handshake", "nothing-left"},
      // Listeners and their children.
      {"children_outlive_their_listener", &children_outlive_their_listener, "stack/handshake",
       "nothing-left"},
      {"dropped_child_still_counted", &dropped_child_still_counted, "stack/attempts", "backlog"},
      {"nobody_told_of_a_child", &nobody_told_of_a_child, "stack/handshake", "woken"},
      // Bytes, and who is told of them.
      {"place_in_the_rings_forgotten", &place_in_the_rings_forgotten, "stack/local", "fifo"},
      {"heads_exchanged", &heads_exchanged, "stack/local", "fifo"},
      {"peer_not_told_of_bytes", &peer_not_told_of_bytes, "stack/local", "woken"},
      {"unsent_news_forgotten", &unsent_news_forgotten, "stack/local", "woken"},
      {"end_before_the_bytes", &end_before_the_bytes, "stack/halves", "whole"},
      {"failed_shutdown_hidden", &failed_shutdown_hidden, "stack/halves", "woken"},
      {"packet_overwritten", &packet_overwritten, "stack/halves", "woken"},
      // The driver, the hypervisor and the machine under them.
      {"detachment_not_noted", &detachment_not_noted, "stack/guest", "woken"},
      {"refused_detachment_taken_for_done", &refused_detachment_taken_for_done,
       "stack/guest-refused", "nothing-left"},
      {"name_not_drawn", &name_not_drawn, "stack/guest", "result"},
      {"parted_with_pairs", &parted_with_pairs, "stack/parting", "parted"},
      {"transport_kept", &transport_kept, "stack/parting", "result"},
      // Readers who wait for several bytes.
      {"bytes_left_in_the_queue", &bytes_left_in_the_queue, "stack/low-mark", "woken"},
      {"told_of_bytes_read_before", &told_of_bytes_read_before, "stack/low-mark-steps", "woken"},
      {"too_few_are_enough", &too_few_are_enough, "stack/low-mark", "mark"},
      {"taken_bytes_read_twice", &taken_bytes_read_twice, "stack/low-mark", "fifo"},
      {"mark_above_the_queue", &mark_above_the_queue, "stack/low-mark-full", "woken"},
      // Pairs within the machine, and within a host.
      {"end_within_not_told", &end_within_not_told, "stack/local", "woken"},
      {"pair_within_freed_by_the_first", &pair_within_freed_by_the_first, "stack/local",
       "lifetimes"},
      {"bytes_within_kept", &bytes_within_kept, "stack/handshake", "nothing-left"},
      {"host_taken_for_its_guest", &host_taken_for_its_guest, "stack/host-own-context", "whole"},
      // Datagrams.
      {"lost_datagram_not_counted", &lost_datagram_not_counted, "stack/datagrams-full", "counted"},
      {"receiver_not_woken", &receiver_not_woken, "stack/datagrams-arriving", "woken"},
      {"strangers_datagrams_kept", &strangers_datagrams_kept, "stack/datagrams-connected",
       "from-peer"},
      {"strangers_datagrams_received", &strangers_datagrams_received, "stack/datagrams-connected",
       "counted"},
      {"end_of_datagrams_that_is_none", &end_of_datagrams_that_is_none, "stack/datagrams-connected",
       "end-only"},
      {"received_datagram_kept", &received_datagram_kept, "stack/datagrams", "nothing-left"},
      {"datagrams_outlive_their_socket", &datagrams_outlive_their_socket, "stack/datagrams",
       "nothing-left"},
      {"endpoint_outlives_its_socket", &endpoint_outlives_its_socket, "stack/datagrams-arriving",
       "nothing-left"},
      {"port_kept_without_an_endpoint", &port_kept_without_an_endpoint, "stack/datagrams-taken",
       "endpoint"},
      {"port_of_another_client", &port_of_another_client, "stack/datagrams-taken", "result"},
      {"endpoint_not_made_again", &endpoint_not_made_again, "stack/datagrams-parting", "endpoint"},
      {"parted_with_endpoints", &parted_with_endpoints, "stack/datagrams-parting", "parted"},
      {"sender_of_a_datagram_is_the_receiver", &sender_of_a_datagram_is_the_receiver,
       "stack/datagrams", "datagram"},
      {"host_not_known", &host_not_known, "stack/datagrams-host", "endpoint"},
      {"datagrams_to_a_host_dropped", &datagrams_to_a_host_dropped, "stack/datagrams-host",
       "counted"},
      {"hosts_endpoint_outlives_its_socket", &hosts_endpoint_outlives_its_socket,
       "stack/datagrams-host", "result"},
      {"parted_with_the_hosts_endpoints", &parted_with_the_hosts_endpoints,
       "stack/datagrams-host-parting", "parted"},
      // A host and its virtual machines.
      {"guest_left_not_noted", &guest_left_not_noted, "stack/core-server", "woken"},
      {"host_keeps_pair", &host_keeps_pair, "stack/core-server", "woken"},
      {"memory_away_taken_for_the_end", &memory_away_taken_for_the_end,
       "stack/core-server-suspended", "whole"},
      {"memory_back_not_noted", &memory_back_not_noted, "stack/core-server-suspended", "woken"},
      {"packet_looked_at_in_vain", &packet_looked_at_in_vain, "stack/core-server-older", "woken"},
      {"packet_retried_while_memory_is_away", &packet_retried_while_memory_is_away,
       "stack/core-server-away-again", "ends"},
      {"place_of_a_host_forgotten", &place_of_a_host_forgotten, "stack/core-server", "fifo"},
      {"way_by_addresses", &way_by_addresses, "stack/core-client", "result"},
  };
  return faults;
}

const StackCore* find_core(const std::string& fault) {
  if (fault.empty()) return &stack_cores::sound_stack;
  for (const SeededFault& entry : seeded_faults()) {
    if (fault == entry.name) return entry.core;
  }
  return nullptr;
}

}  // namespace sockets
}  // namespace vmcheck::device
