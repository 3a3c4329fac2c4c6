#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tools/cli/atomic_file.h"
#include "tools/cli/user_path.h"
#include "tools/replay/bad_input.h"
#include "tools/replay/calls_importer.h"
#include "tools/replay/commands.h"
#include "tools/replay/connection_importer.h"
#include "tools/replay/importer.h"

namespace vmcheck::replay {
namespace {

using cli::ExitCode;
using cli::user_path;
namespace fs = std::filesystem;

// "linux-6.1-a1" for "recordings/linux-6.1-a1.jsonl".
std::string recording_name(const std::string& input) {
  const fs::path file = fs::path(input).filename();
  return (file.extension() == ".jsonl" ? file.stem() : file).string();
}

// What is imported of recordings: how, by what name, and what the trace's name ends in.
struct Import {
  decltype(&import_recording) import;
  const char* what;
  const char* ending;
};

Import import_of(const ImportCommand& command) {
  if (command.connections) return {import_connections, "packets", "-connection"};
  if (command.calls) return {import_calls, "calls", "-calls"};
  return {import_recording, "ring operations", ""};
}

// The same of its trace, without a folder.
std::string trace_name(const ImportCommand& command, const std::string& input) {
  return recording_name(input) + import_of(command).ending;
}

// The name of the trace, as the user would type it.
std::string output_name(const ImportCommand& command, const std::string& input) {
  std::error_code ignored;
  const std::string name = trace_name(command, input) + ".trace.jsonl";
  if (command.output.empty()) return name;
  if (!fs::is_directory(user_path(command.output), ignored)) return command.output;
  return (fs::path(command.output) / name).string();
}

// Refuses to write over what is read.
void require_different(const std::string& input, const std::string& output) {
  std::error_code ignored;
  if (fs::equivalent(user_path(input), user_path(output), ignored)) {
    throw cli::OutputError(output + ": cannot write the trace over its own recording");
  }
}

// Whether there was anything to import.
bool import_one(const ImportCommand& command, const std::string& input,
                const std::atomic<bool>& interrupted) {
  std::error_code ignored;
  if (fs::is_directory(user_path(input), ignored)) {
    throw BadInput(input + ": expected a recording, got a folder");
  }
  std::ifstream in(user_path(input), std::ios::binary);
  if (!in) throw BadInput(input + ": cannot open: " + std::strerror(errno));
  const std::string output = output_name(command, input);
  require_different(input, output);

  const std::string file = fs::path(input).filename().string();
  const ImportOptions options{
      .source = command.source.empty() ? file : file + ": " + command.source,
      .scenario = trace_name(command, input),
      .interrupted = &interrupted};
  cli::AtomicFile trace(user_path(output), output);
  const auto [import, what, ending] = import_of(command);
  const std::uint64_t count = import(in, input, options, trace.stream());
  if (count == 0) {
    fmt::print("{}: no {}, nothing to import\n", input, what);
    return false;
  }
  trace.commit();
  fmt::print("{}: {} {} -> {}\n", input, count, what, output);
  return true;
}

}  // namespace

ExitCode run(const ImportCommand& command, const std::atomic<bool>& interrupted) {
  std::error_code ignored;
  if (command.inputs.size() > 1 && !command.output.empty() &&
      !fs::is_directory(user_path(command.output), ignored)) {
    fmt::print(stderr, "{}: expected a folder that exists, as there are {} recordings\n",
               command.output, command.inputs.size());
    return ExitCode::bad_input;
  }
  ExitCode code = ExitCode::holds;
  bool any = false;
  for (const std::string& input : command.inputs) {
    try {
      any |= import_one(command, input, interrupted);
    } catch (const Interrupted&) {
      fmt::print(stderr, "{}: interrupted, nothing written\n", input);
      return cli::combine(code, ExitCode::no_verdict);
    } catch (const std::runtime_error& error) {  // BadInput, cli::OutputError
      fmt::print(stderr, "{}\n", error.what());
      code = cli::combine(code, ExitCode::bad_input);
    }
  }
  return any ? code : cli::combine(code, ExitCode::bad_input);
}

}  // namespace vmcheck::replay
