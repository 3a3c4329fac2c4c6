// vmcheck: checks every scenario, proves every theorem and replays every recorded trace.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/pattern.h"
#include "tools/cli/user_path.h"
#include "tools/vmcheck/bugs.h"
#include "tools/vmcheck/check.h"
#include "tools/vmcheck/explain.h"
#include "tools/vmcheck/fuzz.h"
#include "tools/vmcheck/known_bugs.h"
#include "tools/vmcheck/list.h"
#include "tools/vmcheck/litmus.h"
#include "tools/vmcheck/prove.h"
#include "tools/vmcheck/replay.h"
#include "tools/vmcheck/run_jobs.h"
#include "tools/vmcheck/smtlib_folder.h"
#include "tools/vmcheck/validators.h"

namespace vmcheck {
namespace {

using cli::ExitCode;

constexpr const char* kAbout =
    "Model checker for VMCI queue pairs and the driver of the VMCI device. It runs the production\n"
    "core itself: every scenario in every execution that a memory model allows, or in every state\n"
    "that it can reach, every theorem on the core's source for all sizes and indices, every "
    "recorded\n"
    "trace event by event. Without a command it does all of that.\n";

constexpr const char* kFooter =
    "A PATTERN is a part of a name, or a whole name with * and ?. `vmcheck list` has the names.\n\n"
    "Examples:\n"
    "  vmcheck                              everything, and a table at the end\n"
    "  vmcheck check wrap                   the scenarios whose name contains \"wrap\"\n"
    "  vmcheck check wrap-around/tso        one of them, under one memory model\n"
    "  vmcheck check --fault tail_before_data producer-consumer\n"
    "                                       the same with a fault seeded into the core\n"
    "  vmcheck check doorbells              scenarios of the device: all states of a machine\n"
    "  vmcheck bugs                         each known bug is seeded and found, in a table\n"
    "  vmcheck fuzz --seed 7 --time 600     the device's driver at random for ten minutes\n"
    "  vmcheck prove coverity               the theorems about the order of queue headers\n"
    "  vmcheck prove --smt2 proofs          all of them, and the questions for another solver\n"
    "  vmcheck litmus MP.litmus             a litmus test; `vmcheck litmus --help` says more\n"
    "  vmcheck explain fsm                  the state table of connections, as the code has it\n"
    "  vmcheck --json result.json           the table for a machine as well\n"
    "Under bazel: bazel run -c opt //tools/vmcheck -- check wrap\n\n"
    "Exit codes:\n"
    "  0  everything holds; of fuzz: all runs were made, and no failure was found\n"
    "  1  a violation was found\n"
    "  2  bad usage or bad input\n"
    "  3  a bound, the time or Ctrl-C came before a verdict";

struct Arguments {
  std::vector<std::string> patterns;
  CheckOptions check;
  RunOptions run;
  FuzzOptions fuzz;
  ProveOptions prove;
  LitmusOptions litmus;
  ExplainOptions explain;
  std::string smt2;
  std::string traces;
  std::string program;
};

const CLI::Validator kWorkers = CLI::Range(1, 1024, "workers");

void add_json_option(CLI::App& app, Arguments& arguments) {
  app.add_option("--json", arguments.run.json, "write the table as JSON to this file")
      ->type_name("FILE");
}

void add_run_options(CLI::App& app, Arguments& arguments) {
  add_json_option(app, arguments);
  app.add_option("--time", arguments.run.time_limit, "stop after this many seconds (exit code 3)")
      ->type_name("SECONDS")
      ->check(seconds_validator());
}

void add_workers_option(CLI::App& app, Arguments& arguments) {
  app.add_option("--workers", arguments.check.workers,
                 "threads that search (default: one for each core)")
      ->type_name("N")
      ->check(kWorkers);
}

void add_search_options(CLI::App& app, Arguments& arguments) {
  add_workers_option(app, arguments);
  app.add_option("--max-executions", arguments.check.max_executions,
                 "stop each scenario after this many executions (exit code 3)")
      ->type_name("N")
      ->check(count_validator());
  app.add_option("--max-states", arguments.check.max_states,
                 "stop each scenario of the device after some more states than this (exit code 3)")
      ->type_name("N")
      ->check(count_validator());
  app.add_option("--max-memory", arguments.check.max_memory,
                 "stop each of them before its states take more MiB than this (exit code 3)")
      ->type_name("MIB")
      ->transform(mebibytes_transform());
}

void add_failures_option(CLI::App& app, Arguments& arguments) {
  app.add_option("--failures", arguments.check.failures,
                 "folder for runs that violate a property (default: vmcheck-failures)")
      ->type_name("DIR");
}

void add_fault_option(CLI::App& app, Arguments& arguments) {
  app.add_option("--fault", arguments.check.fault,
                 "seed this fault into the core; only the scenarios that it concerns")
      ->type_name("NAME");
}

void add_check_options(CLI::App& app, Arguments& arguments) {
  add_search_options(app, arguments);
  app.add_option("--model", arguments.check.model,
                 "only under this memory model: sc, tso, rc11 or lkmm; leaves out the scenarios of "
                 "the device, which have none")
      ->type_name("MODEL");
  add_failures_option(app, arguments);
}

// Of what is checked by itself, not with everything else.
void add_single_check_options(CLI::App& app, Arguments& arguments) {
  add_fault_option(app, arguments);
  app.add_option("--save", arguments.check.save,
                 "where to write how far the search has come, if it is stopped; one scenario and "
                 "memory model")
      ->type_name("FILE");
  app.add_option("--resume", arguments.check.resume, "go on with a search from such a file")
      ->type_name("FILE");
}

void add_fuzz_options(CLI::App& app, Arguments& arguments) {
  add_json_option(app, arguments);
  add_workers_option(app, arguments);
  add_failures_option(app, arguments);
  add_fault_option(app, arguments);
  app.add_option(
         "--seed", arguments.fuzz.seed,
         "what the runs depend on: a number, or a text such as a commit's hash (default: 0)")
      ->type_name("SEED");
  app.add_option("--time", arguments.run.time_limit,
                 "seconds for all together, the same for each (default without --runs: 10)")
      ->type_name("SECONDS")
      ->check(seconds_validator());
  app.add_option("--runs", arguments.fuzz.runs,
                 "of each; with --time exit code 3 if it comes before")
      ->type_name("N")
      ->check(count_validator());
  app.add_option("--first", arguments.fuzz.first, "the number of the first run (default: 1)")
      ->type_name("N")
      ->check(count_validator());
  app.add_option("--input", arguments.fuzz.input,
                 "run this input again, which was saved, and no others; of one of tables/... or "
                 "bytes/...")
      ->type_name("FILE");
  app.add_option("--steps", arguments.fuzz.steps,
                 "of a run of a scenario, after which faults stop and it must come to its end, or "
                 "meet its goals "
                 "(default: 32)")
      ->type_name("N")
      ->check(count_validator());
}

void add_prove_options(CLI::App& app, Arguments& arguments) {
  app.add_option(
         "--smt2", arguments.smt2,
         "write what is asked of the solver as SMT-LIB 2 files to this folder, new or empty")
      ->type_name("DIR");
  app.add_option("--runs", arguments.prove.runs,
                 "write each counterexample to this folder, as a run that replay shows")
      ->type_name("DIR");
  app.add_option("--rlimit", arguments.prove.rlimit,
                 "give up a question after so much work, in Z3's units (exit code 3)")
      ->type_name("N")
      ->check(CLI::Range(1u, UINT32_MAX, "rlimit"));
  CLI::Option* bits =
      app.add_option("--word-bits", arguments.prove.word_bits,
                     "prove it of words that wrap, of 8, 16 or 64 bits, instead of integers")
          ->type_name("BITS")
          ->check(CLI::IsMember({8, 16, 64}));
  app.add_flag("--bit-vectors", arguments.prove.bit_vectors,
               "decide that as bit vectors; only the small theorems end soon")
      ->needs(bits);
}

CLI::App* add_command(CLI::App& app, const char* name, const char* about, Arguments& arguments) {
  CLI::App* command = app.add_subcommand(name, about);
  command->add_option("PATTERN", arguments.patterns, "parts of names; none: all");
  return command;
}

// Keeps the jobs that a pattern matches. Each pattern must match one.
std::vector<Job> choose(std::vector<Job> jobs, const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    const auto fits = [&](const Job& job) { return cli::matches(pattern, job.name); };
    if (std::none_of(jobs.begin(), jobs.end(), fits)) {
      throw std::invalid_argument(
          fmt::format("nothing is called \"{}\"; `vmcheck list` has the names", pattern));
    }
  }
  std::erase_if(jobs, [&](const Job& job) { return !cli::matches_any(patterns, job.name); });
  return jobs;
}

std::vector<Job> traces(const Arguments& arguments) {
  return replay_jobs(arguments.traces.empty() ? recorded_traces_folder(arguments.program)
                                              : cli::user_path(arguments.traces));
}

// Traces first: they take seconds, and are input that may be bad.
std::vector<Job> all_jobs(Arguments& arguments) {
  std::vector<Job> jobs = traces(arguments);
  for (std::vector<Job> more : {check_jobs(arguments.check), prove_jobs(arguments.prove)}) {
    std::move(more.begin(), more.end(), std::back_inserter(jobs));
  }
  return jobs;
}

ExitCode run_check(const Arguments& arguments) {
  const std::vector<Job> jobs = choose(check_jobs(arguments.check), arguments.patterns);
  if (!arguments.check.save.empty() && (jobs.size() != 1 || !jobs.front().can_be_saved)) {
    throw std::invalid_argument(
        "--save: expected a pattern that fits one scenario and model, like qpair/wrap-around/rc11");
  }
  return run_jobs(jobs, arguments.run);
}

ExitCode run_bugs(const Arguments& arguments) {
  const bool all = arguments.patterns.empty();
  return run_bug_jobs(choose(bug_jobs(arguments.check), arguments.patterns),
                      all ? OtherBugs{tested_bugs(), excluded_bugs()} : OtherBugs{}, arguments.run);
}

// The time is shared among the jobs, and so not a limit for all of them.
ExitCode run_fuzz(Arguments& arguments) {
  const auto chosen_jobs = [&] {
    return choose(fuzz_jobs(arguments.check, arguments.fuzz), arguments.patterns);
  };
  if (!arguments.fuzz.input.empty() && chosen_jobs().size() != 1) {
    throw std::invalid_argument(
        "--input: expected a pattern that fits one of tables/... or bytes/...");
  }
  RunOptions run = arguments.run;
  run.details = true;
  const double seconds = std::exchange(run.time_limit, 0);
  const bool is_default = seconds == 0 && arguments.fuzz.runs == 0;
  arguments.fuzz.seconds =
      (is_default ? kFuzzSeconds : seconds) / static_cast<double>(chosen_jobs().size());
  return run_jobs(chosen_jobs(), run);
}

ExitCode run_prove(Arguments& arguments) {
  arguments.run.details = true;
  const std::vector<Job> jobs = choose(prove_jobs(arguments.prove), arguments.patterns);
  std::optional<SmtlibFolder>& scripts = arguments.prove.scripts;
  if (!arguments.smt2.empty()) scripts.emplace(cli::user_path(arguments.smt2), arguments.smt2);
  const ExitCode code = run_jobs(jobs, arguments.run);
  if (scripts && !scripts->commit(jobs.size())) {
    fmt::print(stderr, "vmcheck: {}: not whole, and so without its index.tsv\n", arguments.smt2);
  }
  return code;
}

ExitCode run_program(int argc, char** argv) {
  Arguments arguments;
  arguments.program = argv[0];
  CLI::App app(kAbout, "vmcheck");
  app.footer(kFooter);
  app.require_subcommand(0, 1);
  add_run_options(app, arguments);
  add_check_options(app, arguments);
  app.add_option("--traces", arguments.traces, "replay the traces of this folder instead")
      ->type_name("DIR");

  CLI::App* check = add_command(app, "check", "explore scenarios", arguments);
  add_run_options(*check, arguments);
  add_check_options(*check, arguments);
  add_single_check_options(*check, arguments);
  CLI::App* bugs = add_command(
      app, "bugs", "seed each known bug into the core, and look whether it is found", arguments);
  add_run_options(*bugs, arguments);
  add_search_options(*bugs, arguments);
  CLI::App* fuzz = add_command(
      app, "fuzz", "run scenarios of the device, its tables and its parsers at random", arguments);
  add_fuzz_options(*fuzz, arguments);
  CLI::App* prove = add_command(app, "prove", "prove theorems on the core's own source", arguments);
  add_run_options(*prove, arguments);
  add_prove_options(*prove, arguments);
  CLI::App* list = add_command(app, "list", "name what there is, and what it covers", arguments);

  CLI::App* litmus = add_litmus_command(app, arguments.litmus);
  CLI::App* explain = add_explain_command(app, arguments.explain);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::holds : ExitCode::bad_input;
  }

  for (std::string* path :
       {&arguments.check.failures, &arguments.check.save, &arguments.check.resume,
        &arguments.prove.runs, &arguments.fuzz.input}) {
    if (!path->empty()) *path = cli::user_path(*path);
  }
  cli::catch_interrupts();
  if (*litmus) return run_litmus(arguments.litmus);
  if (*explain) return run_explain(arguments.explain);
  if (*list) {
    std::vector<Job> jobs = all_jobs(arguments);
    std::vector<Job> more = jobs_of_fuzz_alone();
    std::move(more.begin(), more.end(), std::back_inserter(jobs));
    print_list(choose(std::move(jobs), arguments.patterns), arguments.patterns.empty());
    return ExitCode::holds;
  }
  if (*check) return run_check(arguments);
  if (*bugs) return run_bugs(arguments);
  if (*fuzz) return run_fuzz(arguments);
  if (*prove) return run_prove(arguments);
  return run_jobs(all_jobs(arguments), arguments.run);
}

}  // namespace
}  // namespace vmcheck

int main(int argc, char** argv) {
  try {
    return static_cast<int>(vmcheck::run_program(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "vmcheck: {}\n", error.what());
    return static_cast<int>(vmcheck::cli::ExitCode::bad_input);
  }
}
