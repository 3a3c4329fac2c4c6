#include "tools/replay/result_json.h"

#include <nlohmann/json.hpp>

namespace vmcheck::replay {

cli::ExitCode exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return cli::ExitCode::holds;
    case Verdict::diverged:
      return cli::ExitCode::violation;
    case Verdict::bad_input:
      return cli::ExitCode::bad_input;
    case Verdict::interrupted:
    case Verdict::undecided:
      return cli::ExitCode::no_verdict;
  }
  return cli::ExitCode::bad_input;
}

cli::ExitCode exit_code(const std::vector<FileOutcome>& outcomes) {
  cli::ExitCode code = cli::ExitCode::holds;
  for (const FileOutcome& each : outcomes) {
    code = cli::combine(code, exit_code(each.outcome.verdict));
  }
  return code;
}

std::string to_json(const std::vector<FileOutcome>& outcomes) {
  nlohmann::ordered_json traces = nlohmann::ordered_json::array();
  for (const auto& [file, outcome] : outcomes) {
    traces.push_back({{"file", file},
                      {"kind", outcome.kind},
                      {"scenario", outcome.scenario},
                      {"verdict", to_string(outcome.verdict)},
                      {"events", outcome.events},
                      {"line", outcome.line},
                      {"message", outcome.message},
                      {"notes", outcome.notes}});
  }
  const nlohmann::ordered_json result{{"format", "vmcheck-replay-result"},
                                      {"version", 1},
                                      {"exit_code", static_cast<int>(exit_code(outcomes))},
                                      {"traces", traces}};
  return result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace vmcheck::replay
