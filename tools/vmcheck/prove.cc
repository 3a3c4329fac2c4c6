#include "tools/vmcheck/prove.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/qpair/instances/refutation.h"
#include "model/qpair/proofs/lifecycle/theorems.h"
#include "model/qpair/proofs/theorems.h"
#include "model/qpair/seeded_faults.h"
#include "model/vsock_fsm/proofs/theorems.h"
#include "sim/smt/bit_vectors.h"
#include "sim/smt/integers.h"
#include "sim/smt/theorem.h"
#include "tools/replay/schedule.h"
#include "tools/vmcheck/save_run.h"

namespace vmcheck {
namespace {

using smt::Answer;
using smt::Question;

// Whether a proof rests on the answer. A branch that goes both ways leaves nothing out.
bool is_step(const Question& question) {
  return question.kind != Question::Kind::branch || question.answer == Answer::unsatisfiable;
}

bool is_refutation(const Question& question) {
  return question.kind == Question::Kind::obligation && question.answer == Answer::satisfiable;
}

// Looks on at a proof.
class Record {
 public:
  // Keeps such questions.
  explicit Record(bool (*keep)(const Question&)) : keep_(keep) {}

  void add(const Question& question) {
    longest_ = std::max(longest_, question.seconds);
    if (keep_(question)) script_.add(question);
  }

  double longest() const { return longest_; }
  const smt::SmtlibScript& script() const { return script_; }

 private:
  bool (*keep_)(const Question&);
  double longest_ = 0;
  smt::SmtlibScript script_;
};

bool keep_none(const Question&) {
  return false;
}

// Of the theorem itself: its twin is expected to fail.
Covered covered(const smt::ProofResult& proof) {
  Covered covered{{"obligations", proof.obligations}};
  if (proof.verdict == smt::Verdict::refuted) covered.emplace_back("failed", 1);
  if (proof.undecided > 0) covered.emplace_back("undecided", proof.undecided);
  covered.emplace_back("paths", proof.paths);
  return covered;
}

Report report_of(const smt::TheoremResult& result) {
  Report report;
  report.covered = covered(result.proof);
  report.details = smt::describe(result);
  report.verdict = to_string(result.verdict);
  switch (result.verdict) {
    case smt::Verdict::proved:
      report.outcome = Outcome::holds;
      break;
    case smt::Verdict::refuted:
      report.outcome = Outcome::violated;
      break;
    case smt::Verdict::unknown:
      report.outcome = Outcome::no_verdict;
      break;
  }
  return report;
}

// The counterexample on the simulated machine, with that fault in the core: what comes of it, in
// lines.
std::string run_there(const std::string& theorem, const std::string& fault,
                      const smt::Counterexample& counterexample, const ProveOptions& options) {
  const qpair::Instance& instance = qpair::find_instance(theorem);
  try {
    const explore::Result result = qpair::run_counterexample(
        instance, *qpair::find_core(fault == "none" ? "" : fault), counterexample);
    if (!result.violation) return "    no run of the simulated machine shows it\n";
    const explore::Violation& violation = *result.violation;
    const std::string text = fmt::format("    on the simulated machine\n      violated: {}: {}\n",
                                         violation.property.name, violation.message);
    if (options.runs.empty()) return text;
    const replay::Schedule schedule{"theorem/" + theorem, fault, "sc", violation.property.name,
                                    violation.path};
    return text + "      " + save_run(schedule, options.runs);
  } catch (const std::invalid_argument& error) {
    return fmt::format("    not run on the simulated machine: {}\n", error.what());
  }
}

std::string run_there(const smt::TheoremResult& result, const ProveOptions& options) {
  if (result.proof.counterexample) {
    return run_there(result.name, "none", *result.proof.counterexample, options);
  }
  if (!result.twin.counterexample) return {};
  return run_there(result.name, qpair::find_instance(result.name).fault,
                   *result.twin.counterexample, options);
}

// `tell` adds what the report says besides.
Report prove(const smt::Theorem& theorem, ProveOptions& options, Monitor& monitor,
             const std::function<std::string(const smt::TheoremResult&)>& tell) {
  smt::Limits limits;
  limits.rlimit = options.rlimit;
  if (options.word_bits > 0) {
    limits.encoding = options.bit_vectors ? smt::bit_vectors(options.word_bits)
                                          : smt::wrapping_integers(options.word_bits);
  }
  bool stopped = false;
  limits.stop = [&](const smt::Progress& progress) {
    stopped = monitor.stop([&] {
      return fmt::format("{} obligations, {} paths, about {:.0f} %", progress.obligations,
                         progress.paths, progress.fraction * 100);
    });
    return stopped;
  };
  Record proof(options.scripts ? is_step : keep_none);
  Record twin(options.scripts ? is_refutation : keep_none);
  smt::Limits limits_of_twin = limits;
  limits.observer = [&](const Question& question) { proof.add(question); };
  limits_of_twin.observer = [&](const Question& question) { twin.add(question); };

  const smt::TheoremResult result = smt::prove(theorem, limits, limits_of_twin);
  Report report = report_of(result);
  report.details += tell(result);
  if (options.word_bits > 0) {
    report.verdict += fmt::format(" on {} bits", options.word_bits);
  }
  report.longest_question = std::max(proof.longest(), twin.longest());
  if (options.scripts && !stopped) {
    options.scripts->write(theorem, proof.script(), twin.script());
  }
  return report;
}

}  // namespace

std::vector<Job> prove_jobs(ProveOptions& options) {
  std::vector<Job> jobs;
  const auto add = [&](const smt::Theorem& theorem, const auto& tell) {
    jobs.push_back({"prove", theorem.name, theorem.statement, "", [&, tell](Monitor& monitor) {
                      return prove(theorem, options, monitor, tell);
                    }});
  };
  for (const smt::Theorem& theorem : qpair::proofs::theorems()) {
    add(theorem, [&](const smt::TheoremResult& result) { return run_there(result, options); });
  }
  // What is asked of pairs and sockets has constants of 32 bits, and no machine to run on.
  if (options.word_bits > 0 && options.word_bits < 32) return jobs;
  for (const auto& theorems : {qpair::proofs::lifecycle::theorems, vsock::proofs::theorems}) {
    for (const smt::Theorem& theorem : theorems()) {
      add(theorem, [](const smt::TheoremResult&) { return std::string(); });
    }
  }
  return jobs;
}

}  // namespace vmcheck
