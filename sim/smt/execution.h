// The symbolic machine: runs a program on all its paths, for all its inputs.
//
// A theorem's body makes symbolic inputs, assumes what it needs, calls the code under proof and
// claims what should hold. The code sees nothing of this: its words and conditions come here by
// themselves (Execution::current()).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/smt/branches.h"
#include "sim/smt/counterexample.h"
#include "sim/smt/encoding.h"
#include "sim/smt/integers.h"
#include "sim/smt/number.h"
#include "sim/smt/solver.h"
#include "sim/smt/word.h"

namespace vmcheck::smt {

// How far a proof has come.
struct Progress {
  std::uint64_t paths = 0;        // paths done; only those count that inputs really take
  std::uint64_t obligations = 0;  // proved
  std::uint64_t undecided = 0;    // obligations on which Z3 gave no answer
  double fraction = 0;            // the part of the paths that is done, 0 to 1, estimated
};

struct Limits {
  MakeEncoding encoding = integers();  // what words are
  unsigned seed = 0;                   // of Z3
  unsigned timeout_ms = 10'000;        // for a single question to Z3
  // For a single question as well, in the units in which Z3 counts its work; 0: no limit. It is the
  // same on every machine, but does not stand in for the time: Z3 counts next to nothing of what it
  // does where unknowns are multiplied.
  unsigned rlimit = 0;
  std::uint64_t paths = 100'000;  // runs of the body
  std::uint64_t depth = 10'000;   // decisions on one path
  // Asked before every obligation and branch; true ends the proof as unknown.
  std::function<bool(const Progress&)> stop = [](const Progress&) { return false; };
  Observer observer;  // told of every question; empty: nobody looks on
};

// Thrown through the code under proof to its prover.
struct Refuted {
  Counterexample counterexample;
};
struct Stopped {
  std::string reason;
};

// Thrown through the code under proof where nothing is left to be proved of a path.
struct PathDone {};

class Execution {
 public:
  explicit Execution(const Limits& limits)
      : limits_(limits),
        solver_(limits.seed, limits.timeout_ms, limits.rlimit, limits.observer),
        encoding_(limits.encoding(solver_.context())),
        branches_(solver_) {}

  // The one on which the calling code runs.
  static Execution& current();

  // For theorems ----------------------------------------------------------------------------------

  // Any word. A name that was given before gets a number behind it.
  template <unsigned Bits>
  Word<Bits> word(const std::string& name) {
    return Word<Bits>(word(name, Bits));
  }

  // Any of the `count` numbers from 0 on, at most 256: each on paths of its own, and no word. For
  // what the code under proof counts in small numbers of the machine's.
  std::uint8_t below(unsigned count, const std::string& name);

  // Any natural number, to count what the code does not. It has no limit but that of the encoding.
  Number natural(const std::string& name);

  // Bits of the widest word.
  unsigned word_bits() const { return encoding_->bits(64); }

  // Restricts what follows to inputs of which the condition holds.
  void assume(const Bool& condition);

  // What must hold of all inputs that come here.
  void claim(const std::string& what, const Bool& condition);

  // What a counterexample should look like, if it can; earlier wishes come first.
  void prefer(const Bool& condition) { witness_.preferences.push_back(condition); }

  // Shows a value in counterexamples to the claims that follow.
  void show(const std::string& name, const Number& value);
  void show(const std::string& name, const std::string& text);

  // For words and conditions ----------------------------------------------------------------------

  z3::context& context() { return solver_.context(); }
  const Encoding& encoding() const { return *encoding_; }

  // Which way a branch goes.
  bool decide(const z3::expr& condition);

  // Proves an obligation; `what` says what it is and is called only when it fails.
  void require(const z3::expr& condition, const std::function<std::string()>& what);

  // For the prover --------------------------------------------------------------------------------

  // Runs the body on the next path, on which it is the current execution. False: that was the last.
  bool run_path(const std::function<void(Execution&)>& body);

  const Progress& progress() const { return progress_; }

  // The first obligation that Z3 could not decide; empty: none.
  const std::string& undecided() const { return undecided_; }

 private:
  z3::expr word(const std::string& name, unsigned bits);

  // The name, with a number behind it if it was given before.
  std::string unique(const std::string& name);
  void add_input(const std::string& name, const Number& number, const z3::expr& range);
  void stop_if_asked();

  Limits limits_;
  Solver solver_;
  std::unique_ptr<const Encoding> encoding_;
  Branches branches_;
  Progress progress_;
  std::uint64_t runs_ = 0;
  std::string undecided_;

  // Of the path being run.
  Witness witness_;
  std::map<std::string, int> names_;
};

}  // namespace vmcheck::smt
