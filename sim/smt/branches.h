// All ways through a program with symbolic conditions.
//
// A path is run again from the start for each way through; what it shares with the path before it
// (its conditions, and whatever was asked and proved on the way) stays in the solver and is neither
// asserted nor asked again.
#pragma once

#include <z3++.h>

#include <cstddef>
#include <vector>

#include "sim/run/path.h"
#include "sim/smt/solver.h"

namespace vmcheck::smt {

class Branches {
 public:
  explicit Branches(Solver& solver) : solver_(solver) {}

  // Starts a path.
  void begin();

  // Which way the condition goes on this path. When both ways are feasible, both get a path, first
  // the one on which it is false: what code tests for first is mostly an error. When Z3 cannot
  // tell, both do as well: a path too many proves nothing that is false. Throws run::PathMismatch
  // when the program asks differently than on the path before.
  bool decide(const z3::expr& condition);

  // Whether the path still is where the one before it has been.
  bool replaying() const { return next_ < known_; }

  // Moves on to the next path. False when that was the last.
  bool next();

  // Decisions taken on this path so far.
  std::size_t depth() const { return next_; }

  // The part of the paths that is done, 0 to 1, estimated.
  double fraction_done() const { return chooser_.fraction_done(); }

 private:
  enum class Way { only_true, only_false, both };
  struct Decision {
    z3::expr condition;
    Way way;
  };

  Way feasible_ways(const z3::expr& condition);
  std::size_t open_decisions() const;

  Solver& solver_;
  run::DepthFirst chooser_;
  std::vector<Decision> trail_;  // of this path; behind `next_`, of the path before
  std::size_t known_ = 0;        // decisions taken over from the path before, the last one turned
  std::size_t next_ = 0;
};

}  // namespace vmcheck::smt
