// The connection's table as the code has it is the one that is specified, and a fault in the code
// is a difference.
#include "model/vsock_fsm/table/specification.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck::vsock::table {
namespace {

std::string lines(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& line : all) text += line + '\n';
  return text;
}

TEST(Specification, IsWhatTheCodeDoes) {
  EXPECT_EQ(lines(departures(*cores::sound_core.connections)), "");
}

// What it says, it says of something that can be: a term that a field does not have would be
// compared with nothing.
TEST(Specification, SaysOnlyWhatCanBe) {
  for (const Transition& transition : specification()) {
    SCOPED_TRACE(to_string(transition));
    std::set<Field> fields;
    for (const Make& make : transition.makes) {
      EXPECT_NE(find_origin(make.field, make.term), nullptr) << name(make.field);
      EXPECT_TRUE(fields.insert(make.field).second) << name(make.field) << " twice";
    }
    EXPECT_EQ((transition.effect.actions & VMCI_CONNECTION_SEND) != 0,
              transition.effect.sent != kNothing);
  }
}

TEST(Table, CanBeToldInWords) {
  const std::vector<Row> rows = table_of(*cores::sound_core.connections);
  EXPECT_GT(rows.size(), 50u);
  std::uint64_t steps = 0;
  for (const Row& row : rows) steps += row.steps;
  RecordProperty("steps", std::to_string(steps));
}

// Whether a fault is in the connection's step: not, for instance, in when somebody is notified.
bool is_in_the_step(const std::string& fault) {
  std::ifstream patch("model/vsock_fsm/faults/" + fault + ".patch");
  const std::string text{std::istreambuf_iterator<char>(patch), std::istreambuf_iterator<char>()};
  for (const char* file : {"child.c", "client.c", "connected.c", "connection.c", "listener.c"}) {
    if (text.find(std::string("+++ b/driver_core/vsock/") + file) != std::string::npos) return true;
  }
  return false;
}

class FaultOfTheStep : public testing::TestWithParam<SeededFault> {};

TEST_P(FaultOfTheStep, Departs) {
  if (!is_in_the_step(GetParam().core->name)) return;
  EXPECT_FALSE(departures(*GetParam().core->connections, 1).empty());
}

INSTANTIATE_TEST_SUITE_P(All, FaultOfTheStep, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.core->name); });

TEST(FaultsOfTheStep, AreMost) {
  std::size_t count = 0;
  for (const SeededFault& fault : seeded_faults()) count += is_in_the_step(fault.core->name);
  EXPECT_GE(count, 20u);
}

}  // namespace
}  // namespace vmcheck::vsock::table
