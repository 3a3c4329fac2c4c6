#include "tools/replay/schedule.h"

#include <fmt/core.h>

#include "tools/replay/events.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kMostOptions = UINT32_MAX;

// What a line's field "choice" can be.
run::ChoiceKind take_kind(Record& line) {
  using enum run::ChoiceKind;
  return run::parse_choice_kind(
      line.one_of("choice", {to_string(schedule), to_string(reads_from), to_string(coherence),
                             to_string(value), to_string(fault)}));
}

run::Choice take_choice(Record& line, std::uint64_t step) {
  line.natural("step", step, step);
  run::Choice choice{};
  choice.kind = take_kind(line);
  choice.options = static_cast<std::uint32_t>(line.natural("of", 1, kMostOptions));
  choice.taken = static_cast<std::uint32_t>(line.natural("taken", 0, choice.options - 1));
  line.finish("a choice");
  return choice;
}

// How many choices come before the one that a field of the header names, if it has the field.
std::optional<std::size_t> take_part(const char* field, const Schedule& schedule,
                                     Record& header_line) {
  if (!header_line.has(field)) return std::nullopt;
  const std::size_t first = header_line.natural(field, 1);
  if (schedule.model != kStatesModel) {
    header_line.reject(field, "none: a run under a memory model comes to an end");
  }
  return first - 1;
}

// The field for a part of the choices, behind which there must be some.
std::string part_text(const char* field, const std::optional<std::size_t>& before) {
  return before ? fmt::format(",\"{}\":{}", field, *before + 1) : "";
}

void check_part(const char* field, const std::optional<std::size_t>& before, std::size_t choices,
                const Record& header_line) {
  if (!before || *before < choices) return;
  header_line.reject(field, fmt::format("a choice, from 1 to {}", choices));
}

}  // namespace

std::string to_text(const Schedule& schedule) {
  const Header header{kScheduleKind, "vmcheck check", schedule.scenario, std::nullopt};
  const std::string parts =
      part_text("cycle", schedule.cycle) + part_text("recovery", schedule.faulty);
  std::string text = fmt::format("{{{},\"fault\":{},\"model\":{},\"property\":{}{}}}\n",
                                 to_json_fields(header), to_json(schedule.fault),
                                 to_json(schedule.model), to_json(schedule.property), parts);
  std::uint64_t step = 0;
  for (const run::Choice& choice : schedule.path) {
    text += fmt::format("{{\"step\":{},\"choice\":\"{}\",\"taken\":{},\"of\":{}}}\n", ++step,
                        to_string(choice.kind), choice.taken, choice.options);
  }
  return text + fmt::format("{{\"op\":\"end\",\"events\":{}}}\n", step);
}

Schedule read_schedule(const Header& common, Record& header_line, LineReader& lines) {
  Schedule schedule;
  schedule.scenario = common.scenario;
  schedule.fault = header_line.text("fault", kLongestText);
  schedule.model = header_line.text("model", kLongestText);
  schedule.property = header_line.text("property", kLongestText);
  schedule.cycle = take_part("cycle", schedule, header_line);
  schedule.faulty = take_part("recovery", schedule, header_line);
  header_line.finish("the header of a schedule");
  read_events(lines, [&](Record& line, std::size_t number) {
    schedule.path.push_back(take_choice(line, number));
  });
  check_part("cycle", schedule.cycle, schedule.path.size(), header_line);
  check_part("recovery", schedule.faulty, schedule.path.size(), header_line);
  return schedule;
}

}  // namespace vmcheck::replay
