// Words that wrap, as the machine's do, give what integers give whose operations are proved not to:
// verdicts, counts and counterexamples. So do bit vectors, where Z3 decides soon.
#include <gtest/gtest.h>

#include <cstdlib>

#include "model/qpair/proofs/theorems.h"
#include "sim/smt/bit_vectors.h"
#include "sim/smt/integers.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::Theorem;
using smt::TheoremResult;
using smt::Verdict;

TheoremResult prove(const Theorem& theorem, const smt::MakeEncoding& encoding) {
  smt::Limits limits;
  limits.encoding = encoding;
  return smt::prove(theorem, limits);
}

void expect_same(const Theorem& theorem, const smt::MakeEncoding& encoding, unsigned bits) {
  const TheoremResult result = prove(theorem, encoding);
  EXPECT_EQ(result.verdict, Verdict::proved) << describe(result);
  EXPECT_EQ(result, prove(theorem, smt::integers(bits))) << describe(result);
}

class MachineWords : public testing::TestWithParam<Theorem> {};

// How many bits they have the build says.
TEST_P(MachineWords, AgreeWithIntegers) {
  const auto bits = static_cast<unsigned>(std::atoi(std::getenv("WORD_BITS")));
  expect_same(GetParam(), smt::wrapping_integers(bits), bits);
}

std::string test_name(const testing::TestParamInfo<Theorem>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, MachineWords, testing::ValuesIn(theorems()), test_name);

// Adders as gates are hard: of acceptance/head some questions take seconds, and of transfer/enqueue
// some have no end.
TEST(BitVectors, AgreeWithIntegers) {
  int compared = 0;
  for (const Theorem& theorem : theorems()) {
    if (!theorem.name.starts_with("arithmetic/") && !theorem.name.starts_with("begin/")) continue;
    expect_same(theorem, smt::bit_vectors(8), 8);
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

}  // namespace
}  // namespace vmcheck::qpair::proofs
