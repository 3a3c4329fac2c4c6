// replay: runs recorded traces against the production core, imports recordings and exports traces.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "tools/cli/exit_code.h"
#include "tools/cli/interrupt.h"
#include "tools/replay/commands.h"

namespace {

using vmcheck::cli::ExitCode;
using namespace vmcheck::replay;

constexpr const char* kAbout =
    "Replays recorded traces against vmcheck's production core: drives it with the recorded\n"
    "environment, compares every index and byte count, or every packet and answer, checks the "
    "ring's\n"
    "invariants at every step, and stops at the first divergence with both sides shown.\n";

constexpr const char* kFooter =
    "Examples:\n"
    "  replay traces/*.trace.jsonl\n"
    "      Replay all traces of the repository.\n"
    "  replay --json result.json mine.trace.jsonl\n"
    "      Replay one, and write the result for a machine.\n"
    "  replay import boot.jsonl --source \"kernel 6.1 in QEMU\"\n"
    "      Make boot.trace.jsonl of a kernel's recording.\n"
    "  replay --mode conform --explain mine-connection.trace.jsonl\n"
    "      Find calls, timeouts and answers of the broker that explain the packets in it.\n"
    "  replay --mode guided mine.trace.jsonl\n"
    "      The same of a trace with gaps: look for what may have happened in them.\n"
    "  replay import guest.pcapng && replay guest-connection.trace.jsonl\n"
    "      Hold the connections of a packet capture to the protocol.\n"
    "  replay export guest-connection.trace.jsonl --chrome guest.json\n"
    "      Show a connection in Perfetto.\n"
    "  bazel run //tools/replay -- traces/linux-6.1-a1.trace.jsonl\n"
    "      The same from the source tree; paths are relative to your folder.\n\n"
    "The format of traces is described in traces/FORMAT.md.\n\n"
    "Exit codes:\n"
    "  0  every trace holds\n"
    "  1  a trace diverged, or an invariant broke\n"
    "  2  bad usage or bad input: unreadable, cut, not of the format\n"
    "  3  no verdict: interrupted before the end, or a search came to its bound";

constexpr const char* kImportFooter =
    "What a file is, is seen from its first bytes:\n"
    "  JSON Lines recorded beside a real kernel: ring operations become NAME.trace.jsonl, with\n"
    "    --connections packets and calls of sockets NAME-connection.trace.jsonl, with --calls\n"
    "    answers to bad calls NAME-calls.trace.jsonl\n"
    "  a text of ftrace, trace-cmd report, perf script or bpftrace (-f json too) with the\n"
    "    recorder's events: ring operations, or with --connections control packets, likewise\n"
    "  a log of the platform that records (driver_core/hal/recorded): the same two\n"
    "  pcap or pcapng of LINKTYPE_VSOCK: control packets, as NAME-connection.trace.jsonl\n"
    "An input that has none of them gives a note and no trace; it is an error (2) only when no\n"
    "input has any. A trace is written whole or not at all. What was left out or lost is said.\n\n"
    "Examples:\n"
    "  replay import recordings/*.jsonl -o traces\n"
    "  replay import a.jsonl -o a.trace.jsonl --source \"Debian kernel 6.1 in QEMU\"\n"
    "  replay import --connections --context 3 trace_pipe.txt";

constexpr const char* kExportFooter =
    "A packet capture has each control packet whole, which Wireshark skips but `replay import`\n"
    "reads, and of data its length. Chrome trace events are shown by Perfetto (ui.perfetto.dev):\n"
    "a process for each machine, an arrow for each packet, what is in the rings as counters.\n\n"
    "Example:\n"
    "  replay export traces/linux-6.1-a1-connection.trace.jsonl --pcap a1.pcap --shiviz a1.log";

// The arguments of import, as the parser fills them in.
CLI::App* add_import(CLI::App& app, ImportCommand& import) {
  CLI::App* command =
      app.add_subcommand("import", "turn recordings, logs and captures into traces");
  command->footer(kImportFooter);
  command->add_option("INPUT", import.inputs, "files to import")->required();
  command
      ->add_option("-o,--output", import.output,
                   "the trace to write, or a folder that exists (default: the current folder)")
      ->type_name("OUT");
  command
      ->add_option("--source", import.source, "what was recorded and where, for the trace's header")
      ->type_name("TEXT");
  CLI::Option* connections = command->add_flag("--connections", import.connections,
                                               "import packets and calls of sockets instead");
  command->add_flag("--calls", import.calls, "import answers to bad calls instead")
      ->excludes(connections);
  command
      ->add_option("--context", import.context,
                   "of a log or capture: the recorded machine (default: the first packet's guest)")
      ->type_name("CID");
  command
      ->add_option("--peer", import.peer_context,
                   "of a log or capture: its peer (default: the host, or the first packet's other "
                   "end)")
      ->type_name("CID");
  return command;
}

// The same of export.
CLI::App* add_export(CLI::App& app, ExportCommand& command) {
  CLI::App* sub = app.add_subcommand("export", "write a connection trace in other tools' formats");
  sub->footer(kExportFooter);
  sub->add_option("TRACE", command.trace, "a connection trace")->required();
  sub->add_option("--pcap", command.pcap, "write a packet capture")->type_name("FILE");
  sub->add_option("--chrome", command.chrome, "write Chrome trace events")->type_name("FILE");
  sub->add_option("--shiviz", command.shiviz, "write a log for ShiViz")->type_name("FILE");
  return sub;
}

ExitCode run(int argc, char** argv) {
  CLI::App app(kAbout, "replay");
  app.footer(kFooter);
  ReplayCommand replay;
  app.add_option("FILE", replay.files, "traces to replay");
  app.add_option("--json", replay.json, "write the result as JSON to this file")->type_name("FILE");

  const std::map<std::string, Mode> modes{
      {"strict", Mode::strict}, {"guided", Mode::guided}, {"conform", Mode::conform}};
  app.add_option(
         "--mode", replay.mode,
         "strict: the core must do just what the trace says. guided: the same, but where the\n"
         "trace has gaps, or is cut, something that may have happened must lead to what is\n"
         "behind. conform: the trace says a part\n"
         "of what happened, and some execution of the core must explain its packets, as\n"
         "always of traces that have packets only (default: strict)")
      ->transform(CLI::CheckedTransformer(modes))
      ->type_name("MODE");
  app.add_option(
         "--max-situations", replay.max_situations,
         "look through at most so many situations of one end between two events, where the\n"
         "trace says a part of what happened; where there are more: exit code 3\n"
         "(default: 262144)")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  app.add_flag("--explain", replay.explain,
               "print what may have happened besides, where a trace says a part of it");

  ImportCommand import;
  const CLI::App* import_app = add_import(app, import);
  ExportCommand exporting;
  const CLI::App* export_app = add_export(app, exporting);

  try {
    app.parse(argc, argv);
    const bool has_subcommand = *import_app || *export_app;
    if (has_subcommand && (!replay.files.empty() || !replay.json.empty())) {
      throw CLI::ArgumentMismatch(
          *import_app ? "import takes its own arguments only: replay import INPUT..."
                      : "export takes its own arguments only: replay export TRACE");
    }
    if (*export_app && exporting.pcap + exporting.chrome + exporting.shiviz == "") {
      throw CLI::RequiredError("at least one of --pcap, --chrome and --shiviz");
    }
    if (!has_subcommand && replay.files.empty()) {
      throw CLI::RequiredError("at least one trace: replay FILE...");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::holds : ExitCode::bad_input;
  }
  const auto& interrupted = vmcheck::cli::interrupt_flag();
  if (*import_app) return vmcheck::replay::run(import, interrupted);
  if (*export_app) return vmcheck::replay::run(exporting, interrupted);
  return vmcheck::replay::run(replay, interrupted);
}

}  // namespace

int main(int argc, char** argv) {
  vmcheck::cli::catch_interrupts();
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const std::exception& error) {  // cli::OutputError; out of memory
    std::fprintf(stderr, "replay: %s\n", error.what());
    return static_cast<int>(ExitCode::bad_input);
  }
}
