#include "tools/vmcheck/prove.h"

#include <fmt/format.h>

#include "model/qpair/proofs/theorems.h"
#include "sim/smt/theorem.h"

namespace vmcheck {
namespace {

Report prove(const smt::Theorem& theorem, Monitor& monitor) {
  smt::Limits limits;
  limits.stop = [&](const smt::Progress& progress) {
    return monitor.stop([&] {
      return fmt::format("{} obligations, {} paths", progress.obligations, progress.paths);
    });
  };
  const smt::TheoremResult result = smt::prove(theorem, limits);
  Report report;
  report.covered = {{"obligations", result.proof.obligations}, {"paths", result.proof.paths}};
  report.details = smt::describe(result);
  switch (result.verdict) {
    case smt::Verdict::proved:
      report.outcome = Outcome::holds;
      report.verdict = "proved";
      break;
    case smt::Verdict::refuted:
      report.outcome = Outcome::violated;
      report.verdict = "refuted";
      break;
    case smt::Verdict::unknown:
      report.outcome = Outcome::no_verdict;
      report.verdict = "unknown";
      break;
  }
  return report;
}

}  // namespace

std::vector<Job> prove_jobs() {
  std::vector<Job> jobs;
  for (const smt::Theorem& theorem : qpair::theorems()) {
    jobs.push_back({"prove", theorem.name, theorem.statement, "",
                    [&theorem](Monitor& monitor) { return prove(theorem, monitor); }});
  }
  return jobs;
}

}  // namespace vmcheck
