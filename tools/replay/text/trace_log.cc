#include "tools/replay/text/trace_log.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "tools/replay/recording.h"
#include "tools/replay/text/bpftrace_line.h"
#include "tools/replay/text/recorder_events.h"

namespace vmcheck::replay {
namespace {

// Behind all events.
constexpr std::pair kEnd{std::numeric_limits<std::uint64_t>::max(),
                         std::numeric_limits<std::uint64_t>::max()};

std::string seconds(std::uint64_t time_ns) {
  return fmt::format("{}.{:09}", time_ns / 1000000000, time_ns % 1000000000);
}

}  // namespace

std::optional<LogEntry> TraceLog::next() {
  while (!ended_ && window_.size() + losses_.size() < kWindow) ended_ = !read();
  if (auto loss = next_loss()) return loss;
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
    if (unnamed_) lost_[0] = *unnamed_;
    for (const auto& [cpu, lost] : lost_) losses_.insert({last_[cpu], {kEnd, cpu, lost.count}});
    return false;
  }
  if (!text->starts_with('{')) {
    keep(parse_trace_line(*text, lines_.place()));
    return true;
  }
  const BpftraceLine line = parse_bpftrace_line(*text, lines_.place());
  if (const auto* lost = std::get_if<LostLine>(&line)) lose(*lost);
  if (const auto* printed = std::get_if<std::string>(&line)) {
    keep(parse_trace_line(*printed, lines_.place()));
  }
  return true;
}

void TraceLog::keep(const std::variant<TraceLine, LostLine, HeadLine>& line) {
  if (const auto* lost = std::get_if<LostLine>(&line)) lose(*lost);
  if (const auto* event = std::get_if<TraceLine>(&line)) keep(*event);
}

void TraceLog::lose(const LostLine& lost) {
  if (lost.cpu) {
    lost_[*lost.cpu] = lost;
  } else {
    unnamed_ = lost;
  }
}

void TraceLog::keep(const TraceLine& line) {
  const Key key{line.time_ns, ++order_};
  if (unnamed_) lost_[line.cpu] = *std::exchange(unnamed_, std::nullopt);
  if (const auto lost = lost_.extract(line.cpu)) {
    losses_.insert({last_[line.cpu], {key, line.cpu, lost.mapped().count}});
  }
  last_[line.cpu] = key;
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
  LogEntry& entry = window_[key];
  entry.time_ns = line.time_ns;
  entry.line = lines_.place().line;
  entry.cpu = line.cpu;
  entry.pid = line.pid;
  entry.event = line.event;
  entry.message = line.message;
}

std::optional<LogEntry> TraceLog::next_loss() {
  const Key next = window_.empty() ? kEnd : window_.begin()->first;
  const auto first = losses_.begin();
  const bool is_told = first == losses_.end() || first->first >= next;
  if (is_told && (next == given_loss_ || next > lossy_until_)) return std::nullopt;
  LogEntry entry;
  entry.time_ns = window_.empty() ? given_ns_.value_or(0) : next.first;
  entry.line = window_.empty() ? lines_.place().line : window_.begin()->second.line;
  entry.is_known = is_told;
  given_loss_ = next;
  if (is_told) return entry;
  entry.cpu = first->second.cpu;
  entry.lost = first->second.count;
  lossy_until_ = std::max(lossy_until_, first->second.to);
  losses_.erase(first);
  return entry;
}

void TraceLog::look_at_clock(const LogEntry& entry) {
  if (given_ns_ && entry.time_ns - *given_ns_ > kJump && ++jumps_ == 1) first_jump_ = entry.line;
  given_ns_ = entry.time_ns;
}

}  // namespace vmcheck::replay
