#include "sim/smt/word.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <utility>
#include <vector>

#include "sim/smt/bit_vectors.h"
#include "sim/smt/integers.h"
#include "sim/smt/prover.h"

namespace vmcheck::smt {
namespace {

// Pairs of words of `bits` bits, many of them near the limits.
std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs(unsigned bits, int count) {
  const std::uint64_t max = ~std::uint64_t{0} >> (64 - bits);
  std::mt19937_64 random(bits);
  const std::array<std::uint64_t, 6> limits{0, 1, 2, max / 2 + 1, max - 1, max};
  const auto next = [&] {
    return random() % 2 == 0 ? limits[random() % limits.size()] : random() & max;
  };
  std::vector<std::pair<std::uint64_t, std::uint64_t>> result;
  for (int i = 0; i < count; ++i) {
    const std::uint64_t first = next();
    result.emplace_back(first, next());
  }
  return result;
}

// A word that is not a constant to the solver, but has only one value.
template <unsigned Bits>
Word<Bits> only(Execution& run, std::uint64_t value) {
  const Word<Bits> word = run.word<Bits>("w");
  run.assume(word == value);
  return word;
}

template <unsigned Bits>
void comparisons_agree() {
  const ProofResult result = prove([](Execution& run) {
    for (const auto& [x, y] : pairs(Bits, 50)) {
      const Word<Bits> a = only<Bits>(run, x);
      const Word<Bits> b = only<Bits>(run, y);
      EXPECT_EQ(static_cast<bool>(a == b), x == y);
      EXPECT_EQ(static_cast<bool>(a != b), x != y);
      EXPECT_EQ(static_cast<bool>(a < b), x < y);
      EXPECT_EQ(static_cast<bool>(a <= b), x <= y);
      EXPECT_EQ(static_cast<bool>(a > b), x > y);
      EXPECT_EQ(static_cast<bool>(a >= b), x >= y);
    }
    run.claim("done", true);
  });
  EXPECT_EQ(result.verdict, Verdict::proved) << result.reason;
  EXPECT_EQ(result.paths, 1u);
}

TEST(Words, CompareAsMachineWordsDo) {
  comparisons_agree<16>();
  comparisons_agree<32>();
  comparisons_agree<64>();
}

// Masks of one run of ones or of several, at either end or none.
template <unsigned Bits>
void masks_agree(const MakeEncoding& encoding) {
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - Bits);
  for (const std::uint64_t mask :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{6}, std::uint64_t{0x0ff0}, all,
        all & ~std::uint64_t{3}, all / 3, all ^ (all >> 1), std::uint64_t{0x8001}}) {
    const auto body = [&](Execution& run) {
      for (const auto& [x, y] : pairs(Bits, 4)) {
        run.claim("the masked bits", (only<Bits>(run, x) & mask) == (x & mask));
        EXPECT_EQ(static_cast<bool>(only<Bits>(run, y) & mask), (y & mask) != 0);
      }
    };
    Limits limits;
    limits.encoding = encoding;
    const ProofResult result = prove(body, limits);
    EXPECT_EQ(result.verdict, Verdict::proved) << result.reason << ", mask " << mask;
  }
}

TEST(Words, AreMaskedAsMachineWordsAre) {
  for (const MakeEncoding& encoding : {integers(), wrapping_integers(64), bit_vectors(64)}) {
    masks_agree<16>(encoding);
    masks_agree<32>(encoding);
    masks_agree<64>(encoding);
  }
}

// Of any word: what a mask leaves is at most the word, and below the next power of two.
TEST(Words, AreMaskedWhateverTheyAre) {
  const auto body = [](std::uint64_t claimed) {
    return [claimed](Execution& run) {
      const Word32 word = run.word<32>("w");
      run.claim("not above the word", (word & 0xf0u) <= word);
      run.claim("nothing else", (word & 0xf0u) <= claimed);
      run.claim("nothing is lost", (word & 0xf0u) + (word & ~0xf0u) == word);
    };
  };
  EXPECT_EQ(prove(body(0xf0)).verdict, Verdict::proved);
  EXPECT_EQ(prove(body(0xef)).verdict, Verdict::refuted);
}

// Proved if the machine's result is exact and the word's is the same; refuted if it wraps.
template <unsigned Bits>
void expect_operation(char operation, std::uint64_t x, std::uint64_t y, bool exact,
                      std::uint64_t machine) {
  const ProofResult result = prove([&](Execution& run) {
    const Word<Bits> a = only<Bits>(run, x);
    const Word<Bits> b = only<Bits>(run, y);
    const auto apply = [&] {
      switch (operation) {
        case '+':
          return a + b;
        case '-':
          return a - b;
        case '*':
          return a * b;
        case '/':
          return a / b;
        default:
          return a % b;
      }
    };
    run.claim("it is the machine's result", apply() == machine);
  });
  EXPECT_EQ(result.verdict, exact ? Verdict::proved : Verdict::refuted)
      << x << ' ' << operation << ' ' << y;
}

template <unsigned Bits>
void arithmetic_agrees() {
  const std::uint64_t max = ~std::uint64_t{0} >> (64 - Bits);
  for (const auto& [x, y] : pairs(Bits, 25)) {
    std::uint64_t result = 0;
    bool wraps = __builtin_add_overflow(x, y, &result) || result > max;
    expect_operation<Bits>('+', x, y, !wraps, result & max);
    wraps = __builtin_sub_overflow(x, y, &result);
    expect_operation<Bits>('-', x, y, !wraps, result & max);
    wraps = __builtin_mul_overflow(x, y, &result) || result > max;
    expect_operation<Bits>('*', x, y, !wraps, result & max);
    expect_operation<Bits>('/', x, y, y != 0, y == 0 ? 0 : x / y);
    expect_operation<Bits>('%', x, y, y != 0, y == 0 ? 0 : x % y);
  }
}

TEST(Words, CountAsMachineWordsDoOrAreRefuted) {
  arithmetic_agrees<32>();
  arithmetic_agrees<64>();
}

TEST(Words, AnObligationNamesItsLine) {
  const ProofResult result = prove([](Execution& run) {
    const Word64 a = run.word<64>("a");
    const Word64 sum = a + 1;
    run.claim("the sum is larger", sum > a);
  });
  ASSERT_EQ(result.verdict, Verdict::refuted);
  EXPECT_EQ(result.counterexample->claim,
            "smt/word_test.cc:" + std::to_string(__LINE__ - 5) + ": the addition does not wrap");
  EXPECT_EQ(result.counterexample->number("a"), ~std::uint64_t{0});
}

TEST(Words, NarrowingMustLoseNothing) {
  const auto narrow = [](std::uint64_t limit) {
    return prove([limit](Execution& run) {
      const Word64 wide = run.word<64>("wide");
      run.assume(wide < limit);
      const Word16 narrow(wide);
      run.claim("the number is the same", wide == narrow);
    });
  };
  EXPECT_EQ(narrow(65536).verdict, Verdict::proved);
  const ProofResult result = narrow(65537);
  ASSERT_EQ(result.verdict, Verdict::refuted);
  EXPECT_EQ(result.counterexample->number("wide"), 65536u);
}

TEST(Words, MixWidthsAsC) {
  const ProofResult result = prove([](Execution& run) {
    const Word16 small = run.word<16>("small");
    const Word32 sum = small + small;
    const Word64 large = run.word<32>("large") * Word64(sum);
    run.claim("sums of 16 bits are counted with 32", sum <= 131070);
    run.claim("products of 32 bits with 64 are 64", large <= 131070 * 0xffffffffull);
  });
  EXPECT_EQ(result.verdict, Verdict::proved)
      << result.reason << (result.counterexample ? result.counterexample->claim : "");
}

TEST(Words, ReadingAWordThatWasNeverSetIsRefuted) {
  const ProofResult result = prove([](Execution& run) {
    Word64 unset;
    run.claim("never reached", unset == 0);
  });
  ASSERT_EQ(result.verdict, Verdict::refuted);
  EXPECT_NE(result.counterexample->claim.find("read only after it was set"), std::string::npos);
}

TEST(Words, AreOfNoUseOutsideAProof) {
  EXPECT_THROW(Word64(1), std::logic_error);
}

TEST(Words, TakeOnlyConstantsThatFit) {
  const auto constant = [](auto value) { return prove([value](Execution&) { Word16{value}; }); };
  EXPECT_EQ(constant(65535).reason, "nothing was claimed");
  EXPECT_THROW(constant(65536), std::logic_error);
  EXPECT_THROW(constant(-1), std::logic_error);
}

}  // namespace
}  // namespace vmcheck::smt
