#include "tools/replay/replay.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "tools/replay/bad_input.h"
#include "tools/replay/header.h"
#include "tools/replay/kind.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/quote.h"
#include "tools/replay/record.h"

namespace vmcheck::replay {
namespace {

struct Kind {
  std::string_view name;
  KindReplay strict;
  KindReplay guided;   // null: such a trace has no gaps
  KindReplay conform;  // null: such a trace can only be taken for all that happened
};

// A new kind of trace is a new line here.
constexpr Kind kKinds[] = {
    {"ring", replay_ring, guide_ring, nullptr},
    {"schedule", replay_schedule, nullptr, nullptr},
    {"connection", replay_connection, guide_connection, explain_connection},
    {"calls", replay_calls, nullptr, nullptr},
};

KindReplay replay_of(const Kind& kind, Mode mode, const Record& line) {
  switch (mode) {
    case Mode::strict:
      return kind.strict;
    case Mode::guided:
      if (kind.guided != nullptr) return kind.guided;
      line.reject("kind", "\"ring\" or \"connection\", as the mode is guided");
    case Mode::conform:
      if (kind.conform != nullptr) return kind.conform;
      line.reject("kind", "\"connection\", as the mode is conform");
  }
  return nullptr;
}

const Kind& find_kind(const Header& header, const Record& line) {
  std::string known;
  for (const Kind& kind : kKinds) {
    if (kind.name == header.kind) return kind;
    known += (known.empty() ? "" : " or ") + quote(kind.name);
  }
  line.reject("kind", known);
}

void replay_lines(LineReader& lines, const Options& options, Outcome& outcome) {
  const auto first = lines.next();
  if (!first) throw BadInput(lines.place(), "expected a trace's header line, got an empty file");
  Record line = Record::parse(*first, lines.place());
  const Header header = take_header(line);
  outcome.kind = header.kind;
  outcome.scenario = header.scenario;
  const KindReplay replay = replay_of(find_kind(header, line), options.mode, line);
  replay(header, line, lines, options, outcome);
}

Outcome refuse(const std::string& message) {
  Outcome outcome;
  outcome.verdict = Verdict::bad_input;
  outcome.message = message;
  return outcome;
}

}  // namespace

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::diverged:
      return "diverged";
    case Verdict::bad_input:
      return "bad input";
    case Verdict::interrupted:
      return "interrupted";
    case Verdict::undecided:
      return "undecided";
  }
  return "unknown";
}

std::string note(const Gap& gap, const Place& place) {
  return fmt::format("{}:{}: {} are missing here: whatever may have happened is allowed",
                     place.file, place.line, to_text(gap));
}

std::string cut_note(const CutInput& cut) {
  return fmt::format("{}; what there is of it was replayed", cut.what());
}

void refuse_gap(const Place& place) {
  throw BadInput(place, R"(field "op": expected no "gap", as the mode is strict: --mode guided )"
                        "looks for what may have happened there");
}

bool is_interrupted(const Options& options, const Place& place, Outcome& outcome) {
  if (options.interrupted == nullptr || !*options.interrupted) return false;
  outcome.verdict = Verdict::interrupted;
  outcome.message = fmt::format("{}:{}: interrupted after {} events, without a verdict", place.file,
                                place.line, outcome.events);
  return true;
}

Outcome replay_stream(std::istream& in, const std::string& name, const Options& options) {
  LineReader lines(in, name);
  Outcome outcome;
  try {
    replay_lines(lines, options, outcome);
  } catch (const BadInput& error) {
    outcome.verdict = Verdict::bad_input;
    outcome.message = error.what();
  }
  outcome.line = lines.place().line;
  return outcome;
}

Outcome replay_file(const std::string& path, const std::string& name, const Options& options) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return refuse(name + ": expected a trace, got a folder");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse(name + ": cannot open: " + std::strerror(errno));
  return replay_stream(in, name, options);
}

}  // namespace vmcheck::replay
