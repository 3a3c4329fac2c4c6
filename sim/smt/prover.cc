#include "sim/smt/prover.h"

#include <fmt/core.h>

namespace vmcheck::smt {
namespace {

// Why a proof that ran on all paths without a counterexample is none; empty: it is one.
std::string flaw(const Execution& execution, const Limits& limits) {
  if (!execution.undecided().empty()) {
    const std::string work =
        limits.rlimit > 0 ? fmt::format(" and an rlimit of {}", limits.rlimit) : "";
    return fmt::format("Z3 gave no answer within {} ms{}: {}", limits.timeout_ms, work,
                       execution.undecided());
  }
  if (execution.progress().paths == 0) return "no input is known that satisfies the assumptions";
  if (execution.progress().obligations == 0) return "nothing was claimed";
  return {};
}

ProofResult run_all_paths(Execution& execution, const Body& body, const Limits& limits) {
  ProofResult result;
  try {
    while (execution.run_path(body)) {
    }
  } catch (const Refuted& refuted) {
    result.verdict = Verdict::refuted;
    result.counterexample = refuted.counterexample;
    return result;
  } catch (const Stopped& stopped) {
    result.reason = stopped.reason;
    return result;
  }
  result.reason = flaw(execution, limits);
  if (result.reason.empty()) result.verdict = Verdict::proved;
  return result;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::proved:
      return "proved";
    case Verdict::refuted:
      return "refuted";
    case Verdict::unknown:
      return "unknown";
  }
  return "";
}

ProofResult prove(const Body& body, const Limits& limits) {
  Execution execution(limits);
  ProofResult result = run_all_paths(execution, body, limits);
  result.paths = execution.progress().paths;
  result.obligations = execution.progress().obligations;
  result.undecided = execution.progress().undecided;
  return result;
}

}  // namespace vmcheck::smt
