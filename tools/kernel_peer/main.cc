// The programs that run in the guest, against its kernel.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>

#include "tools/cli/exit_code.h"
#include "tools/kernel_peer/connections.h"
#include "tools/kernel_peer/datagram_calls.h"
#include "tools/kernel_peer/guest.h"
#include "tools/kernel_peer/pair_calls.h"

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

}  // namespace

int main(int argc, char** argv) {
  using namespace vmcheck::kernel_peer;
  CLI::App app("Our core against the kernel's VMCI, in a guest made for it.", "guest_program");
  app.require_subcommand(1);
  Options options;
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
  bool first = false;
  CLI::App* connections =
      app.add_subcommand("connections", "between the core's sockets and the kernel's");
  connections->add_flag("--first", first, "end with the first that is not as it must be");
  connections->callback([&] { code = run([&] { return connections_agree(first); }); });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::bad_input);
  }
  return static_cast<int>(code);
}
