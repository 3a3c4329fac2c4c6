#include "tools/replay/text/bpftrace_line.h"

#include <nlohmann/json.hpp>

#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

// bpftrace's objects nest in two levels; more is somebody else's and is not followed.
nlohmann::json parse_object(std::string_view line) {
  constexpr int kDeepest = 8;
  const auto keep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    return depth < kDeepest;
  };
  return nlohmann::json::parse(line.begin(), line.end(), keep, false);
}

// A field of an object; null if it is none, or has no such field.
nlohmann::json field_of(const nlohmann::json& object, const char* name) {
  return object.is_object() ? object.value(name, nlohmann::json()) : nlohmann::json();
}

}  // namespace

BpftraceLine parse_bpftrace_line(std::string_view line, const Place& place) {
  const nlohmann::json object = parse_object(line);
  const nlohmann::json type = field_of(object, "type");
  const nlohmann::json data = field_of(object, "data");
  if (type == "attached_probes") return HeadLine{};
  if (type == "lost_events") {
    const nlohmann::json count = field_of(data, "events");
    if (!count.is_number_unsigned()) return LostLine{};
    return LostLine{std::nullopt, count.get<std::uint64_t>()};
  }
  if (type == "printf" && data.is_string()) {
    std::string text = data.get<std::string>();
    if (!text.empty() && text.find('\n') == text.size() - 1) {
      text.pop_back();
      return text;
    }
  }
  throw BadInput(
      place,
      R"(expected {"type":"printf","data":"..."} with a line and its newline, got )" + quote(line));
}

}  // namespace vmcheck::replay
