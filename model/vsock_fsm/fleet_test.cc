// A small fleet: all its connections are opened, used and closed; and faults in the core are found.
#include <gtest/gtest.h>

#include <string>

#include "model/vsock_fsm/fleet/runs.h"
#include "model/vsock_fsm/seeded_faults.h"

namespace vmcheck::vsock::fleet {
namespace {

constexpr Size kSmall{.guests = 64, .at_once = 4, .connections = 20'000, .backlog = 32};

TEST(Fleet, OpensUsesAndClosesAll) {
  const Outcome run = run_fleet(cores::sound_core, kSmall, 1);
  EXPECT_FALSE(run.broken) << run.story;
  EXPECT_EQ(run.figures.opened, kSmall.connections);
  EXPECT_GT(run.figures.failed, 0U);
  EXPECT_GT(run.figures.moves, 0U);
  EXPECT_EQ(run.figures.at_once, 256U);
  EXPECT_LT(run.figures.bytes / run.figures.at_once, 1024U);
}

TEST(Fleet, IsTheSameWithTheSameSeed) {
  Size size = kSmall;
  size.connections = 1000;
  const Outcome one = run_fleet(cores::sound_core, size, 7);
  const Outcome same = run_fleet(cores::sound_core, size, 7);
  const Outcome other = run_fleet(cores::sound_core, size, 8);
  EXPECT_EQ(one.figures.steps, same.figures.steps);
  EXPECT_EQ(one.figures.failed, same.figures.failed);
  EXPECT_NE(one.figures.steps, other.figures.steps);
}

struct Twin {
  const char* fault;
  const char* property;
};

class FleetFault : public testing::TestWithParam<Twin> {};

TEST_P(FleetFault, IsFound) {
  const Outcome run = run_fleet(*find_core(GetParam().fault), kSmall, 1);
  EXPECT_TRUE(run.broken);
  EXPECT_EQ(run.story.substr(0, run.story.find(':')), GetParam().property) << run.story;
}

INSTANTIATE_TEST_SUITE_P(All, FleetFault,
                         testing::Values(Twin{"place_of_a_failed_child_lost", "balance"},
                                         Twin{"pair_still_named", "given-back"},
                                         Twin{"timeout_forgotten", "moves-on"},
                                         Twin{"gone_before_all_is_read", "all-received"},
                                         Twin{"lap_not_counted", "place"}),
                         [](const auto& test) { return std::string(test.param.fault); });

}  // namespace
}  // namespace vmcheck::vsock::fleet
