#include "tools/replay/events.h"

namespace vmcheck::replay {

void read_events(LineReader& lines,
                 const std::function<void(Record& line, std::size_t number)>& take) {
  for (std::size_t number = 1;; ++number) {
    const auto text = lines.next();
    if (!text) throw CutInput(lines.place(), "expected an \"end\" event, got the end of the file");
    Record line = Record::parse(*text, lines.place());
    if (line.has("op")) {
      line.one_of("op", {"end"});
      line.natural("events", number - 1, number - 1);
      line.finish("an end event");
      break;
    }
    take(line, number);
  }
  if (lines.next()) throw BadInput(lines.place(), "expected nothing behind the \"end\" event");
}

std::string_view next_text(LineReader& lines) {
  const auto text = lines.next();
  if (!text) {
    throw CutInput(lines.place(), R"(expected an event or {"op":"end",...}, got the end of the )"
                                  "file: the file was cut here");
  }
  return *text;
}

Record next_line(LineReader& lines) {
  const std::string_view text = next_text(lines);
  return Record::parse(text, lines.place());
}

void take_end(Record& line, LineReader& lines, std::uint64_t events) {
  line.natural("events", events, events);
  line.finish(R"(a line with the op "end")");
  if (lines.next()) {
    throw BadInput(lines.place(),
                   R"(expected the end of the file behind {"op":"end",...}, got a line)");
  }
}

}  // namespace vmcheck::replay
