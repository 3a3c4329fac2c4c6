#include "tools/replay/text/trace_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/replay/recording.h"
#include "tools/replay/text/recorder_events.h"

namespace vmcheck::replay {
namespace {

std::string seconds(std::uint64_t time_ns) {
  return fmt::format("{}.{:09}", time_ns / 1000000000, time_ns % 1000000000);
}

}  // namespace

std::optional<LogEntry> TraceLog::next() {
  while (!ended_ && window_.size() < kWindow) ended_ = !read();
  if (window_.empty()) return std::nullopt;
  LogEntry entry = std::move(window_.begin()->second);
  window_.erase(window_.begin());
  look_at_clock(entry);
  return entry;
}

bool TraceLog::read() {
  const auto text = lines_.next();
  if (interrupted_ != nullptr && *interrupted_) throw Interrupted();
  if (!text) {
    for (const auto& [cpu, lost] : lost_) add_lost(newest_ns_, lost.count);
    lost_.clear();
    return false;
  }
  const auto line = parse_trace_line(*text, lines_.place());
  if (const auto* lost = std::get_if<LostLine>(&line)) lost_[lost->cpu] = *lost;
  if (const auto* event = std::get_if<TraceLine>(&line)) keep(*event);
  return true;
}

void TraceLog::keep(const TraceLine& line) {
  newest_ns_ = std::max(newest_ns_, line.time_ns);
  const auto lost = lost_.find(line.cpu);
  if (lost != lost_.end()) {
    add_lost(line.time_ns, lost->second.count);
    lost_.erase(lost);
  }
  if (!line.event.starts_with(kRecorderPrefix)) {
    ++others_;
    return;
  }
  if (given_ns_ && line.time_ns < *given_ns_) {
    throw BadInput(lines_.place(),
                   fmt::format("field \"time\": expected at least {}, as lines are sorted {} at a "
                               "time, got {}: sort the log by time, or the clock went back",
                               seconds(*given_ns_), kWindow, seconds(line.time_ns)));
  }
  window_[{line.time_ns, ++order_}] = {line.time_ns,
                                       lines_.place().line,
                                       line.pid,
                                       std::string(line.event),
                                       std::string(line.message),
                                       std::nullopt};
}

void TraceLog::add_lost(std::uint64_t time_ns, std::optional<std::uint64_t> count) {
  const std::uint64_t time = std::max(time_ns, given_ns_.value_or(0));
  LogEntry entry;
  entry.time_ns = time;
  entry.line = lines_.place().line;
  entry.lost = count;
  window_[{time, ++order_}] = entry;
}

void TraceLog::look_at_clock(const LogEntry& entry) {
  if (given_ns_ && entry.time_ns - *given_ns_ > kJump && ++jumps_ == 1) first_jump_ = entry.line;
  given_ns_ = entry.time_ns;
}

}  // namespace vmcheck::replay
