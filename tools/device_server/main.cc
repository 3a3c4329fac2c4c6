// device_server: the simulated VMCI device in a virtual machine of QEMU's.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/device_server/function.h"
#include "tools/device_server/qemu.h"

namespace {

using vmcheck::cli::ExitCode;
using namespace vmcheck::device_server;

constexpr const char* kAbout =
    "Runs QEMU with a VMCI device (15ad:0740) on the guest's PCI bus, which is the one that "
    "vmcheck\n"
    "explores drivers with: its registers, its datagrams, the hypervisor behind it. Prints what "
    "the\n"
    "guest's driver asks of the hypervisor, a line each, and where it breaks a rule.\n";

constexpr const char* kFooter =
    "QEMU must run without KVM and with all processors in one thread: -accel tcg,thread=single.\n"
    "The guest's memory (--memory) and the device are added to its command.\n\n"
    "Example:\n"
    "  device_server --msix 2 -- qemu-system-x86_64 -accel tcg,thread=single -smp 2 \\\n"
    "      -display none -serial file:console -kernel vmlinuz -initrd initrd.gz\n\n"
    "Exit codes:\n"
    "  0  QEMU ended well, and no rule was broken\n"
    "  1  a rule was broken\n"
    "  2  bad usage, or QEMU failed";

struct Options {
  Features features;
  std::uint32_t context = 64;
  bool wide_page_numbers = false;
  unsigned megabytes = 512;
  std::vector<std::string> command;
};

// Capabilities: datagrams, notifications; page numbers of 64 bits; datagrams through memory.
std::uint8_t capabilities(const Options& options) {
  return static_cast<std::uint8_t>(4 | 8 | (options.wide_page_numbers ? 16 : 0) |
                                   (options.features.registers_in_memory ? 32 : 0));
}

ExitCode serve(const Options& options) {
  Qemu qemu = start_qemu(options.command, options.megabytes);
  MpqemuConnection connection(std::move(qemu.device));
  Qtest qtest(std::move(qemu.qtest));
  GuestMemory memory;
  ServedDevice device(options.context, capabilities(options), memory);
  Function function(options.features, device, memory, qtest);
  while (const auto request = connection.receive()) {
    const std::uint64_t answer = function.handle(*request);
    if (request->wants_reply()) connection.reply(answer);
  }
  const int status = wait_for(qemu);
  if (device.breaches() > 0) return ExitCode::violation;
  if (status == 0) return ExitCode::holds;
  std::fprintf(stderr, "device_server: QEMU ended with %d\n", status);
  return ExitCode::bad_input;
}

ExitCode run(int argc, char** argv) {
  CLI::App app(kAbout, "device_server");
  app.footer(kFooter);
  Options options;
  app.add_option("--msix", options.features.msix_vectors, "how many MSI-X vectors the device has")
      ->check(CLI::Range(0U, MsixTable::kMostVectors));
  app.add_flag("--msi", options.features.msi, "the device has MSI");
  app.add_flag("--memory-registers", options.features.registers_in_memory,
               "registers and datagrams are in memory");
  app.add_flag("--ppn64", options.wide_page_numbers, "page numbers have 64 bits");
  app.add_option("--context", options.context, "the machine's context id")
      ->check(CLI::Range(ServedDevice::kLeastContext, ServedDevice::kGreatestContext));
  app.add_option("--memory", options.megabytes, "the guest's memory, in MiB")
      ->check(CLI::Range(64U, 2048U));
  app.add_option("QEMU", options.command, "QEMU's command, behind --")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::holds : ExitCode::bad_input;
  }
  return serve(options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "device_server: %s\n", error.what());
    return static_cast<int>(ExitCode::bad_input);
  }
}
