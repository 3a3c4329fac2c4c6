// That the list of known bugs is complete.
#include "tools/vmcheck/known_bugs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

namespace vmcheck {
namespace {

// A bug that drivers had, or a class of them: the faults that re-create it, or none if it is
// excluded. Of a published one a fault has its origin.
struct Row {
  const char* what;
  const char* origin;
  std::vector<std::string> faults;
};

const std::vector<Row> kRings{
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

const std::vector<Row> kDatagrams{
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
    {"the newest of those that wait is taken first", "", {"newest_datagram_first"}},
    {"a handler waits for the device where it must not sleep",
     "Linux, 2023",
     {"handler_waits_for_the_device", "slept_with_the_lock_held"}},
    {"a message leaves with bytes that nobody has written",
     "Linux, 2021",
     {"message_source_unset"}},
    {"a checkpoint leaves with doorbells that nobody has written", "Linux, 2020", {}},
    {"an event leaves for a user program with bytes that nobody has written",
     "Linux, 2022",
     {"event_not_written_in_full"}},
    {"an event is sent while another task is still making it", "Linux, 2025", {}},
};

const std::vector<Row> kResources{
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

const std::vector<Row> kProbes{
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
    {"what the deferred work uses ends before it", "", {"removed_before_the_work_is_done"}},
    {"a program's file is looked into before its kind is known", "Linux, 2023", {}},
};

const std::vector<Row> kPairs{
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

const std::vector<Row> kConnections{
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
     {"pair_left_behind", "late_pair_left_behind", "pair_of_another_attempt"}},
};

const std::vector<Row> kBroker{
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

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (const auto* rows :
       {&kRings, &kDatagrams, &kResources, &kProbes, &kPairs, &kConnections, &kBroker}) {
    all.insert(all.end(), rows->begin(), rows->end());
  }
  return all;
}

// The broker's patches are those of the core's unit tests, of which its scenarios find most.
TEST(KnownBugs, AreAllPatches) {
  std::multiset<std::string> patches;
  for (const char* folder :
       {"model/device/faults", "model/notification/faults", "model/qpair/faults",
        "model/qpair/lifecycle/faults", "model/vsock_fsm/faults"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      patches.insert(entry.path().stem().string());
    }
  }
  std::set<std::string> of_broker;
  for (const char* folder : {"broker", "host_endpoint", "pair", "pair_checks"}) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path("driver_core/tests/faults") / folder)) {
      of_broker.insert(entry.path().stem().string());
    }
  }
  std::multiset<std::string> bugs;
  for (const KnownBug& bug : known_bugs()) {
    if (bug.scenario.starts_with("broker/")) {
      EXPECT_TRUE(of_broker.contains(bug.fault)) << bug.fault;
    } else {
      bugs.insert(bug.fault);
    }
  }
  EXPECT_EQ(bugs, patches);
}

// A name says which core has the fault.
TEST(KnownBugs, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const KnownBug& bug : known_bugs()) EXPECT_TRUE(names.insert(bug.fault).second) << bug.fault;
}

TEST(ExcludedBugs, ArePublishedAndSayWhy) {
  EXPECT_FALSE(excluded_bugs().empty());
  for (const ExcludedBug& bug : excluded_bugs()) {
    EXPECT_FALSE(bug.origin.empty()) << bug.what;
    EXPECT_FALSE(bug.reason.empty()) << bug.what;
  }
}

TEST(KnownBugs, AreFoundOrExcluded) {
  std::set<std::pair<std::string, std::string>> bugs;  // fault and origin
  for (const KnownBug& bug : known_bugs()) bugs.insert({bug.fault, bug.origin});
  for (const Row& row : all_rows()) {
    if (row.faults.empty()) {
      EXPECT_TRUE(std::any_of(
          excluded_bugs().begin(), excluded_bugs().end(),
          [&](const ExcludedBug& bug) { return bug.what == row.what && bug.origin == row.origin; }))
          << row.what;
      continue;
    }
    EXPECT_TRUE(bugs.contains({row.faults.front(), row.origin})) << row.what;
    for (const std::string& fault : row.faults) {
      EXPECT_TRUE(bugs.contains({fault, row.origin}) || bugs.contains({fault, ""})) << fault;
    }
  }
}

// So that a bug cannot be published here and forgotten above.
TEST(KnownBugs, AreAllInARow) {
  std::set<std::pair<std::string, std::string>> faults;
  std::multiset<std::string> excluded;
  for (const Row& row : all_rows()) {
    for (const std::string& fault : row.faults) faults.insert({fault, row.origin});
    if (row.faults.empty()) excluded.insert(row.what);
  }
  for (const KnownBug& bug : known_bugs()) {
    EXPECT_TRUE(bug.origin.empty() || faults.contains({bug.fault, bug.origin})) << bug.fault;
  }
  for (const ExcludedBug& bug : excluded_bugs()) EXPECT_EQ(excluded.count(bug.what), 1) << bug.what;
}

}  // namespace
}  // namespace vmcheck
