#include "tools/vmcheck/litmus.h"

#include <iostream>
#include <optional>
#include <stdexcept>

#include "sim/explore/graphs.h"
#include "sim/memory/models.h"
#include "tools/cli/atomic_file.h"
#include "tools/cli/interrupt.h"
#include "tools/cli/user_path.h"
#include "tools/litmus/run_files.h"

namespace vmcheck {
namespace {

constexpr const char* kFooter =
    "A FILE is a litmus test in C, in herd's format: of the Linux kernel's dialect (READ_ONCE,\n"
    "smp_mb) or C11's (atomic_load_explicit). Without --model the kernel's tests run under lkmm,\n"
    "those that use C11's atomics under rc11.\n\n"
    "A picture is of the first execution that satisfies the condition or, where the condition "
    "says\n"
    "that none (~exists) or all (forall) do, of the first that violates it; if there is none, of\n"
    "the first execution. It says which.\n\n"
    "Examples:\n"
    "  vmcheck litmus tests/litmus/MP.litmus              what herd prints of it\n"
    "  vmcheck litmus --model tso tests/litmus/SB*.litmus the same of several, under another "
    "model\n"
    "  vmcheck litmus --text tests/litmus/SB.litmus       with a picture for the terminal\n"
    "  vmcheck litmus --dot - SB.litmus | dot -Tsvg > SB.svg\n"
    "                                                     a picture, and no summary\n\n"
    "Exit codes:\n"
    "  0  every condition is as its test says (\"Ok\")\n"
    "  1  some condition is not (\"No\"), or there is a data race\n"
    "  2  bad usage, or a file that cannot be used; the other files are run\n"
    "  3  a search did not come to its end: Ctrl-C, or threads that wait for ever";

explore::Result explore_all(const run::Scenario& scenario, const memory::Model& model) {
  explore::Limits limits;
  limits.stop = [](const explore::Progress&) { return cli::interrupted(); };
  return explore::explore_graphs(scenario, model, limits);
}

}  // namespace

CLI::App* add_litmus_command(CLI::App& app, LitmusOptions& options) {
  CLI::App* command = app.add_subcommand("litmus", "run litmus tests, and draw their executions");
  command->add_option("FILE", options.files, "litmus tests")->required()->type_name("");
  std::vector<std::string> models;
  for (const memory::Model* model : memory::models()) models.emplace_back(model->name());
  command->add_option("--model", options.model, "the memory model")
      ->type_name("NAME")
      ->check(CLI::IsMember(models));
  command
      ->add_option("--dot", options.dot,
                   "draw an execution of each test for Graphviz; -: on standard output, instead of "
                   "the summaries")
      ->type_name("FILE");
  command->add_flag("--text", options.text, "draw an execution below each summary");
  command->footer(kFooter);
  return command;
}

cli::ExitCode run_litmus(const LitmusOptions& options) {
  const bool only_dot = options.dot == "-";
  if (only_dot && options.text) {
    throw std::invalid_argument("--text: expected without --dot -, which leaves out the summaries");
  }
  std::vector<std::string> files;
  for (const std::string& file : options.files) files.push_back(cli::user_path(file));
  std::optional<cli::AtomicFile> dot;
  if (!options.dot.empty() && !only_dot) {
    dot.emplace(cli::user_path(options.dot), options.dot);
  }

  litmus::Outputs outputs{std::cerr};
  outputs.text = options.text;
  if (!only_dot) outputs.summaries = &std::cout;
  if (only_dot) outputs.dot = &std::cout;
  if (dot) outputs.dot = &dot->stream();
  const cli::ExitCode code =
      litmus::run_files(files, memory::find_model(options.model), explore_all, outputs);
  if (dot) dot->commit();
  if (!std::cout.flush()) throw std::runtime_error("standard output: cannot write");
  return code;
}

}  // namespace vmcheck
