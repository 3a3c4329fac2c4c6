#include "tools/replay/text/bpftrace_importer.h"

#include <nlohmann/json.hpp>

#include "tools/replay/line_reader.h"
#include "tools/replay/quote.h"
#include "tools/replay/recording.h"

namespace vmcheck::replay {
namespace {

// The text of a field of an object; empty if it is none, or is no text.
std::string text_of(const nlohmann::json& object, const char* field) {
  if (!object.is_object()) return "";
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// bpftrace's objects nest in two levels; more is somebody else's and is not followed.
nlohmann::json parse_object(std::string_view line) {
  constexpr int kDeepest = 8;
  const auto keep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    return depth < kDeepest;
  };
  return nlohmann::json::parse(line.begin(), line.end(), keep, false);
}

}  // namespace

std::uint64_t import_bpftrace(std::istream& in, const std::string& name,
                              const ImportOptions& options, std::ostream& out) {
  LineReader lines(in, name);
  std::uint64_t count = 0;
  while (const auto line = lines.next()) {
    if (options.interrupted != nullptr && *options.interrupted) throw Interrupted();
    if (line->empty()) continue;
    const nlohmann::json object = parse_object(*line);
    const std::string type = text_of(object, "type");
    if (type == "attached_probes") continue;
    if (type == "lost_events") {
      throw BadInput(lines.place(),
                     "field \"type\": expected no lost events: what follows does not "
                     "fit what precedes them; give bpftrace more room by "
                     "BPFTRACE_PERF_RB_PAGES");
    }
    const std::string data = text_of(object, "data");
    if (type != "printf" || data.empty() || data.find('\n') != data.size() - 1) {
      throw BadInput(lines.place(),
                     R"(expected {"type":"printf","data":"..."} with a line and its )"
                     "newline, got " +
                         quote(*line));
    }
    out << data;
    ++count;
  }
  return count;
}

}  // namespace vmcheck::replay
