// The bugs that are known: all of which `vmcheck bugs` must say what becomes of them. For tests.
#pragma once

#include <string>
#include <vector>

namespace vmcheck {

// A bug that drivers had, or a class of them: the faults that re-create it, or none if it is
// excluded. Of a published one a fault has its origin. Those that the core's own tests find have
// one fault each.
struct BugRow {
  const char* what;
  const char* origin;
  std::vector<std::string> faults;
};

inline const std::vector<BugRow> kRings{
    {"a ring's tail is seen before its data, or read before it is known",
     "Linux, 2022",
     {"tail_release_relaxed", "tail_acquire_relaxed"}},
    {"indexes of the wrong ring", "Coverity CID 1056844", {"swapped_consume_indexes"}},
    {"free space of the wrong ring", "Coverity CID 1056845", {"swapped_consume_free_space"}},
    {"ready bytes of the wrong ring", "Coverity CID 1056846", {"swapped_produce_buf_ready"}},
    {"a ring's two ends are exchanged in a call", "Coverity CIDs 1056844 to 1056846", {}},
    {"one ring is used in two ways, with a lock and without", "Linux, 2013", {}},
    {"a negative error is taken for a large number of pinned pages", "Linux, 2020", {}},
    {"pages of a user program are marked dirty without their lock", "Linux, 2021", {}},
};

inline const std::vector<BugRow> kDatagrams{
    {"a datagram's length wraps when its header is added", "Linux, 2013", {"sum_of_sizes_wraps"}},
    {"a datagram says it is longer than what was copied",
     "Linux, 2014",
     {"length_believed_too_early"}},
    {"a size is cut to fewer bits", "", {"length_cut_to_32_bits"}},
    {"a size that is rounded up wraps, in a loop without end",
     "",
     {"length_rounded_to_nothing", "read_without_end"}},
    {"a sender is told the result of another's datagram", "", {"result_of_another_send"}},
    {"a bound is passed, and not noticed any more", "", {"delayed_too_many"}},
    {"who waits for a datagram is not told of it", "", {"receiver_not_woken"}},
    {"a datagram's socket is gone, and its port or memory is not",
     "",
     {"endpoint_outlives_its_socket", "datagrams_outlive_their_socket"}},
    {"the newest of those that wait is taken first", "", {"newest_datagram_first"}},
    {"a handler waits for the device where it must not sleep",
     "Linux, 2023",
     {"handler_waits_for_the_device", "slept_with_the_lock_held"}},
    {"a message leaves with bytes that nobody has written",
     "Linux, 2021",
     {"message_source_unset"}},
    {"a checkpoint leaves with doorbells that nobody has written",
     "Linux, 2020",
     {"checkpoint/bytes_not_written"}},
    {"an event leaves for a user program with bytes that nobody has written",
     "Linux, 2022",
     {"event_not_written_in_full"}},
    {"an event is sent while another task is still making it", "Linux, 2025", {}},
};

inline const std::vector<BugRow> kResources{
    {"a resource of another type is removed", "Linux, 2024", {"removal_ignores_type"}},
    {"resources of all types share their ids, and any context matches one way only",
     "",
     {"types_share_ids", "any_context_matches_one_way"}},
    {"an id is given out again while others still know its last owner", "", {"id_given_out_again"}},
    {"a subscription that fails is not given back",
     "Linux, 2026",
     {"slot_kept_by_a_failed_subscription", "index_kept_by_a_failed_creation"}},
    {"the end of a subscription does not wait for its calls", "", {"unsubscribed_at_once"}},
    {"a doorbell that is rung while it is queued keeps a reference",
     "Linux, 2019",
     {"reference_of_a_queued_doorbell"}},
    {"a notification index is given out though it is in use, or is beyond the page",
     "",
     {"index_shared_needlessly", "index_beyond_the_page"}},
    {"a doorbell is never answered again", "", {"scan_ends_too_early"}},
    {"the capacity of an array of handles wraps when it is doubled", "Linux, 2019", {}},
};

inline const std::vector<BugRow> kProbes{
    {"a page number is longer than what the device takes", "Linux, 2019", {"page_number_too_long"}},
    {"a failed probe keeps the notification page", "Linux, 2022", {"page_kept_by_a_failed_probe"}},
    {"a failed probe keeps the registers",
     "Linux, 2024",
     {"registers_kept_by_a_failed_probe", "capabilities_kept_by_a_failed_probe"}},
    {"a page that was not had is used as a notification page",
     "Linux, 2023",
     {"page_used_without_memory"}},
    {"the notification page is used by one and given back by another",
     "Linux, 2025",
     {"page_looked_for_too_early"}},
    {"what failed at once is undone as a whole", "", {"undone_before_it_began"}},
    {"the hypervisor's refusal is ignored", "", {"refusal_ignored"}},
    {"what the deferred work uses ends before it",
     "Linux, 2026",
     {"removed_before_the_work_is_done"}},
    {"a program's file is looked into before its kind is known", "Linux, 2023", {}},
};

inline const std::vector<BugRow> kPairs{
    {"the sum of a pair's sizes wraps", "Linux, 2013", {"sum_of_pair_sizes_wraps"}},
    {"a pair's page is named by half of its number", "Linux, 2019", {"page_number_cut_to_32_bits"}},
    {"an id is given out again while events about its last owner are on their way",
     "",
     {"pair_id_used_again_at_once"}},
    {"a pair that could not be allocated stays in a table",
     "",
     {"entry_left_by_a_failed_allocation", "queue_kept_by_a_failed_allocation"}},
    {"a queue is freed while the host may use it",
     "",
     {"queues_freed_before_the_detachment", "queues_freed_before_the_reset",
      "freed_though_refused"}},
    {"a ring has two producers", "", {"second_producer", "attached_in_the_place_of_another"}},
    {"an event that comes before the allocation is done is lost", "", {"told_only_when_live"}},
};

inline const std::vector<BugRow> kConnections{
    {"the end of another pair ends a connection", "Linux, 2016", {"detachment_from_any_pair"}},
    {"a child's place is given back twice", "Linux, 2016", {"place_given_back_by_both"}},
    {"a peer that sends no more is taken to be gone",
     "Linux, 2016",
     {"half_closed_taken_for_closed"}},
    {"a timeout disconnects what is established", "Linux, 2023", {"timeout_of_an_established_one"}},
    {"a signal disconnects what is established", "Linux, 2025", {"signal_disconnects"}},
    {"a child that is reset in its handshake stays with its listener",
     "Linux, 2026",
     {"reset_child_stays_pending"}},
    {"a child that fails keeps its place in the backlog",
     "Linux, 2026",
     {"place_of_a_failed_child_lost"}},
    {"a listener takes one more than it may", "Linux, 2026", {"one_child_too_many"}},
    {"a pair stays with an attempt that is over, or goes to a later one",
     "",
     {"pair_left_behind", "pair_of_another_attempt"}},
    {"who sends to a socket without a peer is not answered, and hangs",
     "Linux, 2018",
     {"not_answered"}},
    {"what comes for a connection that is over stays", "Linux, 2021", {"late_pair_left_behind"}},
    {"a timer goes off for what is no more", "Linux, 2025", {"timer_of_a_failed_attempt"}},
    {"what one peer has shut down stays shut for the next",
     "Linux, 2025",
     {"end_of_an_earlier_peer"}},
    {"connect() sleeps on though it is over", "Linux, 2025", {"established_not_told"}},
    {"what a connection has given back it still knows", "Linux, 2024", {"pair_still_named"}},
    {"a child of a listener that is closed stays", "Linux, 2024", {"children_of_nobody"}},
    {"a child that does not come to be is counted", "Linux, 2026", {"refused_child_counted"}},
    {"a peer says how much memory is used for it", "Linux, 2026", {"size_as_it_is_wished"}},
    {"a packet is believed whoever has sent it", "Linux, 2026", {"port_taken_for_the_peer"}},
    {"the peer leaves while its pair is being attached to", "", {"early_end_lost"}},
    {"bits that name no half are kept", "", {"mode_not_masked"}},
};

// Of what passes over connections.
inline const std::vector<BugRow> kStreams{
    {"a writer sleeps though it could write", "Linux, 2017", {"writer_not_woken"}},
    {"a reader sleeps though there is something to read", "Linux, 2022", {"reader_not_woken"}},
    {"a writer is not told that there is space again", "Linux, 2024", {"space_not_told"}},
    {"who sleeps while the machine is stopped sleeps on when it is resumed",
     "Firecracker, 2024",
     {"moved_asleep"}},
    {"bytes come one by one, and nobody is told when they are enough",
     "",
     {"pieces_not_counted", "bytes_left_in_the_queue", "told_of_bytes_read_before"}},
    {"a reader waits for more than the queue can hold", "", {"mark_above_the_queue"}},
    {"one half is shut down, and who waits for the other is not told", "", {"halves_exchanged"}},
    {"a notification is lost",
     "",
     {"said_once_for_ever", "data_before_the_question", "owed_and_forgotten"}},
};

// Of sockets: their transports, ports, options, locks and references.
inline const std::vector<BugRow> kSockets{
    {"a machine without guests finds no way to others",
     "Linux, 2020",
     {"transport/no_way_without_guests"}},
    {"a machine with the local transport alone has no context",
     "Linux, 2025",
     {"transport/local_cid_forgotten"}},
    {"a socket is made a connected one that is that already",
     "Linux, 2022",
     {"port_table/connected_twice"}},
    {"a transport ends the connections of others",
     "Linux, 2022",
     {"port_table/connection_of_another_transport"}},
    {"a connection that is over stays in the table, and its port is refused",
     "Linux, 2023",
     {"port_table/closed_one_still_connected"}},
    {"a packet is believed to be for this machine whatever its destination is",
     "Linux, 2020",
     {"port_table/found_by_port_alone"}},
    {"a socket loses its binding with its transport",
     "Linux, 2025",
     {"port_table/binding_lost_with_the_connection"}},
    {"the port that stands for any is given to a socket",
     "Linux, 2025",
     {"port_table/any_port_given"}},
    {"the ports that are given can be guessed", "Linux, 2018", {"port_table/same_start_each_time"}},
    {"a size is cut to the maximum before it is raised to the minimum",
     "Linux, 2026",
     {"options/cut_then_raised"}},
    {"the error of an attempt fails the next one",
     "Linux, 2026",
     {"connection/error_of_the_last_attempt"}},
    {"a socket that was connected, and whose peer has reset it, connects once more",
     "Linux, 2026",
     {"connection/closing_connected_anew"}},
    {"the error of a listener fails accept()",
     "Linux, 2026",
     {"connection/accept_fails_with_the_error"}},
    {"a packet leaves with bytes that nobody has written",
     "Linux, 2025",
     {"packet/rest_not_cleared"}},
    {"a packet is read beyond its end", "Linux, 2025", {"packet/short_one_read"}},
    {"what is free wraps, as the peer says that it has read what was not sent",
     "Linux, 2023",
     {"index_out_of_range_believed"}},
    {"a peer takes back the space that it has given", "Linux, 2026", {"backward_head_believed"}},
    {"the last reference to a socket is dropped where its end may not be waited for",
     "Linux, 2015",
     {}},
    {"a reference to a socket is kept by its shutdown", "Linux, 2019", {}},
    {"whether a socket is in a table is asked before the lock is taken under which it is removed",
     "Linux, 2019",
     {}},
    {"a socket is found in a table while it is being freed", "Linux, 2018", {}},
    {"a transport goes away while poll() uses it", "Linux, 2020", {}},
    {"a transport is read without the lock under which it is replaced", "Linux, 2021", {}},
    {"a socket's transport is used though it has none", "Linux, 2021", {}},
    {"a socket whose new transport fails is left with none", "Linux, 2025", {}},
    {"a transport is tested, and gone when it is used", "Linux, 2025", {}},
    {"a transport is released by a socket that is no one's any more", "Linux, 2025", {}},
    {"the state of a socket is tested outside its lock", "Linux, 2021", {}},
    {"two locks are taken in either order", "Linux, 2025", {}},
    {"a packet that was put off is given to another transport than it came by", "Linux, 2025", {}},
    {"packets without bytes are kept without a limit",
     "Linux, 2026",
     {"vsock_datagram/empty_ones_do_not_count"}},
};

inline const std::vector<BugRow> kBroker{
    {"a machine's queues are as large as it says",
     "Linux, 2021",
     {"host_size_without_limit", "bytes_not_limited"}},
    {"a limit holds for one way to get a pair, and not for the other",
     "Linux, 2022",
     {"limit_only_of_what_it_created"}},
    {"headers are unmapped that were not mapped", "Linux, 2021", {"unmapped_though_not_mapped"}},
    {"the host gives out an id again while events about its last owner are on their way",
     "",
     {"id_reused_at_once", "handle_free_before_all_is_told"}},
    {"headers are mapped by two, or one of the two headers is",
     "",
     {"headers_mapped_by_two", "mapped_before_both_are"}},
    {"a pair that could not be created stays in a table", "", {"pair_left_in_the_table"}},
    {"pages stay pinned, or are used when they are not",
     "",
     {"pages_of_the_dead_stay_pinned", "pages_pinned_on_an_error", "mapping_outlives_the_pages"}},
    {"who waits for memory that is back, or for another's claim, is not woken",
     "",
     {"not_woken_by_memory", "waiters_not_woken", "sleeps_though_it_can_move"}},
};

inline const std::vector<BugRow> kContexts{
    {"a notify page is written to that could not be pinned",
     "Linux, 2023",
     {"byte_known_before_it_is_pinned"}},
    {"a notify page is freed by one while it is another's",
     "Linux, 2025",
     {"byte_unpinned_while_known", "removed_while_a_byte_comes"}},
    {"what a context may do is not looked at again when something has been made for it",
     "",
     {"decided_before_the_copy"}},
};

inline std::vector<BugRow> all_rows() {
  std::vector<BugRow> all;
  for (const auto* rows : {&kRings, &kDatagrams, &kResources, &kProbes, &kPairs, &kConnections,
                           &kStreams, &kSockets, &kBroker, &kContexts}) {
    all.insert(all.end(), rows->begin(), rows->end());
  }
  return all;
}

}  // namespace vmcheck
