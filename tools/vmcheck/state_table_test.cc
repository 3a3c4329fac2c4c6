// The state table as it is shown: it fits a terminal, says the same twice, and can be read.
#include "tools/vmcheck/state_table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "model/vsock_fsm/cores.h"

namespace vmcheck {
namespace {

const std::vector<vsock::table::Row>& rows() {
  static const std::vector<vsock::table::Row> all =
      vsock::table::table_of(*vsock::cores::sound_core.connections);
  return all;
}

TEST(StateTable, FitsATerminal) {
  std::istringstream lines(state_table_text(rows()));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
}

TEST(StateTable, IsTheSameTwice) {
  const auto again = vsock::table::table_of(*vsock::cores::sound_core.connections);
  EXPECT_EQ(state_table_text(again), state_table_text(rows()));
  EXPECT_EQ(state_table_dot(again), state_table_dot(rows()));
  EXPECT_EQ(state_table_json(again), state_table_json(rows()));
}

TEST(StateTable, NamesWhatMakesAConnection) {
  const std::string text = state_table_text(rows());
  EXPECT_NE(text.find("SYN_SENT      ATTACH                      from the peer, pair held,       "
                      "ESTABLISHED   stop timer; wake connect()\n"
                      "                                          names its pair\n"),
            std::string::npos)
      << text;
}

// Each edge once, between states that there are, with quotes that end where they should.
TEST(StateTable, IsAGraph) {
  std::istringstream lines(state_table_dot(rows()));
  std::set<std::string> edges;
  std::string line;
  std::string last;
  while (std::getline(lines, line)) {
    last = line;
    const std::size_t arrow = line.find(" -> ");
    if (arrow == std::string::npos) continue;
    const std::size_t quote = line.find("[label=\"");
    ASSERT_NE(quote, std::string::npos) << line;
    EXPECT_EQ(line.find('"', quote + 8), line.size() - 3) << line;
    EXPECT_TRUE(edges.insert(line.substr(0, quote)).second) << line;
  }
  EXPECT_EQ(last, "}");
  EXPECT_TRUE(edges.contains("  SYN_SENT -> ESTABLISHED "));
  EXPECT_TRUE(edges.contains("  SYN_RECEIVED -> ESTABLISHED "));
  EXPECT_FALSE(edges.contains("  CLOSING -> ESTABLISHED "));
}

TEST(StateTable, IsThereForMachines) {
  const auto table = nlohmann::json::parse(state_table_json(rows()));
  EXPECT_EQ(table["format"], "vmcheck-state-table");
  ASSERT_EQ(table["rows"].size(), rows().size());
  for (const auto& row : table["rows"]) {
    EXPECT_FALSE(row["events"].empty());
    EXPECT_GT(row["steps"], 0);
  }
}

}  // namespace
}  // namespace vmcheck
