// What a guest hands out: results and traces are told apart, and what differs is told.
#include "tools/kernel_peer/report.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tools/replay/bad_input.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr const char* kResult =
    R"({"result":"one","failure":null,"packets":9,"bytes":72,"ms":1500})"
    "\n";

std::string recorded() {
  std::ifstream in("traces/linux-6.1-a1-connection.trace.jsonl");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Result> read(const std::string& text) {
  std::istringstream in(text);
  return read_results(in, "handed");
}

TEST(Report, AResultHasTheTracesBeforeIt) {
  const auto results = read(recorded() + recorded() + kResult + kResult);
  ASSERT_EQ(results.size(), 2u);
  ASSERT_EQ(results[0].traces.size(), 2u);
  EXPECT_EQ(results[0].traces[0].name, "linux-6.1-a1-connection");
  EXPECT_EQ(results[0].traces[0].text, recorded());
  EXPECT_TRUE(results[0].traces[1].outcome.verdict == replay::Verdict::holds);
  EXPECT_TRUE(results[0].holds());
  EXPECT_TRUE(results[1].traces.empty());
}

TEST(Report, AKernelThatDoesWhatItMayNotDiffers) {
  std::string text = recorded();
  const std::string good = R"("type":"NEGOTIATE2","version":1,"protocols":1)";
  text.replace(text.find(good), good.size(), R"("type":"NEGOTIATE2","version":1,"protocols":3)");
  const auto results = read(text + kResult);
  EXPECT_EQ(results.at(0).differences(), 1u);
  EXPECT_FALSE(results.at(0).holds());
  const std::string table = to_table(results);
  EXPECT_NE(table.find("one       differs         9        72            1    1.5 s"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("expected  NEGOTIATE2 2:1:5000 -> 42:1:40000 protocols 1"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("0 of 1 hold"), std::string::npos);
}

TEST(Report, AFailureIsTold) {
  const auto results =
      read(R"({"result":"self","failure":"exit code 1","packets":null,"bytes":null,"ms":7})"
           "\n");
  EXPECT_FALSE(results.at(0).holds());
  const std::string table = to_table(results);
  EXPECT_NE(table.find("self: exit code 1\n"), std::string::npos) << table;
}

TEST(Report, WhatAGuestThatDiedWasAboutIsLeftOut) {
  const std::string text = recorded();
  EXPECT_EQ(read(kResult + text.substr(0, text.find('\n') + 1)).size(), 1u);
  EXPECT_THROW(read(kResult + std::string("[   12.3] kernel: oops\n")), replay::BadInput);
  EXPECT_THROW(read(std::string(kResult).substr(0, 20)), replay::BadInput);
}

}  // namespace
}  // namespace vmcheck::kernel_peer
