#include "tools/vmcheck/fuzz_inputs.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "sim/state/random/seed.h"
#include "tools/vmcheck/save_run.h"

namespace vmcheck {
namespace {

using Clock = std::chrono::steady_clock;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::invalid_argument(fmt::format("{}: cannot read", path));
  return text;
}

// Runs of one subject.
class Inputs {
 public:
  Inputs(const FuzzSubject& subject, const CheckOptions& check, const FuzzOptions& fuzz)
      : subject_(subject), check_(check), fuzz_(fuzz) {}

  Report run(Monitor& monitor) {
    if (!fuzz_.input.empty()) return run_again();
    const std::uint64_t seed = parse_seed(fuzz_);
    const Clock::time_point start = Clock::now();
    const auto progress = [&] { return fmt::format("{} {}", made_, subject_.inputs); };
    while (fuzz_.runs == 0 || runs_ < fuzz_.runs) {
      const std::chrono::duration<double> elapsed = Clock::now() - start;
      // Without a run there would be nothing to tell.
      const bool late = fuzz_.seconds > 0 && runs_ > 0 && elapsed.count() >= fuzz_.seconds;
      if (monitor.stop(progress)) return nothing_found(Outcome::no_verdict);
      if (late) return nothing_found(fuzz_.runs > 0 ? Outcome::no_verdict : Outcome::no_failure);
      const std::uint64_t run = fuzz_.first - 1 + runs_++;
      std::string saved;
      const auto smaller = subject_.run(state::random::run_seed(seed, run), made_,
                                        [&](const std::string& input) { saved = save(input); });
      if (smaller) return found(*smaller, tell(run, *smaller, saved));
    }
    return nothing_found(Outcome::no_failure);
  }

 private:
  Report run_again() {
    const std::string input = read_file(fuzz_.input);
    runs_ = made_ = 1;
    try {
      const auto wrong = subject_.judge(input);
      if (!wrong) return nothing_found(Outcome::no_failure);
      return found(input, story(input));
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}: {}", fuzz_.input, error.what()));
    }
  }

  Report nothing_found(Outcome outcome) const {
    Report report;
    report.outcome = outcome;
    report.verdict = outcome == Outcome::no_failure ? "no failure found" : "stopped";
    report.covered = {{"runs", runs_}, {subject_.inputs, made_}};
    return report;
  }

  Report found(const std::string& input, std::string details) const {
    Report report = nothing_found(Outcome::violated);
    report.broken = subject_.judge(input)->property;
    report.verdict = "violated: " + report.broken;
    report.details = std::move(details);
    return report;
  }

  std::string tell(std::uint64_t run, const std::string& smaller, const std::string& saved) const {
    return fmt::format("violated: {}, by run {}\n{}{}made smaller:\n\n{}\n{}",
                       subject_.judge(smaller)->property, run + 1,
                       how_to_run_again(subject_.name, run, check_, fuzz_), saved, story(smaller),
                       save(smaller));
  }

  std::string story(const std::string& input) const {
    const Wrong wrong = *subject_.judge(input);
    return fmt::format("violated: {}\n  {}\n\n{}", wrong.property, wrong.message,
                       subject_.show(input));
  }

  // A line on where it is saved, and how to run it again.
  std::string save(const std::string& input) const {
    if (check_.failures.empty()) return "";
    std::string stem = subject_.name + (check_.fault.empty() ? "" : '+' + check_.fault);
    std::replace(stem.begin(), stem.end(), '/', '-');
    const Saved saved = save_new(check_.failures, stem, ".input", input);
    if (!saved.problem.empty()) return fmt::format("not saved: {}\n", saved.problem);
    return fmt::format("to see it again: vmcheck fuzz '*{}'{} --input {}\n", subject_.name,
                       check_.fault.empty() ? "" : " --fault " + check_.fault, saved.file);
  }

  const FuzzSubject& subject_;
  const CheckOptions& check_;
  const FuzzOptions& fuzz_;
  std::uint64_t runs_ = 0;
  std::uint64_t made_ = 0;  // inputs
};

}  // namespace

Job fuzz_input_job(const FuzzSubject& subject, const CheckOptions& check, const FuzzOptions& fuzz) {
  Job job{"fuzz", subject.name, subject.summary, subject.bounds, {}};
  job.run = [=](Monitor& monitor) { return Inputs(subject, check, fuzz).run(monitor); };
  return job;
}

std::vector<Job> fuzz_input_jobs(const device::Core& core, const CheckOptions& check,
                                 const FuzzOptions& fuzz) {
  std::vector<Job> jobs;
  for (const auto& subjects : {table_subjects(core), byte_subjects(core)}) {
    for (const FuzzSubject& subject : subjects) {
      jobs.push_back(fuzz_input_job(subject, check, fuzz));
    }
  }
  return jobs;
}

}  // namespace vmcheck
