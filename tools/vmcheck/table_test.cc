#include "tools/vmcheck/table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vmcheck {
namespace {

Row row(const char* name, Outcome outcome, const char* verdict, Covered covered) {
  return {"check", name, {outcome, verdict, std::move(covered), "", {}}, 1.234};
}

Table sample() {
  Table table;
  table.rows.push_back(row("a", Outcome::holds, "holds", {{"executions", 1234567}}));
  table.rows.push_back(
      row("longer", Outcome::violated, "violated: fifo", {{"executions", 12}, {"steps", 999}}));
  return table;
}

TEST(Table, IsReadByPeople) {
  EXPECT_EQ(to_text(sample()),
            "what          verdict         covered                     time\n"
            "check a       holds           1,234,567 executions      1.23 s\n"
            "check longer  violated: fifo  12 executions, 999 steps  1.23 s\n"
            "\n"
            "1 holds, 1 violated\n");
}

TEST(Table, CountsOneOfAThingAsOne) {
  EXPECT_EQ(to_string(Covered{{"executions", 1}, {"steps", 0}, {"blocked", 1}}),
            "1 execution, 0 steps, 1 blocked");
}

TEST(Table, TellsTheLongestQuestionOfProofs) {
  Table table = sample();
  table.rows[1].report.longest_question = 0.0126;
  EXPECT_EQ(to_text(table),
            "what          verdict         covered                     time  longest question\n"
            "check a       holds           1,234,567 executions      1.23 s\n"
            "check longer  violated: fifo  12 executions, 999 steps  1.23 s             13 ms\n"
            "\n"
            "1 holds, 1 violated\n");
  const auto json = nlohmann::json::parse(to_json(table));
  EXPECT_FALSE(json["rows"][0].contains("longest_question_seconds"));
  EXPECT_EQ(json["rows"][1]["longest_question_seconds"], 0.0126);
}

TEST(Table, SaysWhatIsMissing) {
  Table table = sample();
  table.rows.pop_back();
  table.not_run = 2;
  EXPECT_NE(to_text(table).find("1 holds, 2 not run: INCOMPLETE"), std::string::npos);
  EXPECT_EQ(overall(table), Outcome::no_verdict);
}

TEST(Table, IsAsGoodAsItsWorstRow) {
  Table table;
  EXPECT_EQ(overall(table), Outcome::holds);
  for (const Outcome outcome : {Outcome::holds, Outcome::no_failure, Outcome::no_verdict,
                                Outcome::bad_input, Outcome::violated}) {
    table.rows.push_back(row("x", outcome, "", {}));
    EXPECT_EQ(overall(table), outcome);
  }
  table.not_run = 1;
  EXPECT_EQ(overall(table), Outcome::violated);
}

// What was only run at random never reads as what holds.
TEST(Table, SaysWhatWasOnlyNotFound) {
  Table table;
  table.rows.push_back(row("a", Outcome::no_failure, "no failure found", {{"runs", 1}}));
  EXPECT_NE(to_text(table).find("\n1 no failure found\n"), std::string::npos);
  EXPECT_EQ(to_text(table).find("hold"), std::string::npos);
  const auto json = nlohmann::json::parse(to_json(table));
  EXPECT_EQ(json["verdict"], "no failure found");
  table.rows.push_back(row("b", Outcome::holds, "holds", {{"states", 1}}));
  EXPECT_NE(to_text(table).find("\n1 holds, 1 no failure found\n"), std::string::npos);
}

TEST(Table, IsReadByMachines) {
  const auto json = nlohmann::json::parse(to_json(sample()));
  EXPECT_EQ(json["format"], "vmcheck-results");
  EXPECT_EQ(json["complete"], true);
  EXPECT_EQ(json["verdict"], "violated");
  EXPECT_EQ(json["rows"][1]["covered"]["steps"], 999);
}

}  // namespace
}  // namespace vmcheck
