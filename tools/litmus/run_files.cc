#include "tools/litmus/run_files.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "tools/litmus/parser.h"
#include "tools/litmus/summary.h"
#include "tools/litmus/supported.h"

namespace vmcheck::litmus {

using cli::ExitCode;

cli::ExitCode run_files(const std::vector<std::string>& files, const memory::Model& model,
                        const Explore& explore, std::ostream& out, std::ostream& errors) {
  ExitCode code = ExitCode::holds;
  const auto complain = [&](const std::exception& error, ExitCode what) {
    errors << error.what() << "\n";
    code = combine(code, what);
  };
  std::vector<Test> tests;
  for (const std::string& file : files) {
    try {
      Test test = read_test_file(file);
      check_supported(test, model);
      tests.push_back(compile_for(model, std::move(test)));
    } catch (const replay::BadInput& error) {
      complain(error, ExitCode::bad_input);
    }
  }
  const char* separator = "";
  for (const Test& test : tests) {
    try {
      const Outcome outcome = run_test(test, explore);
      out << separator << summary(test, outcome);
      separator = "\n";
      if (!validates(test, outcome) || outcome.data_race) code = combine(code, ExitCode::violation);
    } catch (const replay::BadInput& error) {
      complain(error, ExitCode::bad_input);
    } catch (const std::runtime_error& error) {
      complain(error, ExitCode::no_verdict);
    }
  }
  return code;
}

}  // namespace vmcheck::litmus
