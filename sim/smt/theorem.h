// A theorem about a program, with a twin that must fail: the proof that the proof can fail.
#pragma once

#include <string>

#include "sim/smt/prover.h"

namespace vmcheck::smt {

// The same question about something that is wrong: a seeded fault, or a claim that is not so.
struct Twin {
  std::string fault;  // what is wrong, as a clause: "an index equal to the size is let through"
  Body body;
};

struct Theorem {
  std::string name;       // "topic/what"
  std::string statement;  // a sentence for an engineer who maintains the code
  Body body;
  Twin twin;
};

struct TheoremResult {
  std::string name;
  std::string statement;
  std::string fault;
  // proved: the theorem is, and its twin is refuted; refuted: the theorem is, or its twin is not;
  // unknown: no verdict on one of them.
  Verdict verdict = Verdict::unknown;
  ProofResult proof;
  ProofResult twin;

  friend bool operator==(const TheoremResult&, const TheoremResult&) = default;
};

// Proves the theorem, then refutes its twin.
TheoremResult prove(const Theorem& theorem, const Limits& limits = {});
TheoremResult prove(const Theorem& theorem, const Limits& limits, const Limits& limits_of_twin);

// The result in a few lines: the theorem, its verdict, and the twin's counterexample as numbers;
// for a refuted theorem, its own.
std::string describe(const TheoremResult& result);

}  // namespace vmcheck::smt
