// The scenarios of a machine's sockets over cores with seeded faults: each is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "model/scenario_tests.h"
#include "model/vsock_fsm/stack/scenarios.h"
#include "model/vsock_fsm/stack/seeded_faults.h"

namespace vmcheck::device {
namespace stack_cores {

extern const StackCore lost_packet_hidden;
extern const StackCore lost_packet_hidden_from_the_peer;

}  // namespace stack_cores

namespace sockets {
namespace {

using namespace model;

class Fault : public testing::TestWithParam<SeededFault> {};

TEST_P(Fault, BreaksItsProperty) {
  const SeededFault& fault = GetParam();
  expect_broken(find_scenario(scenarios(*fault.core), fault.scenario), fault.property);
}

INSTANTIATE_TEST_SUITE_P(All, Fault, testing::ValuesIn(seeded_faults()),
                         [](const auto& test) { return std::string(test.param.name); });

// There are too many states to visit them all, but breadth first it is soon found.
TEST(SampledFault, LostPacketHidden) {
  for (const StackCore* core :
       {&stack_cores::lost_packet_hidden, &stack_cores::lost_packet_hidden_from_the_peer}) {
    expect_broken(find_scenario(scenarios(*core), "stack/core-full"), "woken");
  }
}

TEST(SeededFaults, CoverEveryPatch) {
  std::set<std::string> patches;
  for (const auto& entry : std::filesystem::directory_iterator("model/vsock_fsm/stack/faults")) {
    patches.insert(entry.path().stem().string());
  }
  std::set<std::string> listed;
  for (const SeededFault& fault : seeded_faults()) listed.insert(fault.name);
  EXPECT_EQ(patches, listed);
}

TEST(SeededFaults, BreakEveryPropertyOfTheirOwn) {
  std::set<std::string> broken;
  for (const SeededFault& fault : seeded_faults()) broken.insert(fault.property);
  for (const char* property :
       {"result", "fifo", "whole", "woken", "in-time", "backlog", "nothing-left", "progress",
        "one-action", "locks", "parted", "ends"}) {
    EXPECT_TRUE(broken.contains(property)) << property;
  }
}

}  // namespace
}  // namespace sockets
}  // namespace vmcheck::device
