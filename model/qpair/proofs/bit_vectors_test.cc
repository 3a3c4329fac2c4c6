// On words of 8 bits, integers and bit vectors give the same: verdicts, counts, counterexamples.
#include "sim/smt/bit_vectors.h"

#include <gtest/gtest.h>

#include "model/qpair/proofs/theorems.h"

namespace vmcheck::qpair {
namespace {

using smt::Theorem;
using smt::TheoremResult;
using smt::Verdict;

TheoremResult prove(const Theorem& theorem, const smt::MakeEncoding& encoding) {
  smt::Limits limits;
  limits.encoding = encoding;
  return smt::prove(theorem, limits);
}

// A question of acceptance/head takes Z3 seconds on vectors, and some of transfer/enqueue too long.
bool is_decided_soon(const Theorem& theorem) {
  return theorem.name.starts_with("arithmetic/") || theorem.name.starts_with("begin/");
}

TEST(BitVectors, AgreeWithIntegers) {
  int compared = 0;
  for (const Theorem& theorem : theorems()) {
    if (!is_decided_soon(theorem)) continue;
    const TheoremResult result = prove(theorem, smt::bit_vectors(8));
    EXPECT_EQ(result.verdict, Verdict::proved) << describe(result);
    EXPECT_EQ(result, prove(theorem, smt::integers(8))) << describe(result);
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

}  // namespace
}  // namespace vmcheck::qpair
