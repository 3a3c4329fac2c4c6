// Tests that are run, under sequential consistency.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/explore/graphs.h"
#include "sim/explore/interleaving.h"
#include "sim/memory/models.h"
#include "tools/litmus/outcome.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/run_files.h"
#include "tools/litmus/summary.h"

namespace vmcheck::litmus {
namespace {

explore::Result interleavings(const run::Scenario& scenario) {
  return explore::explore_interleavings(scenario);
}

explore::Result graphs(const run::Scenario& scenario, const memory::Model& model) {
  return explore::explore_graphs(scenario, model);
}

Outcome run(const std::string& text) {
  return run_test(read_test(text, "t.litmus"), interleavings);
}

// The final values of 0:r0 of a thread with this body.
std::set<std::int64_t> results(const std::string& body) {
  const Outcome outcome =
      run("C t\n{ x=7; y=-2; z=x; }\nP0(int *x, int *y, int **z) {\nint r0; "
          "int r1; int r2;\n" +
          body + "\n}\nlocations [0:r0]\nforall (true)");
  std::set<std::int64_t> values;
  for (const auto& [state, count] : outcome.states) {
    values.insert(static_cast<std::int64_t>(state.at(0)));
  }
  return values;
}

using Values = std::set<std::int64_t>;

TEST(Threads, Calculate) {
  const std::vector<std::pair<const char*, std::int64_t>> table = {
      {"1 + 2 * 3 - 4", 3},
      {"(1 + 2) * 3", 9},
      {"-7 / 2", -3},
      {"-7 % 2", -1},
      {"7 & 3 | 8 ^ 1", 11},
      {"1 << 4 >> 1", 8},
      {"-8 >> 1", -4},
      {"~0", -1},
      {"!5", 0},
      {"!0 + 1", 2},
      {"1 == 1 != 0", 1},
      {"2 < 1", 0},
      {"-1 < 1", 1},
      {"1 <= 1", 1},
      {"1 >= 2", 0},
      {"2 > 1", 1},
      {"1 && 2", 1},
      {"0 && 1 / 0", 0},
      {"0 || 0", 0},
      {"3 || 1 / 0", 1},
      {"1 ? 2 : 3", 2},
      {"0 ? 1 / 0 : 3", 3},
      {"0 ? 1 : 1 ? 2 : 3", 2},
      {"(int)-1", -1},
      {"0x10 + 1u", 17},
      {"10 - 3 - 2", 5},
      {"x == x", 1},
      {"x == y", 0},
      {"*x + *y", 5},
      {"*x**x", 49},
      {"**z", 7},
      {"NULL == 0", 1},
      {"1 | 0 && 0", 0},
      {"1 || 0 && 0", 1},
      {"r1", 0},
      {"+3", 3},
  };
  for (const auto& [expression, value] : table) {
    EXPECT_EQ(results(std::string("r0 = ") + expression + ";"), Values{value}) << expression;
  }
}

TEST(Threads, Branch) {
  EXPECT_EQ(results("if (*x == 7) r0 = 1; else r0 = 2;"), Values{1});
  EXPECT_EQ(results("if (*x == 8) r0 = 1; else r0 = 2;"), Values{2});
  EXPECT_EQ(results("if (*x == 8) { r0 = 1; }"), Values{0});
  EXPECT_EQ(results("if (1) if (0) r0 = 1; else r0 = 2;"), Values{2});
  EXPECT_EQ(results("if (0) r0 = 1; else if (1) { r0 = 2; r0 = r0 + 1; } r0 = r0 * 2;"), Values{6});
}

TEST(Threads, ReadAndWriteMemory) {
  EXPECT_EQ(results("*x = 3; r0 = *x;"), Values{3});
  EXPECT_EQ(results("**z = 4; r0 = READ_ONCE(*x);"), Values{4});
  EXPECT_EQ(results("int *q = READ_ONCE(*z); WRITE_ONCE(*q, 5); r0 = *x;"), Values{5});
  EXPECT_EQ(results("r0 = xchg(x, 1); r0 = r0 * 10 + *x;"), Values{71});
  EXPECT_EQ(results("r0 = cmpxchg(x, 7, 1); r0 = r0 * 10 + *x;"), Values{71});
  EXPECT_EQ(results("r0 = cmpxchg(x, 6, 1); r0 = r0 * 10 + *x;"), Values{77});
  EXPECT_EQ(results("r0 = atomic_add_return(2, x); r0 = r0 * 10 + *x;"), Values{99});
  EXPECT_EQ(results("r0 = atomic_fetch_sub(2, x); r0 = r0 * 10 + *x;"), Values{75});
  EXPECT_EQ(results("atomic_dec(x); atomic_add(-1, x); r0 = *x;"), Values{5});
  EXPECT_EQ(results("r0 = atomic_fetch_add(x, 2); r0 = r0 * 10 + *x;"), Values{79});
  EXPECT_EQ(results("r0 = atomic_fetch_or_explicit(x, 8, memory_order_relaxed); r0 = *x;"),
            Values{15});
  EXPECT_EQ(results("r1 = 7; r0 = atomic_compare_exchange_strong(x, &r1, 1) * 100 + r1 * 10 + *x;"),
            Values{171});
  EXPECT_EQ(results("r1 = 6; r0 = atomic_compare_exchange_strong(x, &r1, 1) * 100 + r1 * 10 + *x;"),
            Values{77});
  EXPECT_EQ(results("r0 = atomic_compare_exchange_strong(x, y, 1) * 100 + *y * 10 + *x;"),
            Values{77});
  EXPECT_EQ(results("*y = 7; r0 = atomic_compare_exchange_strong(x, y, 1) * 100 + *y + *x;"),
            Values{108});
  EXPECT_EQ(results("smp_store_mb(*x, 2); r0 = smp_load_acquire(x);"), Values{2});
}

TEST(Threads, ThatDoWhatCDoesNotDefineAreRefused) {
  const auto error_of = [](const std::string& body) {
    try {
      results(body);
    } catch (const replay::BadInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(error_of("r0 = *r1;"), "t.litmus:5: `*` of 0, which is not the address of a location");
  EXPECT_EQ(error_of("\nWRITE_ONCE(*(x + 1), 1);").substr(0, 28), "t.litmus:6: `WRITE_ONCE` of ");
  EXPECT_EQ(error_of("r0 = 1 / r1;"), "t.litmus:5: a division by 0");
  EXPECT_EQ(error_of("r0 = 1 % r1;"), "t.litmus:5: a division by 0");
  EXPECT_EQ(error_of("r0 = 1 << 64;"),
            "t.litmus:5: a shift by a distance that is not from 0 to 63");
}

constexpr const char* kLocked = R"(C locked
{}
P0(int *x, spinlock_t *s) { spin_lock(s); int r0 = *x; *x = r0 + 1; spin_unlock(s); }
P1(int *x, spinlock_t *s) { spin_lock(s); int r0 = *x; *x = r0 + 1; spin_unlock(s); }
forall (x=2)
)";

TEST(Locks, Exclude) {
  EXPECT_EQ(observation(run(kLocked)), "Always");
  std::string unlocked = kLocked;
  for (std::size_t at; (at = unlocked.find("spin_lock(s);")) != std::string::npos;) {
    unlocked.erase(at, 13);
  }
  EXPECT_EQ(observation(run(unlocked)), "Sometimes");
}

TEST(Filter, DropsExecutions) {
  const std::string text =
      "C t\n{}\nP0(int *x) { int r0 = xchg(x, 1); }\n"
      "P1(int *x) { int r0 = xchg(x, 2); }\n";
  EXPECT_EQ(run(text + "exists (0:r0=0)").negative, 1u);
  const Outcome filtered = run(text + "filter (0:r0=0)\nexists (0:r0=0)");
  EXPECT_EQ(filtered.negative, 0u);
  EXPECT_EQ(filtered.positive, 1u);
  EXPECT_EQ(filtered.executions, 2u);
}

TEST(Registers, HaveTheirInitialValuesInEveryRun) {
  const Outcome outcome =
      run("C t\n{ 0:r1=5; 0:q=x; x=3; }\n"
          "P0(int *x) { int r0 = READ_ONCE(*q) + r1; r1 = 0; }\n"
          "P1(int *x) { WRITE_ONCE(*x, 3); WRITE_ONCE(*x, 3); }\n"
          "forall (0:r0=8 /\\ 0:r1=0 /\\ 0:q=x)");
  EXPECT_EQ(outcome.negative, 0u);
  EXPECT_EQ(outcome.positive, 3u);
}

constexpr const char* kSb = R"(C SB
{}
P0(int *x, int *y) { WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); }
P1(int *x, int *y) { WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); }
)";

std::string summary_of(const std::string& text) {
  const auto test = read_test(text, "t.litmus");
  return summary(test, run_test(test, interleavings));
}

// The states of a summary.
std::string states_of(const std::string& text) {
  const std::string summary = summary_of(text);
  const std::size_t begin = summary.find("States");
  return summary.substr(begin, summary.find("Witnesses") - begin);
}

TEST(Summary, IsHerds) {
  EXPECT_EQ(summary_of(std::string(kSb) + "exists (0:r0=0 /\\ 1:r0=0)"),
            "Test SB Allowed\nStates 3\n0:r0=0; 1:r0=1;\n0:r0=1; 1:r0=0;\n0:r0=1; 1:r0=1;\nNo\n"
            "Witnesses\nPositive: 0 Negative: 6\nCondition exists (0:r0=0 /\\ 1:r0=0)\n"
            "Observation SB Never 0 6\nExecutions 6\nBlocked 0\n");
  EXPECT_EQ(summary_of(std::string(kSb) + "locations [y] ~exists (0:r0=1)"),
            "Test SB Forbidden\nStates 2\n0:r0=0; [y]=1;\n0:r0=1; [y]=1;\nNo\n"
            "Witnesses\nPositive: 1 Negative: 5\nCondition ~exists (0:r0=1)\n"
            "Observation SB Sometimes 5 1\nExecutions 6\nBlocked 0\n");
  EXPECT_EQ(states_of(std::string(kSb) + "forall (0:r0=1 \\/ 1:r0=1)"),
            "States 3\n0:r0=0; 1:r0=1;\n0:r0=1; 1:r0=0;\n0:r0=1; 1:r0=1;\nOk\n");
  EXPECT_EQ(summary_of(kSb),
            "Test SB Required\nStates 1\n\nOk\nWitnesses\nPositive: 6 Negative: 0\n"
            "Condition forall (true)\nObservation SB Always 6 0\nExecutions 6\nBlocked 0\n");
}

TEST(Summary, SortsNumbersBeforeAddressesAndThoseByName) {
  EXPECT_EQ(states_of("C t\n{ z=b; }\n"
                      "P0(int **z, int *a) { WRITE_ONCE(*z, a); WRITE_ONCE(*z, -1); }\n"
                      "P1(int **z) { int *r10 = READ_ONCE(*z); int *r9 = 2; }\n"
                      "locations [1:r9; 1:r10] exists (1:r10=a)"),
            "States 3\n1:r10=-1; 1:r9=2;\n1:r10=a; 1:r9=2;\n1:r10=b; 1:r9=2;\nOk\n");
}

// Data that its flag does not guard; with release and acquire it does.
constexpr const char* kRacy = R"(C racy
{}
P0(int *x, int *y) { *x = 1; WRITE_ONCE(*y, 1); }
P1(int *x, int *y) { int r0 = READ_ONCE(*y); if (r0) r0 = *x; }
)";
constexpr const char* kGuarded = R"(C guarded
{}
P0(int *x, int *y) { *x = 1; smp_store_release(y, 1); }
P1(int *x, int *y) { int r0 = smp_load_acquire(y); if (r0) r0 = *x; }
)";

TEST(Summary, FlagsADataRace) {
  const auto explore = [](const run::Scenario& scenario) {
    return graphs(scenario, memory::rc11());
  };
  const auto racy = read_test(kRacy, "t.litmus");
  const std::string flagged = summary(racy, run_test(racy, explore));
  EXPECT_NE(flagged.find("\nFlag data-race\nCondition"), std::string::npos);
  EXPECT_NE(flagged.find("\nRace P1 reads 1 from x (t.litmus:4) and P0 writes 1 to it "),
            std::string::npos);
  const auto guarded = read_test(kGuarded, "t.litmus");
  const std::string clean = summary(guarded, run_test(guarded, explore));
  EXPECT_EQ(clean.find("Flag"), std::string::npos);
  EXPECT_EQ(clean.find("Race"), std::string::npos);
}

TEST(Runs, WithoutAVerdictAreErrors) {
  const auto stopped = [](const run::Scenario& scenario) {
    explore::Limits limits;
    limits.executions = 1;
    return explore::explore_interleavings(scenario, limits);
  };
  EXPECT_THROW(run_test(read_test(kSb, "t.litmus"), stopped), std::runtime_error);
  EXPECT_THROW(run("C t\n{}\nP0(spinlock_t *s) { spin_lock(s); spin_lock(s); }"),
               std::runtime_error);
}

class Files : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }
  int run(const std::vector<std::string>& files, const memory::Model* model = &memory::lkmm(),
          bool text = false) {
    out_.str("");
    errors_.str("");
    dot_.str("");
    return static_cast<int>(run_files(files, model, graphs, {errors_, &out_, text, &dot_}));
  }
  std::ostringstream out_;
  std::ostringstream errors_;
  std::ostringstream dot_;
};

// As it is under LKMM.
std::string summary_of_sb() {
  const auto test = read_test(kSb, "t.litmus");
  return summary(test, run_test(test,
                                [](const run::Scenario& scenario) {
                                  return graphs(scenario, memory::lkmm());
                                })) +
         "Model lkmm\n";
}

TEST_F(Files, AreRunInOrderAndBadOnesLoseNoOthers) {
  const std::string good = write("good.litmus", kSb);
  const std::string bad = write("bad.litmus", "C bad\n{}\nP0() { while (1); }");
  const std::string no = write("no.litmus", std::string(kSb) + "~exists (0:r0=0 /\\ 1:r0=0)");
  EXPECT_EQ(run({good, good}), 0);
  EXPECT_EQ(errors_.str(), "");
  EXPECT_EQ(out_.str(), summary_of_sb() + "\n" + summary_of_sb());
  EXPECT_EQ(run({no}), 1);
  EXPECT_EQ(run({bad, good, "/nowhere"}), 2);
  EXPECT_EQ(out_.str(), summary_of_sb());
  EXPECT_EQ(errors_.str(), bad +
                               ":3: unsupported: `while`: loops and jumps: unroll the loop, or "
                               "use `if`\n/nowhere: cannot read this file\n");
  EXPECT_EQ(run({::testing::TempDir()}), 2);
  EXPECT_NE(errors_.str().find(": cannot read this file"), std::string::npos);
}

TEST_F(Files, AreRunUnderTheModelOfTheirDialect) {
  const std::string kernel = write("kernel.litmus", kSb);
  const std::string c11 = write("c11.litmus", "C t\n{}\nP0(atomic_int *x) { atomic_store(x, 1); }");
  EXPECT_EQ(run({kernel, c11}, nullptr), 0);
  EXPECT_NE(out_.str().find("Model lkmm\n\nTest t"), std::string::npos) << out_.str();
  EXPECT_TRUE(out_.str().ends_with("\nModel rc11\n"));
}

// Which execution a picture is of.
TEST_F(Files, AreShownInPictures) {
  const auto title = [&](const std::string& condition, const memory::Model& model) {
    const std::string text = kSb + condition;
    run({write("sb.litmus", text)}, &model, true);
    const std::size_t begin = out_.str().find("\n\nSB under ") + 2;
    const std::string line = out_.str().substr(begin, out_.str().find('\n', begin) - begin);
    EXPECT_NE(dot_.str().find("label=\"" + line + "\""), std::string::npos) << dot_.str();
    return line.substr(line.find(": ") + 2);
  };
  const std::string both = " (0:r0=0 /\\ 1:r0=0)";
  const memory::Model& weak = memory::lkmm();
  const memory::Model& strong = memory::sequential_consistency();
  EXPECT_EQ(title("exists" + both, weak), "the first execution that satisfies the condition");
  EXPECT_NE(out_.str().find("\n\nrf: init -> b, init -> d\nfr: d -> a, b -> c\n"),
            std::string::npos)
      << out_.str();
  EXPECT_EQ(title("~exists" + both, weak), "the first execution that violates the condition");
  EXPECT_EQ(title("exists" + both, strong), "the first execution, as none satisfies the condition");
  EXPECT_EQ(title("~exists" + both, strong), "the first execution, as none violates the condition");
  EXPECT_EQ(title("forall (0:r0=1)", weak), "the first execution that violates the condition");
  EXPECT_EQ(title("forall (true)", weak), "the first execution, as none violates the condition");
}

TEST_F(Files, WithADataRaceAreShownRacing) {
  EXPECT_EQ(run({write("racy.litmus", kRacy)}, &memory::lkmm(), true), 1);
  EXPECT_NE(out_.str().find("\nracy under lkmm: an execution that breaks race-free\n"),
            std::string::npos);
  EXPECT_EQ(run({write("guarded.litmus", kGuarded)}, &memory::lkmm(), true), 0);
}

TEST_F(Files, OfWhichTheFilterLetsNothingPassHaveNoPicture) {
  EXPECT_EQ(run({write("f.litmus", std::string(kSb) + "filter (0:r0=7)\nforall (0:r0=8)")},
                &memory::lkmm(), true),
            0);
  EXPECT_TRUE(out_.str().ends_with("Model lkmm\n"));
  EXPECT_EQ(dot_.str(), "");
}

TEST_F(Files, AreRefusedByModelsThatDoNotDefineThem) {
  const std::string c11 = write("c11.litmus", "C t\n{}\nP0(atomic_int *x) { atomic_store(x, 1); }");
  EXPECT_EQ(run({c11}, &memory::rc11()), 0);
  EXPECT_EQ(run({c11}, &memory::lkmm()), 2);
  EXPECT_NE(errors_.str().find("c11.litmus:3: unsupported under lkmm: `atomic_store`"),
            std::string::npos);
}

}  // namespace
}  // namespace vmcheck::litmus
