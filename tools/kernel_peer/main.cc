// The programs that run in the guest, against its kernel.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/kernel_peer/datagram_calls.h"
#include "tools/kernel_peer/guest.h"
#include "tools/kernel_peer/pair_calls.h"
#include "tools/kernel_peer/run_scenarios.h"

namespace {

using vmcheck::cli::ExitCode;

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t calls = 20000;
  std::uint64_t most = 20;
};

template <typename Agree>
ExitCode run(const Agree& agree) {
  if (!vmcheck::kernel_peer::is_guest()) {
    std::fputs("This runs only in a guest that tools/kernel_peer boots.\n", stderr);
    return ExitCode::bad_input;
  }
  try {
    return agree() ? ExitCode::holds : ExitCode::violation;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return ExitCode::bad_input;
  }
}

struct ScenarioOptions {
  vmcheck::kernel_peer::RunOptions run;
  std::string wanted;
  std::string out = "/dev/null";
};

bool run_wanted(ScenarioOptions options) {
  if (!options.wanted.empty()) {
    std::ifstream names(options.wanted);
    for (std::string name; std::getline(names, name);) options.run.wanted.insert(name);
  }
  std::ofstream out(options.out, std::ios::binary | std::ios::app);
  const bool good = run_scenarios(options.run, out);
  if (!out) std::fprintf(stderr, "%s: cannot be written to\n", options.out.c_str());
  return good && out.good();
}

void add_scenarios(CLI::App& app, ScenarioOptions& options, ExitCode& code) {
  CLI::App* command = app.add_subcommand("scenarios", "connections of the core and the kernel");
  command->add_option("FILE", options.run.files, "scenarios")->required();
  command->add_option("--wanted", options.wanted, "names of those to run, one a line");
  command->add_option("--out", options.out, "where results and traces go")->capture_default_str();
  command->add_option("--source", options.run.source, "what is recorded, for the traces");
  command->add_flag("--first", options.run.first, "end with the first that is not as it must be");
  command->callback([&] { code = run([&] { return run_wanted(options); }); });
}

// Anywhere: what there is to run.
void add_list(CLI::App& app, std::vector<std::string>& files, ExitCode& code) {
  CLI::App* command = app.add_subcommand("list", "names of scenarios");
  command->add_option("FILE", files, "scenarios")->required();
  command->callback([&] {
    try {
      for (const std::string& name : vmcheck::kernel_peer::scenario_names(files)) {
        std::printf("%s\n", name.c_str());
      }
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      code = ExitCode::bad_input;
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vmcheck::kernel_peer;
  CLI::App app("Our core against the kernel's VMCI, in a guest made for it.", "guest_program");
  app.require_subcommand(1);
  Options options;
  ScenarioOptions scenarios;
  std::vector<std::string> files;
  ExitCode code = ExitCode::holds;
  const auto add = [&](const char* name, const char* what, auto agree) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("--seed", options.seed, "of what is drawn")->capture_default_str();
    command->add_option("--calls", options.calls, "how many")->capture_default_str();
    command->add_option("--most", options.most, "differences told")->capture_default_str();
    command->callback([&code, &options, agree] {
      code = run([&] { return agree(options.seed, options.calls, options.most); });
    });
  };
  add("pair-calls", "calls about queue pairs, at random", pair_calls_agree);
  add("datagram-calls", "datagrams between contexts, at random", datagram_calls_agree);
  add_scenarios(app, scenarios, code);
  add_list(app, files, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::bad_input);
  }
  return static_cast<int>(code);
}
