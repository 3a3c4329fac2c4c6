#include "tools/replay/recording.h"

#include <fmt/core.h>

#include <utility>

namespace vmcheck::replay {

std::optional<RecordedLine> RecordingReader::next() {
  const auto text = lines_.next();
  if (interrupted_ != nullptr && *interrupted_) throw Interrupted();
  if (!text) {
    if (ended_) return std::nullopt;
    throw BadInput(lines_.place(), R"(expected a run's "end" line, got the end of the file: )"
                                   "the recording was cut here");
  }
  Record fields = Record::parse(*text, lines_.place());
  const std::uint64_t step = fields.natural("step");
  if (step_ && step != *step_ + 1) {
    fields.reject("step", fmt::format("{}, as steps have no gaps", *step_ + 1));
  }
  step_ = step;
  const std::uint64_t t_us = fields.natural("t_us");
  if (t_us < t_us_) fields.reject("t_us", fmt::format("at least {}, the time before", t_us_));
  t_us_ = t_us;
  std::string run = fields.text("run", kLongestRecordedName);
  std::string who = fields.text("who", kLongestRecordedName);
  std::string op = fields.text("op", kLongestRecordedName);
  ended_ = who == "run" && op == "end";
  return RecordedLine{std::move(fields), step, t_us, std::move(run), std::move(who), std::move(op)};
}

}  // namespace vmcheck::replay
