// The prover and the explorer check each other: asked the same of rings of 1 to 4 bytes, they find
// the same.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <tuple>

#include "model/qpair/proofs/agreement/questions.h"

namespace vmcheck::qpair::proofs {
namespace {

constexpr std::uint32_t kMostSize = 4;

class Calls : public testing::TestWithParam<std::tuple<std::uint32_t, CoreOperation>> {};

TEST_P(Calls, AreTheSame) {
  const auto [size, operation] = GetParam();
  const Findings<Call> explored = explore_calls(operation, size, "");
  const Findings<Call> proved = prove_calls(operation, size, "");
  EXPECT_EQ(difference(explored, proved), "");
  // A state is the index that was accepted, one at or ahead of it, and one at or ahead of that.
  const std::uint32_t states = size * size * (size + 1) / 2;
  EXPECT_EQ(explored.all.size(), is_query(operation) ? states : states * (kMostAskedFor + 1));
  fmt::print("{}, ring of {}: {} calls\n", name(operation), size, explored.all.size());
}

INSTANTIATE_TEST_SUITE_P(All, Calls,
                         testing::Combine(testing::Range(1u, kMostSize + 1),
                                          testing::ValuesIn(core_operations())),
                         [](const auto& test) {
                           return fmt::format("{}_{}", name(std::get<1>(test.param)),
                                              std::get<0>(test.param));
                         });

class Fillings : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Fillings, AreTheSameFromEveryStart) {
  const std::uint32_t size = GetParam();
  const Findings<Filling> proved = prove_fillings(size, "");
  EXPECT_EQ(largest_fill(proved), size - 1);
  EXPECT_EQ(proved.all.size(), size * size);
  for (std::uint32_t start = 0; start < size; ++start) {
    const Findings<Filling> explored = explore_fillings(size, start, "");
    EXPECT_EQ(difference(explored, proved), "") << "from " << start;
    EXPECT_EQ(largest_fill(explored), size - 1);
  }
  fmt::print("ring of {}: {} pairs of indices, at most {} bytes\n", size, proved.all.size(),
             largest_fill(proved));
}

INSTANTIATE_TEST_SUITE_P(All, Fillings, testing::Range(1u, kMostSize + 1));

}  // namespace
}  // namespace vmcheck::qpair::proofs
