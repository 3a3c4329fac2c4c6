// That the list of known bugs is complete.
#include "tools/vmcheck/known_bugs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "tools/vmcheck/known_bug_rows.h"

namespace vmcheck {
namespace {

// The patches of the broker and of contexts are those of the core's unit tests, of which their
// scenarios find most.
TEST(KnownBugs, AreAllPatches) {
  std::multiset<std::string> patches;
  for (const char* folder :
       {"model/device/faults", "model/notification/faults", "model/qpair/faults",
        "model/qpair/lifecycle/faults", "model/vsock_fsm/faults", "model/vsock_fsm/stack/faults"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      patches.insert(entry.path().stem().string());
    }
  }
  std::set<std::string> of_host;
  for (const char* folder :
       {"broker", "checkpoint", "checkpoint_rules", "contexts", "host_doorbell", "host_endpoint",
        "pair", "pair_checks", "watch", "watch_rules"}) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path("driver_core/tests/faults") / folder)) {
      of_host.insert(entry.path().stem().string());
    }
  }
  std::multiset<std::string> bugs;
  for (const KnownBug& bug : known_bugs()) {
    if (bug.scenario.starts_with("broker/") || bug.scenario.starts_with("host/")) {
      EXPECT_TRUE(of_host.contains(bug.fault)) << bug.fault;
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

TEST(TestedBugs, ArePublishedAndHaveAPatch) {
  EXPECT_FALSE(tested_bugs().empty());
  for (const TestedBug& bug : tested_bugs()) {
    EXPECT_FALSE(bug.origin.empty()) << bug.what;
    EXPECT_TRUE(std::filesystem::exists("driver_core/tests/faults/" + bug.patch + ".patch"))
        << bug.patch;
  }
}

TEST(KnownBugs, AreFoundOrExcluded) {
  std::set<std::pair<std::string, std::string>> bugs;  // fault and origin
  for (const KnownBug& bug : known_bugs()) bugs.insert({bug.fault, bug.origin});
  for (const TestedBug& bug : tested_bugs()) bugs.insert({bug.patch, bug.origin});
  for (const BugRow& row : all_rows()) {
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
  for (const BugRow& row : all_rows()) {
    for (const std::string& fault : row.faults) faults.insert({fault, row.origin});
    if (row.faults.empty()) excluded.insert(row.what);
  }
  for (const TestedBug& bug : tested_bugs()) {
    EXPECT_TRUE(faults.contains({bug.patch, bug.origin})) << bug.patch;
  }
  for (const KnownBug& bug : known_bugs()) {
    EXPECT_TRUE(bug.origin.empty() || faults.contains({bug.fault, bug.origin})) << bug.fault;
  }
  for (const ExcludedBug& bug : excluded_bugs()) EXPECT_EQ(excluded.count(bug.what), 1) << bug.what;
}

}  // namespace
}  // namespace vmcheck
