#include "sim/smt/smtlib.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/smt/prover.h"

namespace vmcheck::smt {
namespace {

std::string logic_of(const std::vector<z3::expr>& terms) {
  SmtlibTerms all;
  for (const z3::expr& term : terms) all.add(term);
  return all.logic();
}

TEST(Smtlib, NamesTheNarrowestLogic) {
  z3::context context;
  const z3::expr x = context.int_const("x");
  const z3::expr y = context.int_const("y");
  const z3::expr bits = context.bv_const("bits", 64);
  const z3::func_decl stream = z3::function("stream", context.int_sort(), context.int_sort());
  const z3::expr memory =
      context.constant("memory", context.array_sort(context.int_sort(), context.int_sort()));
  EXPECT_EQ(logic_of({context.bool_val(true)}), "QF_UF");
  EXPECT_EQ(logic_of({x + 2 * y < 7}), "QF_LIA");
  EXPECT_EQ(logic_of({x < 7, x * y == 1}), "QF_NIA");
  EXPECT_EQ(logic_of({x / 4096 == 1}), "QF_NIA");
  EXPECT_EQ(logic_of({z3::mod(x, 4) == 1}), "QF_NIA");
  EXPECT_EQ(logic_of({z3::uge(bits, bits + 1)}), "QF_BV");
  EXPECT_EQ(logic_of({stream(x) == stream(y)}), "QF_UFLIA");
  EXPECT_EQ(logic_of({z3::select(memory, x) == stream(x)}), "QF_AUFLIA");
  EXPECT_EQ(logic_of({z3::forall(x, stream(x) == 0)}), "UFLIA");
  EXPECT_EQ(logic_of({z3::bv2int(bits, false) == x}), "ALL");
}

Question question(const std::vector<Condition>& conditions, Answer answer) {
  return {Question::Kind::obligation, answer, 0, [] { return "what"; }, conditions};
}

TEST(Smtlib, AssertsOnceWhatQuestionsShare) {
  z3::context context;
  const z3::expr size = context.int_const("ring: size");
  const z3::expr head = context.int_const("head");
  std::vector<Condition> conditions{{1, size >= 0}, {2, size < 7}};
  SmtlibScript script;
  script.add(question(conditions, Answer::unknown));
  conditions.back() = {3, head > size};
  script.add(question(conditions, Answer::unsatisfiable));
  EXPECT_EQ(script.questions(), 2u);
  EXPECT_EQ(script.text(),
            "(set-logic QF_LIA)\n"
            "(declare-fun head () Int)\n"
            "(declare-fun |ring: size| () Int)\n"
            "(push 1)\n"
            "(assert (>= |ring: size| 0))\n"
            "(push 1)\n"
            "(assert (< |ring: size| 7))\n"
            "; 1: obligation: what\n"
            "(set-info :status unknown)\n"
            "(check-sat)\n"
            "(pop 1)\n"
            "(push 1)\n"
            "(assert (> head |ring: size|))\n"
            "; 2: obligation: what\n"
            "(set-info :status unsat)\n"
            "(check-sat)\n"
            "(exit)\n");
}

TEST(Smtlib, RefusesNamesThatCannotBeQuoted) {
  z3::context context;
  for (const char* name : {"a|b", "a\\b"}) {
    const std::vector<Condition> conditions{{1, context.int_const(name) == 0}};
    EXPECT_THROW(SmtlibScript().add(question(conditions, Answer::unknown)), std::invalid_argument);
  }
}

// What Z3 says to a script by itself, a line for each question.
std::string answers_to(const std::string& script) {
  z3::context context;
  return Z3_eval_smtlib2_string(context, script.c_str());
}

// The questions that the body's proof asks, a line each. Their script has the answers that the
// proof got.
std::string questions(const Body& body) {
  std::string text;
  std::string answers;
  SmtlibScript script;
  Limits limits;
  limits.observer = [&](const Question& question) {
    const std::string answer(to_string(question.answer));
    text += std::string(to_string(question.kind)) + ' ' + answer + ": " + question.what() + '\n';
    answers += answer + '\n';
    script.add(question);
  };
  prove(body, limits);
  EXPECT_EQ(answers_to(script.text()), answers) << script.text();
  return text;
}

TEST(Questions, AreToldInOrder) {
  const auto body = [](int claimed) {
    return [claimed](Execution& run) {
      const Word64 x = run.word<64>("x");
      run.assume(x < 10);
      if (x < 20) run.claim("plain to see", x == x);
      if (x < 5) {
        run.claim("below", x <= claimed);
      } else {
        run.claim("above", x > claimed);
      }
    };
  };
  const std::string both_ways =
      "branch sat: decision 1 goes one way only\n"
      "branch unsat: decision 1 goes one way only\n"
      "obligation unsat: plain to see\n"
      "branch sat: decision 2 goes one way only\n"
      "branch sat: decision 2 goes one way only\n";
  EXPECT_EQ(questions(body(4)), both_ways +
                                    "obligation unsat: above\n"
                                    "path sat: path 1 is taken by some input\n"
                                    "obligation unsat: below\n"
                                    "path sat: path 2 is taken by some input\n");
  EXPECT_EQ(questions(body(5)), both_ways + "obligation sat: above\n");
}

TEST(Questions, HoldTheAssumptionsOfTheirPathOnly) {
  EXPECT_EQ(questions([](Execution& run) {
              const Word64 x = run.word<64>("x");
              if (x < 5) {
                run.assume(x > 2);
                run.claim("3 or 4", any({x == 3, x == 4}));
              } else {
                run.assume(x < 0);
                run.claim("anything", x == 7);
              }
            }),
            "branch sat: decision 1 goes one way only\n"
            "branch sat: decision 1 goes one way only\n"
            "obligation unsat: anything\n"
            "path unsat: path 1 is taken by some input\n"
            "obligation unsat: 3 or 4\n"
            "path sat: path 2 is taken by some input\n");
}

}  // namespace
}  // namespace vmcheck::smt
