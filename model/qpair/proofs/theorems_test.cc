#include "model/qpair/proofs/theorems.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <set>

namespace vmcheck::qpair::proofs {
namespace {

using smt::Limits;
using smt::Theorem;
using smt::TheoremResult;
using smt::Verdict;

class Proof : public testing::TestWithParam<Theorem> {};

TEST_P(Proof, HoldsAndItsTwinIsRefuted) {
  const TheoremResult result = smt::prove(GetParam());
  EXPECT_EQ(result.proof.verdict, Verdict::proved) << describe(result);
  EXPECT_EQ(result.twin.verdict, Verdict::refuted) << describe(result);
  EXPECT_EQ(result.verdict, Verdict::proved);
  fmt::print("{}", describe(result));
}

std::string test_name(const testing::TestParamInfo<Theorem>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Proof, testing::ValuesIn(theorems()), test_name);

TEST(Theorems, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Theorem& theorem : theorems()) {
    EXPECT_TRUE(names.insert(theorem.name).second) << theorem.name;
    EXPECT_NE(theorem.name.find('/'), std::string::npos) << theorem.name;
    EXPECT_FALSE(theorem.statement.empty());
    EXPECT_FALSE(theorem.twin.fault.empty());
  }
}

TEST(Theorems, StopWhenAsked) {
  for (const Theorem& theorem : theorems()) {
    Limits limits;
    limits.stop = [](const smt::Progress& progress) { return progress.obligations >= 1; };
    const TheoremResult result = smt::prove(theorem, limits);
    EXPECT_EQ(result.verdict, Verdict::unknown) << theorem.name;
    EXPECT_EQ(result.proof.reason, "interrupted") << theorem.name;
  }
}

}  // namespace
}  // namespace vmcheck::qpair::proofs
