// The questions to Z3, with a fixed seed and limits for each.
#pragma once

#include <z3++.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/smt/question.h"
#include "sim/smt/watchdog.h"

namespace vmcheck::smt {

// Conditions in scopes, as on a stack, and whether all of them can hold at once.
class Solver {
 public:
  // A question that takes longer than `timeout_ms` milliseconds, or more than `rlimit` of the units
  // in which Z3 counts its work (0: any number), is answered `unknown`. The observer may be empty.
  Solver(unsigned seed, unsigned timeout_ms, unsigned rlimit = 0, Observer observer = {});
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  // Terms of different contexts do not mix: all terms of a proof are made in this one.
  z3::context& context() { return context_; }

  void push();
  void pop(unsigned scopes = 1);
  void add(const z3::expr& condition);

  // Whether the conditions can hold.
  Answer check();

  // Whether they can hold together with one more, which is not kept. A step of a proof: the
  // observer is told, and Z3 is spared what is plain to see. `what` is called for the observer
  // only.
  Answer ask(Question::Kind kind, const z3::expr& condition,
             const std::function<std::string()>& what);

  // The value of an integer term in the model of the last question, which was satisfiable.
  std::string value(const z3::expr& term) const;

  // The same as a number, if it is one in [0, 2^64).
  std::optional<std::uint64_t> number(const z3::expr& term) const;

 private:
  z3::context context_;
  z3::solver solver_;
  Watchdog watchdog_;
  Observer observer_;
  // The first `count_` are the conditions as they were added, of which Z3 keeps only what it has
  // made of them. Those behind were popped, and are told by their old number if they come again.
  std::vector<Condition> conditions_;
  std::size_t count_ = 0;
  std::uint64_t numbers_ = 0;
  std::vector<std::size_t> scopes_;  // how many conditions there were at each push
};

}  // namespace vmcheck::smt
