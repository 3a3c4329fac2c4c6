// With a fault in the core of one of the two checkers, they do not find the same.
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "model/qpair/proofs/agreement/questions.h"

namespace vmcheck::qpair::proofs {
namespace {

// The explorer meets more bytes than fit, the prover does not let them pass.
TEST(FillingsWithAFault, Differ) {
  const char* fault = "free_space_off_by_one";
  constexpr std::uint32_t kSize = 3;
  const Findings<Filling> explored = explore_fillings(kSize, 0, fault);
  EXPECT_NE(difference(explored, prove_fillings(kSize, "")), "");
  EXPECT_GE(largest_fill(explored), kSize);
  const Findings<Filling> proved = prove_fillings(kSize, fault);
  EXPECT_NE(difference(explore_fillings(kSize, 0, ""), proved), "");
  EXPECT_EQ(proved.objection, "no more is published than there was room for");
}

// In whose core the fault is looked at. In either's: without an objection, so that the two agree
// when both have it.
enum class Whose { either, explorers };

// A fault, and what it spoils.
struct Spoiled {
  const char* fault;
  Whose whose;
  std::set<std::string> operations;

  friend void PrintTo(const Spoiled& spoiled, std::ostream* out) { *out << spoiled.fault; }
};

// One checker's findings, each asked for once.
class Known {
 public:
  explicit Known(decltype(explore_calls)* checker) : checker_(checker) {}

  const Findings<Call>& operator()(CoreOperation operation, const std::string& fault) {
    const auto [place, is_new] = known_.try_emplace({operation, fault});
    if (is_new) place->second = checker_(operation, kSize, fault);
    return place->second;
  }

 private:
  static constexpr std::uint32_t kSize = 2;

  decltype(explore_calls)* checker_;
  std::map<std::pair<CoreOperation, std::string>, Findings<Call>> known_;
};

// On which operations the two differ, each with its fault, or none.
std::set<std::string> differing(const std::string& of_explorer, const std::string& of_prover) {
  static Known explored(explore_calls);
  static Known proved(prove_calls);
  std::set<std::string> differing;
  for (const CoreOperation operation : core_operations()) {
    const std::string text =
        difference(explored(operation, of_explorer), proved(operation, of_prover));
    if (!text.empty()) differing.insert(name(operation));
  }
  return differing;
}

class Fault : public testing::TestWithParam<Spoiled> {};

TEST_P(Fault, MakesTheDifferenceUnlessBothHaveIt) {
  const Spoiled& spoiled = GetParam();
  EXPECT_EQ(differing(spoiled.fault, ""), spoiled.operations);
  if (spoiled.whose == Whose::explorers) return;
  EXPECT_EQ(differing("", spoiled.fault), spoiled.operations);
  EXPECT_EQ(differing(spoiled.fault, spoiled.fault), std::set<std::string>{});
}

using enum Whose;

INSTANTIATE_TEST_SUITE_P(
    All, Fault,
    testing::Values(Spoiled{"last_byte_withheld", either, {"dequeue", "dequeuev", "peek", "peekv"}},
                    Spoiled{"peek_consumes", either, {"peek", "peekv"}},
                    Spoiled{"vector_length_unchecked", either, {"enqueuev"}},
                    Spoiled{"swapped_produce_buf_ready", either, {"produce_buf_ready"}},
                    Spoiled{"swapped_consume_indexes", either, {"consume_indexes"}},
                    Spoiled{"swapped_consume_free_space", either, {"consume_free_space"}},
                    Spoiled{"accepted_head_forgotten", explorers, {"enqueue", "enqueuev"}},
                    Spoiled{"free_space_off_by_one",
                            explorers,  // the prover objects
                            {"enqueue", "enqueuev", "produce_free_space", "produce_buf_ready",
                             "dequeue", "dequeuev", "peek", "peekv", "consume_indexes",
                             "consume_free_space", "consume_buf_ready"}},
                    Spoiled{"stale_head_reported",
                            either,
                            {"produce_indexes", "produce_free_space", "produce_buf_ready"}},
                    Spoiled{"stale_tail_reported",
                            either,
                            {"consume_indexes", "consume_free_space", "consume_buf_ready"}}),
    [](const auto& test) { return test.param.fault; });

}  // namespace
}  // namespace vmcheck::qpair::proofs
