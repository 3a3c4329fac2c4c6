// The programs that run in the guest, against its kernel.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include "tools/cli/exit_code.h"
#include "tools/kernel_peer/guest.h"
#include "tools/kernel_peer/pair_calls.h"

int main(int argc, char** argv) {
  using vmcheck::cli::ExitCode;
  CLI::App app("Our core against the kernel's VMCI, in a guest made for it.", "kernel_peer_guest");
  app.require_subcommand(1);
  std::uint64_t seed = 1;
  std::uint64_t calls = 20000;
  std::uint64_t most = 20;
  CLI::App* pair_calls = app.add_subcommand("pair-calls", "calls about queue pairs, at random");
  pair_calls->add_option("--seed", seed, "of what is drawn")->capture_default_str();
  pair_calls->add_option("--calls", calls, "how many")->capture_default_str();
  pair_calls->add_option("--most", most, "differences that are told")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::bad_input);
  }
  if (!vmcheck::kernel_peer::is_guest()) {
    std::fputs("This runs only in a guest that tools/kernel_peer boots.\n", stderr);
    return static_cast<int>(ExitCode::bad_input);
  }
  try {
    const bool agree = vmcheck::kernel_peer::pair_calls_agree(seed, calls, most);
    return static_cast<int>(agree ? ExitCode::holds : ExitCode::violation);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(ExitCode::bad_input);
  }
}
