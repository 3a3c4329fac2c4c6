#include "model/vsock_fsm/proofs/theorems.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace vmcheck::vsock::proofs {
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

INSTANTIATE_TEST_SUITE_P(All, Proof, testing::ValuesIn(theorems()), [](const auto& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
});

}  // namespace
}  // namespace vmcheck::vsock::proofs
