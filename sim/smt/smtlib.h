// Questions in SMT-LIB 2, the language that all solvers read.
#pragma once

#include <z3++.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/smt/question.h"

namespace vmcheck::smt {

// What terms need of a logic, and the symbols to declare for them.
class SmtlibTerms {
 public:
  // Throws std::invalid_argument for a name that SMT-LIB 2 cannot quote.
  void add(const z3::expr& term);

  // The narrowest logic of SMT-LIB 2 in which all of them can be said: "QF_LIA". "ALL" for what
  // none has: integers beside bit vectors, and sorts that proofs do not use. A quotient or a
  // remainder is not linear there, even by a constant.
  std::string logic() const;

  // A line for each symbol, in the order of their names.
  std::string declarations() const;

 private:
  class Visit;

  bool quantifiers_ = false;
  bool arrays_ = false;
  bool functions_ = false;
  bool bit_vectors_ = false;
  bool integers_ = false;
  bool nonlinear_ = false;
  bool other_ = false;
  std::map<std::string, std::string> declarations_;
};

// Questions of one proof as a script that asks them in order. A condition that several share is
// asserted once; each question comes with a comment and the answer to expect.
class SmtlibScript {
 public:
  // Adds a question. Throws std::invalid_argument for a name that SMT-LIB 2 cannot quote.
  void add(const Question& question);

  std::uint64_t questions() const { return questions_; }

  // The whole script.
  std::string text() const;

 private:
  SmtlibTerms terms_;
  std::vector<std::uint64_t> asserted_;  // numbers, each in a scope of its own
  std::uint64_t questions_ = 0;
  std::string body_;
};

}  // namespace vmcheck::smt
