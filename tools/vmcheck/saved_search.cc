#include "tools/vmcheck/saved_search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "tools/replay/events.h"
#include "tools/replay/header.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/record.h"

namespace vmcheck {
namespace {

using replay::BadInput;
using replay::Record;

constexpr const char* kKind = "search";
constexpr std::uint64_t kMost = UINT32_MAX;

std::string to_text(const explore::Part& part, std::size_t number) {
  std::vector<std::uint32_t> taken;
  std::vector<std::uint32_t> of;
  for (const run::Choice& choice : part.setup) {
    taken.push_back(choice.taken);
    of.push_back(choice.options);
  }
  return fmt::format(
      "{{\"part\":{},\"setup\":[{}],\"setup_of\":[{}],\"begun\":{},\"position\":[{}],"
      "\"kept\":{}}}\n",
      number, fmt::join(taken, ","), fmt::join(of, ","), part.begun ? 1 : 0,
      fmt::join(part.position, ","), part.kept);
}

explore::Part take_part(Record& line, std::size_t number) {
  line.natural("part", number, number);
  explore::Part part;
  const std::vector<std::uint64_t> taken = line.naturals("setup", kMost);
  const std::vector<std::uint64_t> of = line.naturals("setup_of", kMost);
  if (of.size() != taken.size()) {
    line.reject("setup_of", fmt::format("as many numbers as \"setup\" has, {}", taken.size()));
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] >= of[i]) line.reject("setup", "numbers below those of \"setup_of\"");
    part.setup.push_back({run::ChoiceKind::value, static_cast<std::uint32_t>(of[i]),
                          static_cast<std::uint32_t>(taken[i])});
  }
  part.begun = line.natural("begun", 0, 1) == 1;
  for (const std::uint64_t count : line.naturals("position", kMost)) {
    part.position.push_back(static_cast<std::uint32_t>(count));
  }
  part.kept = static_cast<std::uint32_t>(line.natural("kept", 0, part.position.size()));
  line.finish("a part of a search");
  return part;
}

}  // namespace

std::string to_text(const SavedSearch& search) {
  const replay::Header header{kKind, "vmcheck check", search.scenario, std::nullopt};
  std::string text = fmt::format("{{{},\"fault\":{},\"model\":{}}}\n", to_json_fields(header),
                                 replay::to_json(search.fault), replay::to_json(search.model));
  std::size_t number = 0;
  for (const explore::Part& part : search.parts) text += to_text(part, ++number);
  return text + fmt::format("{{\"op\":\"end\",\"events\":{}}}\n", number);
}

SavedSearch load_search(const std::string& path, const std::string& name) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw BadInput(name + ": cannot open: " + std::strerror(errno));
  replay::LineReader lines(in, name);
  const auto first = lines.next();
  if (!first) throw BadInput(lines.place(), "expected a header line, got an empty file");
  Record header_line = Record::parse(*first, lines.place());
  const replay::Header common = replay::take_header(header_line);
  if (common.kind != kKind) header_line.reject("kind", "\"search\"");
  SavedSearch search;
  search.scenario = common.scenario;
  search.fault = header_line.text("fault", replay::kLongestText);
  search.model = header_line.text("model", replay::kLongestText);
  header_line.finish("the header of a search");
  replay::read_events(lines, [&](Record& line, std::size_t number) {
    search.parts.push_back(take_part(line, number));
  });
  if (search.parts.empty()) header_line.reject("kind", "a search of which a part is left");
  return search;
}

}  // namespace vmcheck
