// Proves what a body claims, on all its paths and for all its inputs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/smt/execution.h"

namespace vmcheck::smt {

enum class Verdict {
  proved,   // every obligation holds on every path
  refuted,  // there are inputs that break one
  unknown,  // stopped, or Z3 could not tell
};

std::string_view to_string(Verdict verdict);

// Makes inputs, calls the code under proof and claims. It is run once for each path, and must do
// the same each time.
using Body = std::function<void(Execution&)>;

struct ProofResult {
  Verdict verdict = Verdict::unknown;
  std::uint64_t paths = 0;        // done; only those that some input takes
  std::uint64_t obligations = 0;  // proved: claims, and operations that must be exact
  std::uint64_t undecided = 0;    // obligations on which Z3 gave no answer
  std::string reason;             // why the verdict is unknown
  std::optional<Counterexample> counterexample;

  friend bool operator==(const ProofResult&, const ProofResult&) = default;
};

// The result depends on nothing but the body and the limits, except that a question which comes
// near the time limit may be answered `unknown` on a slower machine.
ProofResult prove(const Body& body, const Limits& limits = {});

}  // namespace vmcheck::smt
