#include "tools/kernel_peer/report.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck::kernel_peer {
namespace {

using replay::Record;

// A header's first field; no other line has it.
constexpr std::string_view kHeader = R"({"format":)";

constexpr std::size_t kLongestFailure = 10000;

HandedTrace begin_trace(std::string_view line, const replay::Place& place) {
  Record header = Record::parse(line, place);
  return {replay::take_header(header).scenario, std::string(line) + '\n', {}};
}

Result read_result(std::string_view text, const replay::Place& place) {
  Record line = Record::parse(text, place);
  Result result;
  result.name = line.text("result", replay::kLongestText);
  if (!line.is_null("failure")) result.failure = line.text("failure", kLongestFailure);
  result.packets = line.natural_or_null("packets");
  result.bytes = line.natural_or_null("bytes");
  result.milliseconds = line.natural("ms");
  line.finish("a result");
  return result;
}

bool is_end(std::string_view line) {
  return line.starts_with(R"({"op":"end")");
}

std::string number_or_dash(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

const char* verdict_of(const Result& result) {
  if (result.failure) return "fails";
  return result.holds() ? "holds" : "differs";
}

}  // namespace

std::uint64_t Result::differences() const {
  const auto holds = [](const HandedTrace& trace) {
    return trace.outcome.verdict == replay::Verdict::holds;
  };
  return traces.size() -
         static_cast<std::uint64_t>(std::count_if(traces.begin(), traces.end(), holds));
}

std::vector<Result> read_results(std::istream& in, const std::string& name) {
  replay::LineReader lines(in, name);
  std::vector<Result> results;
  std::vector<HandedTrace> traces;
  bool in_trace = false;
  while (const auto line = lines.next()) {
    if (line->starts_with(kHeader)) {
      traces.push_back(begin_trace(*line, lines.place()));
      in_trace = true;
    } else if (in_trace) {
      traces.back().text += std::string(*line) + '\n';
      in_trace = !is_end(*line);
    } else {
      results.push_back(read_result(*line, lines.place()));
      results.back().traces = std::exchange(traces, {});
    }
  }
  for (Result& result : results) {
    for (HandedTrace& trace : result.traces) {
      std::istringstream text(trace.text);
      trace.outcome = replay::replay_stream(text, trace.name + ".trace.jsonl");
    }
  }
  return results;
}

std::string to_table(const std::vector<Result>& results) {
  std::size_t width = 10;
  for (const Result& result : results) width = std::max(width, result.name.size() + 2);
  std::string table = fmt::format("{:<{}}{:<9}{:>8}{:>10}{:>13}{:>9}\n", "scenario", width,
                                  "verdict", "packets", "bytes", "differences", "time");
  std::string below;
  for (const Result& result : results) {
    table += fmt::format("{:<{}}{:<9}{:>8}{:>10}{:>13}{:>7.1f} s\n", result.name, width,
                         verdict_of(result), number_or_dash(result.packets),
                         number_or_dash(result.bytes),
                         result.traces.empty() ? "-" : std::to_string(result.differences()),
                         static_cast<double>(result.milliseconds) / 1000);
    if (result.failure) below += fmt::format("{}: {}\n", result.name, *result.failure);
    for (const HandedTrace& trace : result.traces) {
      if (trace.outcome.verdict != replay::Verdict::holds) below += trace.outcome.message + '\n';
    }
  }
  const auto holds = [](const Result& result) { return result.holds(); };
  const auto held = std::count_if(results.begin(), results.end(), holds);
  return table + (below.empty() ? "" : "\n") + below +
         fmt::format("\n{} of {} hold\n", held, results.size());
}

}  // namespace vmcheck::kernel_peer
