#include "model/qpair/proofs/lifecycle/theorems.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "sim/smt/integers.h"

namespace vmcheck::qpair::proofs::lifecycle {
namespace {

using smt::Theorem;
using smt::TheoremResult;
using smt::Verdict;

class Proof : public testing::TestWithParam<Theorem> {};

TEST_P(Proof, HoldsAndItsTwinIsRefuted) {
  const TheoremResult result = smt::prove(GetParam());
  EXPECT_EQ(result.proof.verdict, Verdict::proved) << describe(result);
  EXPECT_EQ(result.twin.verdict, Verdict::refuted) << describe(result);
  fmt::print("{}", describe(result));
}

// Words that wrap, as the machine's do, give what integers give whose sums are proved not to: where
// the broker counts.
TEST_P(Proof, AgreesWithWordsThatWrap) {
  if (GetParam().name.starts_with("broker/attach") || GetParam().name == "broker/privileges")
    return;
  smt::Limits wrapping;
  wrapping.encoding = smt::wrapping_integers(64);
  EXPECT_EQ(smt::prove(GetParam(), wrapping), smt::prove(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(All, Proof, testing::ValuesIn(theorems()), [](const auto& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
});

}  // namespace
}  // namespace vmcheck::qpair::proofs::lifecycle
