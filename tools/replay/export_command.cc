#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tools/cli/atomic_file.h"
#include "tools/cli/user_path.h"
#include "tools/replay/bad_input.h"
#include "tools/replay/commands.h"
#include "tools/replay/export/chrome_export.h"
#include "tools/replay/export/pcap_export.h"
#include "tools/replay/export/shiviz_export.h"
#include "tools/replay/recording.h"

namespace vmcheck::replay {
namespace {

using cli::ExitCode;
using cli::user_path;

// The files that are asked for, and what writes each.
class Outputs {
 public:
  explicit Outputs(std::string trace) : trace_(std::move(trace)) {}

  template <typename Format>
  void add(const std::string& typed) {
    if (typed.empty()) return;
    std::error_code ignored;
    if (std::filesystem::equivalent(user_path(trace_), user_path(typed), ignored)) {
      throw cli::OutputError(typed + ": cannot write over the trace itself");
    }
    if (std::find(names_.begin(), names_.end(), typed) != names_.end()) {
      throw cli::OutputError(typed + ": cannot write two formats to one file");
    }
    files_.push_back(std::make_unique<cli::AtomicFile>(user_path(typed), typed));
    exporters_.push_back(std::make_unique<Format>(files_.back()->stream()));
    names_.push_back(typed);
  }

  std::vector<Exporter*> exporters() const {
    std::vector<Exporter*> all;
    for (const auto& exporter : exporters_) all.push_back(exporter.get());
    return all;
  }

  void commit() {
    for (const auto& file : files_) file->commit();
  }

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::string trace_;
  std::vector<std::unique_ptr<cli::AtomicFile>> files_;
  std::vector<std::unique_ptr<Exporter>> exporters_;
  std::vector<std::string> names_;
};

void export_all(const ExportCommand& command, const std::atomic<bool>& interrupted) {
  std::error_code ignored;
  if (std::filesystem::is_directory(user_path(command.trace), ignored)) {
    throw BadInput(command.trace + ": expected a trace, got a folder");
  }
  std::ifstream in(user_path(command.trace), std::ios::binary);
  if (!in) throw BadInput(command.trace + ": cannot open: " + std::strerror(errno));
  Outputs outputs(command.trace);
  outputs.add<PcapExport>(command.pcap);
  outputs.add<ChromeExport>(command.chrome);
  outputs.add<ShivizExport>(command.shiviz);
  const std::uint64_t events = export_trace(in, command.trace, outputs.exporters(), &interrupted);
  outputs.commit();
  fmt::print("{}: {} events -> {}\n", command.trace, events, fmt::join(outputs.names(), ", "));
}

}  // namespace

ExitCode run(const ExportCommand& command, const std::atomic<bool>& interrupted) {
  try {
    export_all(command, interrupted);
    return ExitCode::holds;
  } catch (const Interrupted&) {
    fmt::print(stderr, "{}: interrupted, nothing written\n", command.trace);
    return ExitCode::no_verdict;
  } catch (const std::runtime_error& error) {  // BadInput, cli::OutputError
    fmt::print(stderr, "{}\n", error.what());
    return ExitCode::bad_input;
  }
}

}  // namespace vmcheck::replay
