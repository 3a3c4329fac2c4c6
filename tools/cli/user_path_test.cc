#include "tools/cli/user_path.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tools/cli/exit_code.h"

namespace vmcheck::cli {
namespace {

TEST(UserPath, RelativePathsStartInTheFolderThatBazelRunNames) {
  setenv("BUILD_WORKING_DIRECTORY", "/home/someone", 1);
  EXPECT_EQ(user_path("a/b.jsonl"), "/home/someone/a/b.jsonl");
  EXPECT_EQ(user_path("/a/b.jsonl"), "/a/b.jsonl");
  EXPECT_EQ(user_path(""), "");
}

TEST(UserPath, WithoutBazelRunThePathStays) {
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(user_path("a/b.jsonl"), "a/b.jsonl");
}

TEST(ExitCode, TheGravestResultWins) {
  EXPECT_EQ(combine(ExitCode::holds, ExitCode::holds), ExitCode::holds);
  EXPECT_EQ(combine(ExitCode::no_verdict, ExitCode::holds), ExitCode::no_verdict);
  EXPECT_EQ(combine(ExitCode::no_verdict, ExitCode::bad_input), ExitCode::bad_input);
  EXPECT_EQ(combine(ExitCode::violation, ExitCode::bad_input), ExitCode::violation);
}

}  // namespace
}  // namespace vmcheck::cli
