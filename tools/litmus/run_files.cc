#include "tools/litmus/run_files.h"

#include <stdexcept>
#include <utility>

#include "sim/explore/picture.h"
#include "tools/litmus/outcome.h"
#include "tools/litmus/parser.h"
#include "tools/litmus/picture.h"
#include "tools/litmus/summary.h"
#include "tools/litmus/supported.h"

namespace vmcheck::litmus {
namespace {

using cli::ExitCode;

struct Job {
  Test test;
  const memory::Model* model;
};

Job read_job(const std::string& file, const memory::Model* model) {
  Test test = read_test_file(file);
  if (model == nullptr) model = &model_of_dialect(test);
  check_supported(test, *model);
  return {compile_for(*model, std::move(test)), model};
}

std::string text_picture(const Job& job) {
  return picture(job.test, *job.model,
                 [](const explore::GraphMachine& machine, const std::string& title) {
                   return "\n" + title + "\n\n" + explore::text_picture(machine);
                 });
}

// Runs a test, and writes what is wanted of it. `separator` goes before a summary.
ExitCode run_job(const Job& job, const Explorer& explorer, const Outputs& outputs,
                 const char* separator) {
  const Outcome outcome = run_test(
      job.test, [&](const run::Scenario& scenario) { return explorer(scenario, *job.model); });
  if (outputs.summaries != nullptr) {
    *outputs.summaries << separator << summary(job.test, outcome) << "Model " << job.model->name()
                       << "\n";
    if (outputs.text) *outputs.summaries << text_picture(job);
  }
  if (outputs.dot != nullptr) *outputs.dot << picture(job.test, *job.model, explore::dot);
  const bool good = validates(job.test, outcome) && !outcome.data_race;
  return good ? ExitCode::holds : ExitCode::violation;
}

}  // namespace

ExitCode run_files(const std::vector<std::string>& files, const memory::Model* model,
                   const Explorer& explorer, const Outputs& outputs) {
  ExitCode code = ExitCode::holds;
  const auto complain = [&](const std::exception& error, ExitCode what) {
    outputs.errors << error.what() << "\n";
    code = combine(code, what);
  };
  std::vector<Job> jobs;
  for (const std::string& file : files) {
    try {
      jobs.push_back(read_job(file, model));
    } catch (const replay::BadInput& error) {
      complain(error, ExitCode::bad_input);
    }
  }
  const char* separator = "";
  for (const Job& job : jobs) {
    try {
      code = combine(code, run_job(job, explorer, outputs, separator));
      separator = "\n";
    } catch (const replay::BadInput& error) {
      complain(error, ExitCode::bad_input);
    } catch (const std::runtime_error& error) {
      complain(error, ExitCode::no_verdict);
    }
  }
  return code;
}

}  // namespace vmcheck::litmus
