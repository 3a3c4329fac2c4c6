// Words of 8 bits as integers, as ones that wrap, as bit vectors, and as what they are: the same
// verdicts.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/smt/bit_vectors.h"
#include "sim/smt/integers.h"
#include "sim/smt/prover.h"

namespace vmcheck::smt {
namespace {

// A program: each step makes a value of two before it, the first of which are x, y and a constant;
// the last two values are compared.
struct Step {
  unsigned operation;
  std::size_t a;
  std::size_t b;
};
struct Program {
  std::uint8_t constant;
  std::vector<Step> steps;
  unsigned comparison;
  std::uint8_t greatest = 255;  // x and y go up to it
};

Program any_program() {
  Program program{*rc::gen::inRange<std::uint8_t>(0, 16), {}, *rc::gen::inRange(0u, 3u)};
  program.greatest = *rc::gen::element<std::uint8_t>(0, 2, 15, 127, 255);
  const std::size_t count = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t i = 0; i < count; ++i) {
    program.steps.push_back({*rc::gen::inRange(0u, 5u), *rc::gen::inRange<std::size_t>(0, 3 + i),
                             *rc::gen::inRange<std::size_t>(0, 3 + i)});
  }
  return program;
}

template <typename T>
T apply(unsigned operation, const T& a, const T& b) {
  switch (operation) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    case 3:
      return a / b;
    default:
      return a % b;
  }
}

// Whether the claim holds; of words, with its obligations on the way.
template <typename T>
auto run(const Program& program, std::vector<T> values) {
  for (const Step& step : program.steps) {
    values.push_back(apply(step.operation, values[step.a], values[step.b]));
  }
  const T& last = values[values.size() - 1];
  const T& before = values[values.size() - 2];
  if (program.comparison == 0) return before < last;
  return program.comparison == 1 ? before <= last : before == last;
}

Verdict verdict_of(const Program& program, const MakeEncoding& encoding) {
  Limits limits;
  limits.encoding = encoding;
  return prove(
             [&](Execution& execution) {
               const Word64 x = execution.word<64>("x");
               const Word64 y = execution.word<64>("y");
               execution.assume(all({x <= program.greatest, y <= program.greatest}));
               execution.claim("it holds", run<Word64>(program, {x, y, program.constant}));
             },
             limits)
      .verdict;
}

// A number as the machine has it; thrown where it is not the mathematical one.
struct Inexact {};
class Byte {
 public:
  explicit Byte(int value) : value_(value) {
    if (value < 0 || value > 255) throw Inexact{};
  }

  friend Byte operator+(const Byte& a, const Byte& b) { return Byte(a.value_ + b.value_); }
  friend Byte operator-(const Byte& a, const Byte& b) { return Byte(a.value_ - b.value_); }
  friend Byte operator*(const Byte& a, const Byte& b) { return Byte(a.value_ * b.value_); }
  friend Byte operator/(const Byte& a, const Byte& b) { return Byte(a.value_ / b.divisor()); }
  friend Byte operator%(const Byte& a, const Byte& b) { return Byte(a.value_ % b.divisor()); }
  friend auto operator<=>(const Byte& a, const Byte& b) = default;

 private:
  int divisor() const {
    if (value_ == 0) throw Inexact{};
    return value_;
  }

  int value_;
};

Verdict verdict_by_trying(const Program& program) {
  for (int x = 0; x <= program.greatest; ++x) {
    for (int y = 0; y <= program.greatest; ++y) {
      try {
        if (!run<Byte>(program, {Byte(x), Byte(y), Byte(program.constant)})) {
          return Verdict::refuted;
        }
      } catch (const Inexact&) {
        return Verdict::refuted;
      }
    }
  }
  return Verdict::proved;
}

// Bodies that hold as well: most random ones do not.
const std::vector<Program> kPrograms{
    {0, {{3, 0, 2}}, 1},                        // x / 0
    {2, {{3, 0, 2}, {4, 0, 2}}, 1},             // x / 2 <= x % 2: not always
    {7, {{4, 0, 2}, {2, 3, 2}}, 1},             // x % 7 <= x % 7 * 7
    {36, {{4, 0, 2}, {2, 3, 2}}, 1},            // the same, exact only below 8 * 36
    {7, {{4, 0, 2}, {0, 3, 2}}, 0},             // x % 7 < x % 7 + 7
    {130, {{4, 0, 2}, {0, 3, 3}}, 1},           // a sum that wraps
    {128, {{4, 0, 2}, {0, 3, 2}}, 0},           // x % 128 < x % 128 + 128, as unsigned numbers
    {0, {{1, 0, 0}, {0, 3, 1}}, 1},             // x - x <= x - x + y
    {0, {{1, 0, 1}}, 1},                        // a difference that wraps
    {0, {{0, 0, 1}, {1, 3, 3}, {1, 4, 4}}, 2},  // 0 == 0, behind a sum that wraps
};

class SignedComparison : public BitVectors {
 public:
  using BitVectors::BitVectors;

  z3::expr compare(Comparison how, const z3::expr& a, const z3::expr& b) const override {
    return how == Comparison::less ? z3::slt(a, b) : BitVectors::compare(how, a, b);
  }
};

class WrapsUnnoticed : public BitVectors {
 public:
  using BitVectors::BitVectors;

  Result apply(Operation operation, const z3::expr& a, const z3::expr& b,
               unsigned bits) const override {
    const Result result = BitVectors::apply(operation, a, b, bits);
    return {result.value, operation == Operation::add ? context_.bool_val(true) : result.exact};
  }
};

template <typename Faulty>
std::unique_ptr<const Encoding> faulty(z3::context& context) {
  return std::make_unique<Faulty>(context, 8);
}

// The first of the programs on which the encoding is wrong.
std::optional<std::size_t> first_mistake(const MakeEncoding& encoding) {
  for (std::size_t i = 0; i < kPrograms.size(); ++i) {
    if (verdict_of(kPrograms[i], encoding) != verdict_by_trying(kPrograms[i])) return i;
  }
  return std::nullopt;
}

TEST(Encodings, AreRightAboutPrograms) {
  EXPECT_EQ(first_mistake(integers(8)), std::nullopt);
  EXPECT_EQ(first_mistake(wrapping_integers(8)), std::nullopt);
  EXPECT_EQ(first_mistake(bit_vectors(8)), std::nullopt);
  std::size_t proved = 0;
  for (const Program& program : kPrograms) {
    proved += verdict_by_trying(program) == Verdict::proved ? 1 : 0;
  }
  EXPECT_EQ(proved, 4u);
}

TEST(Encodings, FaultsAreNoticed) {
  EXPECT_NE(first_mistake(faulty<SignedComparison>), std::nullopt);
  EXPECT_NE(first_mistake(faulty<WrapsUnnoticed>), std::nullopt);
}

TEST(Encodings, AreRightAboutAnyProgram) {
  EXPECT_TRUE(rc::check([] {
    const Program program = any_program();
    const Verdict verdict = verdict_by_trying(program);
    RC_TAG(std::string(to_string(verdict)));
    RC_ASSERT(verdict_of(program, integers(8)) == verdict);
    RC_ASSERT(verdict_of(program, wrapping_integers(8)) == verdict);
    RC_ASSERT(verdict_of(program, bit_vectors(8)) == verdict);
  }));
}

TEST(BitVectors, NumbersDoNotWrap) {
  Limits limits;
  limits.encoding = bit_vectors(8);
  const ProofResult result = prove(
      [](Execution& run) {
        const Number large = ~std::uint64_t{0};
        const Number x = run.word<64>("x");
        run.claim("sums are above", all({large + 1 > large, x + x + x + 1 > x + x}));
        run.claim("differences are below", all({Number(0) - 1 == -1, x - 256 < 0}));
        run.claim("one of two", all({either(large < 0, 1, -2) == -2, either(x >= 0, x, -1) == x}));
      },
      limits);
  EXPECT_EQ(result.verdict, Verdict::proved);
}

TEST(BitVectors, ConstantsThatDoNotFitAreNamed) {
  Limits limits;
  limits.encoding = bit_vectors(8);
  try {
    prove([](Execution& run) { run.claim("below a page", run.word<64>("x") < 4096u); }, limits);
    FAIL() << "nothing was thrown";
  } catch (const std::logic_error& error) {
    EXPECT_NE(std::string(error.what()).find("the constant 4096 is no word of 8 bits"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace vmcheck::smt
