#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tools/cli/atomic_file.h"
#include "tools/cli/user_path.h"
#include "tools/replay/bad_input.h"
#include "tools/replay/calls_importer.h"
#include "tools/replay/capture/capture_importer.h"
#include "tools/replay/capture/capture_reader.h"
#include "tools/replay/commands.h"
#include "tools/replay/connection_importer.h"
#include "tools/replay/foreign_file.h"
#include "tools/replay/importer.h"
#include "tools/replay/recorded/log_importer.h"
#include "tools/replay/recorded/log_reader.h"
#include "tools/replay/text/text_importer.h"

namespace vmcheck::replay {
namespace {

using cli::ExitCode;
using cli::user_path;
namespace fs = std::filesystem;

// What a file is, by how it begins.
enum class Source {
  recording,  // JSON Lines of a program beside a kernel
  capture,    // pcap or pcapng
  platform,   // a log of the platform that records
  log,        // a text of ftrace, trace-cmd, perf or bpftrace
};

// The first bytes of a stream, which stay in it. A pipe cannot be read twice: they are put back.
std::string first_bytes(std::istream& in, std::size_t count) {
  std::string bytes(count, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  in.clear();
  for (std::size_t i = 0; i < bytes.size(); ++i) in.unget();
  return bytes;
}

Source source_of(std::istream& in, const std::string& name) {
  const std::string start = first_bytes(in, 8);
  refuse_foreign(start, name);
  if (start.size() >= 4 &&
      is_capture({reinterpret_cast<const unsigned char*>(start.data()), start.size()})) {
    return Source::capture;
  }
  if (is_recorded_log(start)) return Source::platform;
  if (start.starts_with(R"({"type")")) return Source::log;  // bpftrace's lines
  return start.empty() || start.front() == '{' ? Source::recording : Source::log;
}

// What is imported of a file: how, by what name, and what the trace's name ends in.
struct Import {
  decltype(&import_recording) import;
  const char* what;
  const char* ending;
};

constexpr const char* kOperations = "ring operations";
constexpr const char* kPackets = "packets";
constexpr const char* kConnection = "-connection";

Import import_of(const ImportCommand& command, Source source) {
  switch (source) {
    case Source::capture:
      return {import_capture, kPackets, kConnection};
    case Source::platform:
      if (command.connections) return {import_recorded_packets, kPackets, kConnection};
      return {import_recorded_rings, kOperations, ""};
    case Source::log:
      if (command.connections) return {import_log_packets, kPackets, kConnection};
      return {import_log_rings, kOperations, ""};
    case Source::recording:
      break;
  }
  if (command.connections) return {import_connections, kPackets, kConnection};
  if (command.calls) return {import_calls, "calls", "-calls"};
  return {import_recording, kOperations, ""};
}

// "linux-6.1-a1" for "recordings/linux-6.1-a1.jsonl".
std::string recording_name(const std::string& input) {
  const fs::path file = fs::path(input).filename();
  for (const char* extension : {".jsonl", ".json", ".pcap", ".pcapng", ".txt", ".log"}) {
    if (file.extension() == extension) return file.stem().string();
  }
  return file.string();
}

// The name of the trace, as the user would type it.
std::string output_name(const ImportCommand& command, const std::string& trace) {
  std::error_code ignored;
  const std::string name = trace + ".trace.jsonl";
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
  const Source source = source_of(in, input);
  if (command.calls && source != Source::recording) {
    throw BadInput(input +
                   ": expected a recording, as --calls are imported, got a log or a capture");
  }
  const auto [import, what, ending] = import_of(command, source);
  const std::string name = recording_name(input) + ending;
  const std::string output = output_name(command, name);
  require_different(input, output);

  const std::string file = fs::path(input).filename().string();
  std::vector<std::string> notes;
  const ImportOptions options{
      .source = command.source.empty() ? file : file + ": " + command.source,
      .scenario = name,
      .interrupted = &interrupted,
      .context = command.context,
      .peer_context = command.peer_context,
      .notes = &notes};
  cli::AtomicFile trace(user_path(output), output);
  const std::uint64_t count = import(in, input, options, trace.stream());
  for (const std::string& note : notes) fmt::print("{}: {}\n", input, note);
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
