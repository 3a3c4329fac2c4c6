// Another seed makes Z3 search differently; verdicts, counts and counterexamples are the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "model/qpair/proofs/theorems.h"

namespace vmcheck::qpair::proofs {
namespace {

using smt::TheoremResult;

std::vector<TheoremResult> prove_all(unsigned seed) {
  smt::Limits limits;
  limits.seed = seed;
  std::vector<TheoremResult> results;
  std::transform(theorems().begin(), theorems().end(), std::back_inserter(results),
                 [&](const smt::Theorem& theorem) { return smt::prove(theorem, limits); });
  return results;
}

class Seed : public testing::TestWithParam<unsigned> {};

TEST_P(Seed, GivesTheSame) {
  static const std::vector<TheoremResult> expected = prove_all(0);
  const std::vector<TheoremResult> results = prove_all(GetParam());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(results[i].twin.counterexample) << results[i].name;
    EXPECT_EQ(results[i], expected[i]) << describe(results[i]) << describe(expected[i]);
  }
}

// 0 for one and the same seed twice.
INSTANTIATE_TEST_SUITE_P(OfTen, Seed, testing::Range(0u, 11u));

}  // namespace
}  // namespace vmcheck::qpair::proofs
