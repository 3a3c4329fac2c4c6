#include "sim/smt/prover.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/smt/shared_word.h"
#include "sim/smt/theorem.h"

namespace vmcheck::smt {
namespace {

// x + 1 is above x where it does not wrap, and never above x + `claimed`.
Body successor(int claimed) {
  return [claimed](Execution& run) {
    const Word64 x = run.word<64>("words: x");
    run.assume(x < 100);
    run.show("x + 1", x + 1);
    run.claim("x + 1 is no more", Number(x + 1) <= Number(x) + claimed);
  };
}

TEST(Prover, VisitsEveryFeasiblePathOnce) {
  std::multiset<std::string> ways;
  const ProofResult result = prove([&](Execution& run) {
    const Word64 x = run.word<64>("x");
    const Word64 y = run.word<64>("y");
    std::string way;
    way += x < y ? 'a' : 'b';
    way += x == y ? 'c' : 'd';
    way += y < x ? 'e' : 'f';
    ways.insert(way);
    run.claim("exactly one of the three holds", way == "adf" || way == "bcf" || way == "bde");
  });
  EXPECT_EQ(result.verdict, Verdict::proved);
  EXPECT_EQ(result.paths, 3u);
  EXPECT_EQ(result.obligations, 3u);
  EXPECT_EQ(ways, (std::multiset<std::string>{"adf", "bcf", "bde"}));
}

TEST(Prover, ProvesWhatPathsShareOnlyOnce) {
  const ProofResult result = prove([](Execution& run) {
    const Word64 x = run.word<64>("x");
    run.claim("shared", x >= 0);
    if (x > 5) {
      run.claim("above", x != 5);
    } else {
      run.claim("below", x <= 5);
    }
    run.claim("joined", x >= 0);
  });
  EXPECT_EQ(result.verdict, Verdict::proved);
  EXPECT_EQ(result.paths, 2u);
  EXPECT_EQ(result.obligations, 5u);
}

TEST(Prover, AssumptionsHoldOnlyOnTheirPath) {
  const ProofResult result = prove([](Execution& run) {
    const Word64 x = run.word<64>("x");
    if (x < 10) {
      run.assume(x > 7);
      run.claim("8 or 9", any({x == 8, x == 9}));
    } else {
      run.claim("not assumed here", x >= 11);
    }
  });
  ASSERT_EQ(result.verdict, Verdict::refuted);
  EXPECT_EQ(result.counterexample->number("x"), 10u);
}

TEST(Prover, GivesTheSmallestCounterexampleOfThePreferredKind) {
  const auto body = [](bool prefer) {
    return [prefer](Execution& run) {
      const Word64 x = run.word<64>("x");
      const Word64 y = run.word<64>("y");
      if (prefer) run.prefer(x > 1000);
      run.show("sum", Number(x) + y);
      run.claim("the sum is not above 7", Number(x) + y <= 7);
    };
  };
  const ProofResult plain = prove(body(false));
  ASSERT_EQ(plain.verdict, Verdict::refuted);
  EXPECT_EQ(plain.counterexample->inputs, (std::vector<Value>{{"x", "4"}, {"y", "4"}}));
  EXPECT_EQ(plain.counterexample->shown, (std::vector<Value>{{"sum", "8"}}));
  const ProofResult preferred = prove(body(true));
  ASSERT_EQ(preferred.verdict, Verdict::refuted);
  EXPECT_EQ(preferred.counterexample->inputs, (std::vector<Value>{{"x", "1001"}, {"y", "0"}}));
}

TEST(Numbers, HaveNoLimits) {
  const ProofResult result = prove([](Execution& run) {
    const Number large = ~std::uint64_t{0};
    run.claim("2^64 is above the largest word", large + 1 > large);
    run.claim("nor do they end at 0", Number(0) - 1 == -1);
    run.claim("either is one of two",
              all({either(large < 0, 1, 2) == 2, either(large > 0, 1, 2) == 1}));
  });
  EXPECT_EQ(result.verdict, Verdict::proved);
}

TEST(Prover, AnUndecidedQuestionIsNoPass) {
  Limits limits;
  limits.timeout_ms = 50;
  const ProofResult result = prove(
      [](Execution& run) {
        const z3::expr x = run.natural("x").term();
        const z3::expr y = run.natural("y").term();
        const z3::expr z = run.natural("z").term();
        run.assume(Bool(x > 0 && y > 0 && z > 0));
        run.claim("Fermat's for cubes", Bool(x * x * x + y * y * y != z * z * z));
        run.claim("what is decided", true);
      },
      limits);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_EQ(result.undecided, 1u);
  EXPECT_EQ(result.reason, "Z3 gave no answer within 50 ms: Fermat's for cubes");
}

TEST(Prover, AnswersTooDearAreNoPass) {
  Limits limits;
  limits.rlimit = 1;
  const TheoremResult result =
      prove(Theorem{"a/b", "Sums grow.", successor(1), {"less", successor(0)}}, limits);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_GT(result.proof.undecided, 0u);
  EXPECT_EQ(result.proof.reason.find("Z3 gave no answer within 10000 ms and an rlimit of 1: "), 0u);
  EXPECT_EQ(result.proof, prove(successor(1), limits));
}

// So that a result that is the same for all seeds says something.
TEST(Solver, SearchesDifferentlyWithAnotherSeed) {
  std::set<std::string> models;
  for (unsigned seed = 0; seed < 10; ++seed) {
    Solver solver(seed, 10'000);
    z3::expr_vector sides(solver.context());
    for (int i = 0; i < 8; ++i) {
      const z3::expr x = solver.context().int_const(("x" + std::to_string(i)).c_str());
      solver.add(x == 0 || x == 1);
      sides.push_back(x);
    }
    solver.add(z3::sum(sides) == 4);
    ASSERT_EQ(solver.check(), Answer::satisfiable);
    std::string model;
    for (const z3::expr& x : sides) model += solver.value(x);
    models.insert(model);
  }
  EXPECT_GT(models.size(), 1u);
}

TEST(Prover, AnEmptyProofIsNoPass) {
  const ProofResult unsatisfiable = prove([](Execution& run) {
    const Word64 x = run.word<64>("x");
    run.assume(x < 0);
    run.claim("anything", x == 7);
  });
  EXPECT_EQ(unsatisfiable.verdict, Verdict::unknown);
  EXPECT_EQ(unsatisfiable.reason, "no input is known that satisfies the assumptions");
  const ProofResult silent = prove([](Execution& run) { run.word<64>("x"); });
  EXPECT_EQ(silent.verdict, Verdict::unknown);
  EXPECT_EQ(silent.reason, "nothing was claimed");
}

TEST(Prover, StopsAtItsBounds) {
  const auto endless = [](Execution& run) {
    const Word64 n = run.word<64>("n");
    std::uint64_t i = 0;
    while (n > i) ++i;
    run.claim("it ends", true);
  };
  Limits paths;
  paths.paths = 5;
  EXPECT_EQ(prove(endless, paths).reason, "more than 5 paths");
  Limits depth;
  depth.depth = 20;
  EXPECT_EQ(prove(endless, depth).reason, "a path takes more than 20 decisions");
  Limits interrupted;
  interrupted.stop = [](const Progress& progress) { return progress.paths == 3; };
  const ProofResult result = prove(endless, interrupted);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_EQ(result.reason, "interrupted");
  EXPECT_EQ(result.paths, 3u);
}

TEST(Prover, NoticesABodyThatIsNotDeterministic) {
  int runs = 0;
  const auto body = [&](Execution& run) {
    const Word64 x = run.word<64>("x");
    run.claim("taken", static_cast<bool>(x < ++runs) || true);
  };
  EXPECT_THROW(prove(body), run::PathMismatch);
}

TEST(SharedWords, HoldAValueOrAnything) {
  const ProofResult held = prove([](Execution& run) {
    const SharedWord word(run.word<64>("value"));
    run.claim("two loads give the same", word.load() == word.load());
  });
  EXPECT_EQ(held.verdict, Verdict::proved);
  const ProofResult hostile = prove([](Execution& run) {
    const SharedWord word = SharedWord::hostile("lie");
    const Word64 first = word.load();
    run.claim("two loads give the same", first == word.load());
  });
  ASSERT_EQ(hostile.verdict, Verdict::refuted);
  EXPECT_EQ(hostile.counterexample->inputs, (std::vector<Value>{{"lie", "0"}, {"lie (2)", "1"}}));
}

TEST(Theorems, NeedARefutedTwin) {
  const TheoremResult good =
      prove(Theorem{"a/b", "Sums grow.", successor(1), {"less", successor(0)}});
  EXPECT_EQ(good.verdict, Verdict::proved);
  EXPECT_EQ(describe(good),
            "a/b: proved (1 path, 3 obligations)\n"
            "  Sums grow.\n"
            "  Its twin (less) is refuted:\n"
            "    does not hold: x + 1 is no more\n"
            "    with\n"
            "      words: x 0\n"
            "    gives\n"
            "      x + 1  1\n");
  const TheoremResult vacuous =
      prove(Theorem{"a/b", "Sums grow.", successor(1), {"same", successor(2)}});
  EXPECT_EQ(vacuous.verdict, Verdict::refuted);
  EXPECT_NE(describe(vacuous).find("NOT refuted"), std::string::npos);
  const TheoremResult wrong =
      prove(Theorem{"a/b", "Sums grow.", successor(0), {"less", successor(0)}});
  EXPECT_EQ(wrong.verdict, Verdict::refuted);
  EXPECT_EQ(wrong.proof.counterexample->number("words: x"), 0u);
}

}  // namespace
}  // namespace vmcheck::smt
