#include "tools/replay/header.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace vmcheck::replay {

Header take_header(Record& line) {
  line.one_of("format", {kFormatName});
  const std::uint64_t version = line.natural("version", 1);
  if (version > kFormatVersion) {
    line.reject("version",
                fmt::format("at most {} (newer traces need a newer vmcheck)", kFormatVersion));
  }
  Header header;
  header.kind = line.text("kind", kLongestText);
  header.source = line.text("source", kLongestText);
  header.scenario = line.text("scenario", kLongestText);
  header.seed = line.natural_or_null("seed");
  return header;
}

std::string to_json_fields(const Header& header) {
  return fmt::format(R"("format":"{}","version":{},"kind":{},"source":{},"scenario":{},"seed":{})",
                     kFormatName, kFormatVersion, to_json(header.kind), to_json(header.source),
                     to_json(header.scenario), header.seed ? std::to_string(*header.seed) : "null");
}

std::string to_text(const Gap& gap) {
  return fmt::format("{} events", gap.lost ? std::to_string(*gap.lost) : "some");
}

std::string to_end_line(std::uint64_t events) {
  return fmt::format(R"({{"op":"end","events":{}}})", events);
}

std::string to_json(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace vmcheck::replay
