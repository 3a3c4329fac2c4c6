// Reads what a guest has handed out, and says what came of it.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "tools/cli/atomic_file.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/user_path.h"
#include "tools/kernel_peer/report.h"

namespace {

using vmcheck::cli::ExitCode;
using namespace vmcheck::kernel_peer;

struct Options {
  std::string handed;
  std::string traces;
  std::string prefix;
  std::size_t wanted = 0;
};

void write_traces(const std::vector<Result>& results, const Options& options) {
  const std::string& folder = options.traces;
  std::error_code error;
  std::filesystem::create_directories(vmcheck::cli::user_path(folder), error);
  for (const Result& result : results) {
    for (const HandedTrace& trace : result.traces) {
      const std::string name = folder + "/" + options.prefix + trace.name + "-connection.trace.jsonl";
      vmcheck::cli::AtomicFile file(vmcheck::cli::user_path(name), name);
      file.stream() << trace.text;
      file.commit();
    }
  }
}

ExitCode report(const Options& options) {
  std::ifstream in(options.handed, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "%s: cannot open: %s\n", options.handed.c_str(), std::strerror(errno));
    return ExitCode::bad_input;
  }
  const std::vector<Result> results = read_results(in, options.handed);
  if (!options.traces.empty()) write_traces(results, options);
  std::fputs(to_table(results).c_str(), stdout);
  for (const Result& result : results) {
    if (!result.holds()) return ExitCode::violation;
  }
  if (results.size() >= options.wanted) return ExitCode::holds;
  std::printf("The guest came to %zu of %zu.\n", results.size(), options.wanted);
  return ExitCode::no_verdict;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("What a guest has handed out: a table, and exit code 0 if all of it holds.",
               "report");
  Options options;
  app.add_option("FILE", options.handed, "results and traces")->required();
  app.add_option("--traces", options.traces, "a folder to leave the traces in");
  app.add_option("--prefix", options.prefix, "of their names");
  app.add_option("--wanted", options.wanted, "how many results there should be");
  try {
    app.parse(argc, argv);
    return static_cast<int>(report(options));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::bad_input);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(ExitCode::bad_input);
  }
}
