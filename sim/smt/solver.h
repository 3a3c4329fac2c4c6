// The questions to Z3, with a fixed seed and a time limit for each.
#pragma once

#include <z3++.h>

#include <cstdint>
#include <optional>
#include <string>

namespace vmcheck::smt {

enum class Answer { satisfiable, unsatisfiable, unknown };

// Conditions in scopes, as on a stack, and whether all of them can hold at once.
class Solver {
 public:
  // A question that takes longer than `timeout_ms` milliseconds is answered `unknown`.
  Solver(unsigned seed, unsigned timeout_ms);
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  // Terms of different contexts do not mix: all terms of a proof are made in this one.
  z3::context& context() { return context_; }

  void push() { solver_.push(); }
  void pop(unsigned scopes = 1) { solver_.pop(scopes); }
  void add(const z3::expr& condition) { solver_.add(condition); }

  // Whether the conditions can hold.
  Answer check();

  // Whether they can hold together with one more, which is not kept.
  Answer check_with(const z3::expr& condition);

  // The value of an integer term in the model of the last question, which was satisfiable.
  std::string value(const z3::expr& term) const;

  // The same as a number, if it is one in [0, 2^64).
  std::optional<std::uint64_t> number(const z3::expr& term) const;

 private:
  z3::context context_;
  z3::solver solver_;
};

}  // namespace vmcheck::smt
