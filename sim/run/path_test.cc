#include "sim/run/path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace vmcheck::run {
namespace {

// A tree with leaves at different depths: 0 | 1 x {0, 1, 2} | 2 x {0, 1} x {0, 1}.
std::string run_tree(Chooser& chooser) {
  const std::uint32_t first = chooser.choose(ChoiceKind::schedule, 3);
  std::string leaf = std::to_string(first);
  if (first == 1) leaf += std::to_string(chooser.choose(ChoiceKind::value, 3));
  if (first == 2) {
    leaf += std::to_string(chooser.choose(ChoiceKind::fault, 2));
    leaf += std::to_string(chooser.choose(ChoiceKind::branch, 2));
  }
  return leaf;
}

// A tree of which not all is enabled: 1 | 2 - | 4 x {0, 1} x {0, 63}. In brackets what is not.
// Counts how often it had to say what is enabled.
std::string ask_partial_tree(Chooser& chooser, int& asked) {
  const auto among = [&](Options enabled) {
    return [&asked, enabled] {
      ++asked;
      return enabled;
    };
  };
  const auto first = chooser.choose_enabled(ChoiceKind::schedule, 5, among(0b10110));
  if (!first) return "(0 or 3)";
  std::string leaf = std::to_string(*first);
  if (*first == 2 && !chooser.choose_enabled(ChoiceKind::value, 3, among(0))) leaf += "-";
  if (*first != 4) return leaf;
  leaf += std::to_string(chooser.choose(ChoiceKind::value, 2));
  const auto last =
      chooser.choose_enabled(ChoiceKind::value, 64, among(option(0, true) | option(63, true)));
  return leaf + (last ? " " + std::to_string(*last) : "(1 to 62)");
}

std::string run_partial_tree(Chooser& chooser) {
  int asked = 0;
  return ask_partial_tree(chooser, asked);
}

// The leaves behind a path, or all.
template <typename Tree>
std::vector<std::string> leaves_from(Path start, const Tree& run) {
  DepthFirst search(std::move(start));
  std::vector<std::string> leaves;
  do {
    search.begin();
    leaves.push_back(run(search));
  } while (search.next());
  return leaves;
}

std::vector<std::string> leaves_from(Path start) {
  return leaves_from(std::move(start), run_tree);
}

TEST(DepthFirst, VisitsEveryLeafOnceInOrder) {
  const std::vector<std::string> expected{"0", "10", "11", "12", "200", "201", "210", "211"};
  EXPECT_EQ(leaves_from({}), expected);
}

TEST(DepthFirst, GoesOnFromAnyPathWhereItWasStopped) {
  const std::vector<std::string> all = leaves_from({});
  for (std::size_t stop = 1; stop < all.size(); ++stop) {
    DepthFirst search;
    std::vector<std::string> leaves;
    for (std::size_t i = 0; i < stop; ++i) {
      search.begin();
      leaves.push_back(run_tree(search));
      ASSERT_TRUE(search.next());
    }
    for (std::string& leaf : leaves_from(search.path())) leaves.push_back(std::move(leaf));
    EXPECT_EQ(leaves, all) << "stopped after " << stop;
  }
}

TEST(DepthFirst, VisitsWhatIsEnabled) {
  const std::vector<std::string> expected{"1", "2-", "40 0", "40 63", "41 0", "41 63"};
  EXPECT_EQ(leaves_from({}, run_partial_tree), expected);
}

// It is asked once for each beginning of a run: the first time, below 2, and twice below 4.
TEST(DepthFirst, AsksOnceWhatIsEnabled) {
  DepthFirst search;
  int asked = 0;
  do {
    search.begin();
    ask_partial_tree(search, asked);
  } while (search.next());
  EXPECT_EQ(asked, 4);
}

// What a path begins with may be followed by what is not enabled: that is found when it is run.
TEST(DepthFirst, GoesOnFromAPathThroughWhatIsEnabled) {
  const std::vector<std::string> leaves =
      leaves_from(Path{{ChoiceKind::schedule, 5, 2}}, run_partial_tree);
  const std::vector<std::string> expected{"2-", "(0 or 3)", "40 0", "40 63", "41 0", "41 63"};
  EXPECT_EQ(leaves, expected);
}

// Below each leaf of it the other tree, which has choices at the same depths.
TEST(DepthFirst, DescendsFromWhatIsEnabledAndGoesOnBehindIt) {
  std::vector<std::string> expected;
  for (const std::string& upper : leaves_from({}, run_partial_tree)) {
    for (const std::string& lower : leaves_from({})) expected.push_back(upper + "/" + lower);
    for (const std::string& lower : leaves_from({}, run_partial_tree)) {
      expected.push_back(upper + "/" + lower);
    }
  }
  std::vector<std::string> pairs;
  DepthFirst search;
  do {
    search.begin();
    const std::string upper = run_partial_tree(search);
    const std::size_t floor = search.descend();
    for (const auto& run : {run_tree, run_partial_tree}) {
      do {
        search.begin();
        pairs.push_back(upper + "/" + run(search));
      } while (search.next());
    }
    search.ascend(floor);
  } while (search.next());
  EXPECT_EQ(pairs, expected);
}

TEST(DepthFirst, LeavesASearchBelowARunBeforeItsEnd) {
  std::vector<std::string> leaves;
  DepthFirst search;
  do {
    search.begin();
    leaves.push_back(run_partial_tree(search));
    const std::size_t floor = search.descend();
    search.begin();
    run_partial_tree(search);
    search.ascend(floor);
  } while (search.next());
  EXPECT_EQ(leaves, leaves_from({}, run_partial_tree));
}

// Also one that is not enabled, which then is no step.
TEST(DepthFirst, FixesAChoiceOfWhatIsEnabled) {
  DepthFirst search;
  std::vector<std::string> leaves;
  for (const std::uint32_t first : {4u, 3u, 1u}) {
    search.fix({ChoiceKind::schedule, 5, first});
    do {
      search.begin();
      leaves.push_back(run_partial_tree(search));
    } while (search.next());
  }
  const std::vector<std::string> expected{"40 0", "40 63", "41 0", "41 63", "(0 or 3)", "1"};
  EXPECT_EQ(leaves, expected);
}

TEST(DepthFirst, EstimateGrowsFromZeroTowardsOne) {
  DepthFirst search;
  double last = -1;
  do {
    search.begin();
    run_tree(search);
    EXPECT_GT(search.fraction_done(), last);
    EXPECT_LT(search.fraction_done(), 1);
    last = search.fraction_done();
  } while (search.next());
  EXPECT_GT(last, 0.9);
}

// Below each leaf of the tree the tree again: all pairs of leaves, in order.
TEST(DepthFirst, DescendsBelowARunAndGoesOnBehindIt) {
  const std::vector<std::string> leaves = leaves_from({});
  std::vector<std::string> expected;
  for (const std::string& upper : leaves) {
    for (const std::string& lower : leaves) expected.push_back(upper + "/" + lower);
  }
  std::vector<std::string> pairs;
  DepthFirst search;
  do {
    search.begin();
    const std::string upper = run_tree(search);
    const Path way = search.path();
    const std::size_t floor = search.descend();
    do {
      search.begin();
      pairs.push_back(upper + "/" + run_tree(search));
      EXPECT_TRUE(std::equal(way.begin(), way.end(), search.path().begin()));
    } while (search.next());
    search.ascend(floor);
    EXPECT_EQ(search.path(), way);
  } while (search.next());
  EXPECT_EQ(pairs, expected);
}

// Of the leaves behind one first choice, also from within a run and back.
TEST(DepthFirst, VisitsThoseLeavesThatBeginWithAFixedChoice) {
  DepthFirst search;
  search.begin();
  for (int round = 0; round < 2; ++round) {
    std::vector<std::string> leaves;
    for (const std::uint32_t first : {1u, 0u}) {
      search.fix({ChoiceKind::schedule, 3, first});
      do {
        search.begin();
        leaves.push_back(run_tree(search));
        if (leaves.back() != "11") continue;
        const std::size_t floor = search.descend();
        search.fix({ChoiceKind::schedule, 3, 2});
        do {
          search.begin();
          leaves.push_back(run_tree(search));
        } while (search.next());
        search.ascend(floor, 1);
      } while (search.next());
      EXPECT_TRUE(search.path().empty());
    }
    EXPECT_EQ(leaves,
              (std::vector<std::string>{"10", "11", "200", "201", "210", "211", "12", "0"}));
  }
}

TEST(DepthFirst, NoticesARunThatAsksOtherQuestions) {
  DepthFirst search(Path{{ChoiceKind::value, 3, 1}});
  search.begin();
  EXPECT_THROW(run_tree(search), PathMismatch);
}

TEST(Replay, GivesTheRecordedAnswers) {
  DepthFirst search;
  do {
    search.begin();
    const std::string leaf = run_tree(search);
    Replay replay(search.path());
    EXPECT_EQ(run_tree(replay), leaf);
    EXPECT_TRUE(replay.exhausted());
  } while (search.next());
}

TEST(Replay, GivesAnswersThatWereEnabled) {
  DepthFirst search;
  do {
    search.begin();
    const std::string leaf = run_partial_tree(search);
    Replay replay(search.path());
    EXPECT_EQ(run_partial_tree(replay), leaf);
  } while (search.next());
}

TEST(Replay, RefusesThePathOfAnotherProgram) {
  Replay replay(Path{{ChoiceKind::schedule, 2, 1}});
  try {
    run_tree(replay);
    FAIL() << "accepted";
  } catch (const PathMismatch& error) {
    EXPECT_STREQ(error.what(),
                 "choice 1: the path has schedule of 2, the run asks for schedule of 3");
  }
}

// The class of a fault does not matter to who goes through all choices.
TEST(Faults, OfAnyClassAreChoices) {
  DepthFirst search;
  std::string taken;
  do {
    search.begin();
    taken += std::to_string(search.choose_fault(3, 7));
    EXPECT_EQ(search.path().front().kind, ChoiceKind::fault);
    EXPECT_EQ(Replay(search.path()).choose_fault(3, 8), search.path().front().taken);
  } while (search.next());
  EXPECT_EQ(taken, "012");
}

TEST(Path, ReadsAsText) {
  const Path path{{ChoiceKind::schedule, 3, 1}, {ChoiceKind::fault, 2, 0}};
  EXPECT_EQ(to_string(path), "schedule 1/3, fault 0/2");
  for (const ChoiceKind kind :
       {ChoiceKind::schedule, ChoiceKind::branch, ChoiceKind::value, ChoiceKind::fault}) {
    EXPECT_EQ(parse_choice_kind(to_string(kind)), kind);
  }
  EXPECT_THROW(parse_choice_kind("shedule"), std::invalid_argument);
}

}  // namespace
}  // namespace vmcheck::run
