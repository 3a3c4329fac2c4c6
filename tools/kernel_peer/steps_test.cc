// Files of steps: what is in them, and what is wrong with them.
#include "tools/kernel_peer/steps.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace vmcheck::kernel_peer {
namespace {

std::string written(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

std::string refusal(const std::string& text) {
  try {
    read_scenarios(written("bad.steps", text));
  } catch (const BadScenario& error) {
    const std::string what = error.what();
    return what.substr(what.rfind("bad.steps"));
  }
  return "";
}

TEST(Steps, AreLinesOfWords) {
  const auto all =
      read_scenarios(written("one.steps", "# about\n\nhost.a send 100 = EPIPE # why\nwait 5\n"));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "one");
  ASSERT_EQ(all[0].steps.size(), 2u);
  const Step& send = all[0].steps[0];
  EXPECT_EQ(send.line, 3u);
  EXPECT_EQ(send.who, "host.a");
  EXPECT_EQ(send.verb, "send");
  EXPECT_EQ(send.words, std::vector<std::string>{"100"});
  EXPECT_EQ(send.expected, "EPIPE");
  EXPECT_EQ(send.text(), "host.a send 100");
  EXPECT_EQ(all[0].steps[1].who, "");
  EXPECT_EQ(all[0].steps[1].verb, "wait");
}

TEST(Steps, AreRepeatedForEachValue) {
  const auto all =
      read_scenarios(written("two.steps", "each a x y\neach b 1 2\nhost send $b\nwait $a\n"));
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].name, "two-x-1");
  EXPECT_EQ(all[1].name, "two-x-2");
  EXPECT_EQ(all[3].name, "two-y-2");
  EXPECT_EQ(all[1].steps[0].words[0], "2");
  EXPECT_EQ(all[3].steps[1].words[0], "y");
}

TEST(Steps, AreRefusedWithTheirPlace) {
  EXPECT_EQ(refusal("\nhost send $n\n"), "bad.steps:2: no `each` names $n");
  EXPECT_EQ(refusal("host\n"), "bad.steps:1: expected WHO VERB [WORD...] [= RESULT]");
  EXPECT_EQ(refusal("each n\n"), "bad.steps:1: expected each NAME VALUE...");
  EXPECT_THROW(read_scenarios("no/such.steps"), BadScenario);
}

TEST(Steps, HaveNumbers) {
  const auto all = read_scenarios(written("n.steps", "host send 1\n"));
  const auto number = [&](const std::string& word) {
    return number_of(all[0], all[0].steps[0], word);
  };
  EXPECT_EQ(number("4096"), 4096u);
  EXPECT_EQ(number("0x1f"), 31u);
  EXPECT_THROW(number("1k"), BadScenario);
  EXPECT_THROW(number(""), BadScenario);
  EXPECT_THROW(number("0x"), BadScenario);
  EXPECT_THROW(number("-1"), BadScenario);
}

}  // namespace
}  // namespace vmcheck::kernel_peer
