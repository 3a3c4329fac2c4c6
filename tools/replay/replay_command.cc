#include <fmt/core.h>

#include <cstdio>

#include "tools/cli/atomic_file.h"
#include "tools/cli/user_path.h"
#include "tools/replay/commands.h"
#include "tools/replay/replay.h"
#include "tools/replay/result_json.h"

namespace vmcheck::replay {
namespace {

void print(const std::string& file, const Outcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::holds:
      fmt::print("{}: holds, {} events\n{}", file, outcome.events, outcome.explanation);
      break;
    case Verdict::diverged:
      fmt::print("{}\n{}", outcome.message, outcome.explanation);
      break;
    case Verdict::bad_input:
    case Verdict::interrupted:
    case Verdict::undecided:
      fmt::print(stderr, "{}\n", outcome.message);
      break;
  }
  for (const std::string& note : outcome.notes) fmt::print("{}\n", note);
}

void write_json(const std::string& typed, const std::vector<FileOutcome>& outcomes) {
  cli::AtomicFile file(cli::user_path(typed), typed);
  file.stream() << to_json(outcomes);
  file.commit();
}

}  // namespace

cli::ExitCode run(const ReplayCommand& command, const std::atomic<bool>& interrupted) {
  const Options options{.mode = command.mode,
                        .most_situations = command.max_situations,
                        .explain = command.explain,
                        .interrupted = &interrupted};
  std::vector<FileOutcome> outcomes;
  std::uint64_t held = 0;
  std::uint64_t events = 0;
  for (const std::string& file : command.files) {
    const Outcome outcome = replay_file(cli::user_path(file), file, options);
    print(file, outcome);
    if (outcome.verdict == Verdict::holds) ++held;
    events += outcome.events;
    outcomes.push_back({file, outcome});
    if (outcome.verdict == Verdict::interrupted) break;
  }
  fmt::print("{} of {} traces hold, {} events replayed{}\n", held, command.files.size(), events,
             outcomes.size() < command.files.size() || interrupted ? " (incomplete)" : "");
  if (!command.json.empty()) write_json(command.json, outcomes);
  return exit_code(outcomes);
}

}  // namespace vmcheck::replay
