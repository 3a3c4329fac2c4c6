#include "tools/vmcheck/bugs.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vmcheck {
namespace {

TEST(KnownBugs, HaveAScenario) {
  EXPECT_EQ(bug_jobs({}).size(), known_bugs().size());
}

class Quiet final : public Monitor {
 public:
  bool stop(const std::function<std::string()>&) override { return false; }
};

// A job as bug_jobs makes it, of a search that reports this.
Report look(const Report& found) {
  const KnownBug bug{"f", "s", "fifo", "", false};
  Job search;
  search.run = [found](Monitor&) { return found; };
  Quiet quiet;
  return bug_job(bug, search).run(quiet);
}

TEST(Bugs, AreFoundByTheirPropertyAndNoOther) {
  const Report fifo{Outcome::violated, "violated: fifo", {{"states", 9}}, "story\n", "fifo", {}};
  EXPECT_EQ(look(fifo).outcome, Outcome::holds);
  EXPECT_EQ(look(fifo).verdict, "found");
  const Report fill{Outcome::violated, "violated: fill", {}, "", "fill", {}};
  EXPECT_EQ(look(fill).outcome, Outcome::violated);
  EXPECT_EQ(look(fill).verdict, "found by fill");
  const Report holds{Outcome::holds, "holds", {}, "", "", {}};
  EXPECT_EQ(look(holds).outcome, Outcome::violated);
  EXPECT_EQ(look(holds).verdict, "not found");
  const Report none{Outcome::no_failure, "no failure found", {}, "", "", {}};
  EXPECT_EQ(look(none).outcome, Outcome::violated);
  EXPECT_EQ(look(none).verdict, "not found");
  const Report stopped{Outcome::no_verdict, "incomplete", {}, "", "", {}};
  EXPECT_EQ(look(stopped).outcome, Outcome::no_verdict);
}

Table sample() {
  Table table;
  table.rows.push_back({"bug",
                        "tail_before_data",
                        {Outcome::holds, "found", {{"executions", 12}, {"steps", 999}}, "", "", {}},
                        0.5});
  table.rows.push_back(
      {"bug",
       "waiter_not_woken",
       {Outcome::violated, "not found", {{"states", 12345}, {"transitions", 99999}}, "", "", {}},
       1.25});
  return table;
}

const OtherBugs kOthers{{{"anything", "Anybody, 1998", "table/lost"}},
                        {{"something", "Somebody, 1999", "it is not"}}};

TEST(BugTable, IsReadByPeople) {
  Table table = sample();
  EXPECT_EQ(bugs_to_text(table, {}),
            "bug               origin  scenario                    property     verdict    "
            "        after    time\n"
            "tail_before_data  class   qpair/producer-consumer/sc  initialised  found      "
            "12 executions  0.50 s\n"
            "waiter_not_woken  class   device/datagrams            progress     not found  "
            "12,345 states  1.25 s\n"
            "\n"
            "1 of 2 bugs found\n");
  table.not_run = 3;
  const std::string text = bugs_to_text(table, kOthers);
  EXPECT_NE(text.find("anything (Anybody, 1998):\n"
                      "        driver_core/tests/faults/table/lost.patch\n"),
            std::string::npos);
  EXPECT_NE(text.find("something (Somebody, 1999):\n        it is not\n"), std::string::npos);
  EXPECT_NE(text.find("1 of 2 bugs found, 3 not run: INCOMPLETE"), std::string::npos);
}

TEST(BugTable, IsReadByMachines) {
  const auto json = nlohmann::json::parse(bugs_to_json(sample(), kOthers));
  EXPECT_EQ(json["format"], "vmcheck-results");
  EXPECT_EQ(json["verdict"], "violated");
  EXPECT_EQ(json["rows"][1]["scenario"], "device/datagrams");
  EXPECT_EQ(json["rows"][1]["origin"], "class");
  EXPECT_EQ(json["rows"][1]["covered"]["states"], 12345);
  EXPECT_EQ(json["tested"][0]["patch"], "driver_core/tests/faults/table/lost.patch");
  EXPECT_EQ(json["excluded"][0]["reason"], "it is not");
}

}  // namespace
}  // namespace vmcheck
