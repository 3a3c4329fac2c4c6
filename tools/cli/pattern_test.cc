#include "tools/cli/pattern.h"

#include <gtest/gtest.h>

namespace vmcheck::cli {
namespace {

TEST(Pattern, MatchesPartsOfNamesAndWildcards) {
  EXPECT_TRUE(matches("fifo", "qpair/fifo"));
  EXPECT_TRUE(matches("qpair/", "qpair/fifo"));
  EXPECT_TRUE(matches("qpair/*", "qpair/fifo"));
  EXPECT_TRUE(matches("*fif?", "qpair/fifo"));
  EXPECT_FALSE(matches("fif?", "qpair/fifo"));
  EXPECT_FALSE(matches("lifo", "qpair/fifo"));
  EXPECT_FALSE(matches("[q]pair", "qpair/fifo"));
}

TEST(Pattern, NoneMatchesEverything) {
  EXPECT_TRUE(matches_any({}, "qpair/fifo"));
  EXPECT_TRUE(matches_any({"x", "fifo"}, "qpair/fifo"));
  EXPECT_FALSE(matches_any({"x", "y"}, "qpair/fifo"));
}

}  // namespace
}  // namespace vmcheck::cli
