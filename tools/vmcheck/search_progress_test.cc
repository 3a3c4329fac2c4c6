#include "tools/vmcheck/search_progress.h"

#include <gtest/gtest.h>

namespace vmcheck {
namespace {

TEST(SearchProgress, TellsWhatIsLeft) {
  EXPECT_EQ(search_progress(1'240'000, 5, explore::Estimate{4.1e6, 2.6e6}),
            "1.2M of 4.1M +- 2.6M executions, 12 s left");
  EXPECT_EQ(search_progress(950, 1, explore::Estimate{9'500'000, 0}),
            "950 of 9.5M +- 0 executions, 3 h left");
  EXPECT_EQ(search_progress(999'999, 60, explore::Estimate{41e6, 12'345}),
            "1.0M of 41M +- 12k executions, 40 min left");
  EXPECT_EQ(search_progress(1000, 1, explore::Estimate{4.5e12, 4.4e12}),
            "1.0k of 4.5T +- 4.4T executions, 52k days left");
}

// Where the estimate was too low, or is none, there is no time to tell.
TEST(SearchProgress, TellsNoTimeThatItDoesNotKnow) {
  EXPECT_EQ(search_progress(5'300'000, 5, explore::Estimate{4.1e6, 2.6e6}),
            "5.3M executions, estimated 4.1M +- 2.6M");
  EXPECT_EQ(search_progress(0, 0, explore::Estimate{4.1e6, 2.6e6}),
            "0 executions, estimated 4.1M +- 2.6M");
  EXPECT_EQ(search_progress(999, 5, std::nullopt), "999 executions");
}

TEST(SearchProgress, OfStatesTellsTheFrontier) {
  state::Progress progress{};
  progress.states = 1'240'000;
  progress.frontier = 340'500;
  progress.depth = 31;
  EXPECT_EQ(search_progress(progress), "1.2M states, 340k of them in the frontier, depth 31");
  progress.goal = 0;
  EXPECT_EQ(search_progress(progress), "1.2M states, 340k left to decide goal 1");
}

TEST(SearchProgress, OfRunsTellsTheirSteps) {
  EXPECT_EQ(search_progress(state::random::Progress{12'300, 1'240'000}), "12k runs, 1.2M steps");
}

}  // namespace
}  // namespace vmcheck
