// replay: runs recorded traces against the production core, and imports recordings.
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
    "  bazel run //tools/replay -- traces/linux-6.1-a1.trace.jsonl\n"
    "      The same from the source tree; paths are relative to your folder.\n\n"
    "The format of traces is described in traces/FORMAT.md.\n\n"
    "Exit codes:\n"
    "  0  every trace holds\n"
    "  1  a trace diverged, or an invariant broke\n"
    "  2  bad usage or bad input: unreadable, cut, not of the format\n"
    "  3  interrupted before the end";

constexpr const char* kImportFooter =
    "Reads JSON Lines recorded beside a real kernel and writes the ring operations as\n"
    "NAME.trace.jsonl, with --connections packets and calls of sockets as\n"
    "NAME-connection.trace.jsonl, with --calls answers to bad calls as NAME-calls.trace.jsonl.\n"
    "A recording that has none of them gives a note and no trace; it is an error (2) only when no\n"
    "recording has any. A trace is written whole or not at all.\n\n"
    "Examples:\n"
    "  replay import recordings/*.jsonl -o traces\n"
    "  replay import a.jsonl -o a.trace.jsonl --source \"Debian kernel 6.1 in QEMU\"";

ExitCode run(int argc, char** argv) {
  CLI::App app(kAbout, "replay");
  app.footer(kFooter);
  ReplayCommand replay;
  app.add_option("FILE", replay.files, "traces to replay");
  app.add_option("--json", replay.json, "write the result as JSON to this file")->type_name("FILE");

  const std::map<std::string, Mode> modes{{"strict", Mode::strict}, {"conform", Mode::conform}};
  app.add_option(
         "--mode", replay.mode,
         "strict: the core must do just what the trace says. conform: the trace says a part\n"
         "of what happened, and some execution of the core must explain it (default: what\n"
         "the trace can say)")
      ->transform(CLI::CheckedTransformer(modes))
      ->type_name("MODE");
  app.add_flag("--explain", replay.explain,
               "print what may have happened besides, where a trace says a part of it");

  CLI::App* import_app = app.add_subcommand("import", "turn recordings of a kernel into traces");
  import_app->footer(kImportFooter);
  ImportCommand import;
  import_app->add_option("INPUT", import.inputs, "recordings to import")->required();
  import_app
      ->add_option("-o,--output", import.output,
                   "the trace to write, or a folder that exists (default: the current folder)")
      ->type_name("OUT");
  import_app
      ->add_option("--source", import.source, "what was recorded and where, for the trace's header")
      ->type_name("TEXT");
  CLI::Option* connections = import_app->add_flag("--connections", import.connections,
                                                  "import packets and calls of sockets instead");
  import_app->add_flag("--calls", import.calls, "import answers to bad calls instead")
      ->excludes(connections);

  try {
    app.parse(argc, argv);
    if (*import_app && (!replay.files.empty() || !replay.json.empty())) {
      throw CLI::ArgumentMismatch("import takes its own arguments only: replay import INPUT...");
    }
    if (!*import_app && replay.files.empty()) {
      throw CLI::RequiredError("at least one trace: replay FILE...");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::holds : ExitCode::bad_input;
  }
  return *import_app ? vmcheck::replay::run(import, vmcheck::cli::interrupt_flag())
                     : vmcheck::replay::run(replay, vmcheck::cli::interrupt_flag());
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
