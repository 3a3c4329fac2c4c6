#include "tools/replay/text/trace_line.h"

#include <fmt/core.h>

#include <limits>
#include <string>

#include "tools/replay/parse_number.h"
#include "tools/replay/quote.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kNanoseconds = 1000000000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

void trim_front(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

void trim_back(std::string_view& text) {
  while (!text.empty() && (is_space(text.back()) || text.back() == '\r')) text.remove_suffix(1);
}

// The text up to the next space, which is taken off the front.
std::string_view take_token(std::string_view& text) {
  trim_front(text);
  std::size_t length = 0;
  while (length < text.size() && !is_space(text[length])) ++length;
  const std::string_view token = text.substr(0, length);
  text.remove_prefix(length);
  return token;
}

// Takes the number that a text ends in off its back.
template <typename Number>
std::optional<Number> take_last_number(std::string_view& text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  const auto number = parse_number<Number>(text.substr(begin));
  if (number) text = text.substr(0, begin);
  return number;
}

// "1234.567890:", in nanoseconds.
std::optional<std::uint64_t> time_of(std::string_view text) {
  if (text.empty() || text.back() != ':') return std::nullopt;
  text.remove_suffix(1);
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  const std::size_t digits = text.size() - point - 1;
  const auto seconds = parse_number<std::uint64_t>(text.substr(0, point));
  const auto fraction = parse_number<std::uint64_t>(text.substr(point + 1));
  if (!seconds || !fraction || (digits != 6 && digits != 9)) return std::nullopt;
  if (*seconds >= std::numeric_limits<std::uint64_t>::max() / kNanoseconds) return std::nullopt;
  return *seconds * kNanoseconds + (digits == 6 ? *fraction * 1000 : *fraction);
}

// "NAME-PID", "NAME PID", "NAME PID/TID", which is the thread's then; with "(TGID)" behind it.
bool read_task(std::string_view text, TraceLine& line) {
  trim_back(text);
  if (!text.empty() && text.back() == ')') {
    const std::size_t open = text.rfind('(');
    if (open == std::string_view::npos) return false;
    text = text.substr(0, open);
    trim_back(text);
  }
  auto pid = take_last_number<std::uint32_t>(text);
  if (pid && !text.empty() && text.back() == '/') {
    text.remove_suffix(1);
    if (!take_last_number<std::uint32_t>(text)) return false;
  }
  if (!pid || text.empty() || (text.back() != '-' && !is_space(text.back()))) return false;
  text.remove_suffix(1);
  trim_front(text);
  trim_back(text);
  line.task = text;
  line.pid = *pid;
  return true;
}

// What stands behind the CPU: "FLAGS TIME: EVENT: MESSAGE".
bool read_rest(std::string_view text, TraceLine& line) {
  std::string_view token = take_token(text);
  auto time = time_of(token);
  if (!time) time = time_of(take_token(text));
  if (!time) return false;
  line.time_ns = *time;
  trim_front(text);
  std::string_view rest = text;
  std::string_view event = take_token(rest);
  trim_front(rest);
  line.message = text;
  if (event.size() < 2 || event.back() != ':') return true;
  event.remove_suffix(1);
  line.event = event.substr(event.rfind(':') + 1);
  line.message = rest;
  return true;
}

// Behind any of the brackets the CPU may end: a name may hold some as well.
std::optional<TraceLine> read_event(std::string_view text) {
  for (std::size_t open = text.find('['); open != std::string_view::npos;
       open = text.find('[', open + 1)) {
    const std::size_t close = text.find(']', open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto cpu = parse_number<std::uint16_t>(text.substr(open + 1, close - open - 1));
    TraceLine line;
    if (!cpu || !read_task(text.substr(0, open), line)) continue;
    line.cpu = *cpu;
    if (read_rest(text.substr(close + 1), line)) return line;
  }
  return std::nullopt;
}

// The number before or behind the word that says that they are lost.
std::optional<std::uint64_t> lost_count(std::string_view text) {
  while (!text.empty()) {
    if (const auto count = parse_number<std::uint64_t>(take_token(text))) return count;
    trim_front(text);
  }
  return std::nullopt;
}

// "CPU:2 [LOST 37 EVENTS]", "Lost 37 events".
std::optional<LostLine> read_lost(std::string_view text) {
  constexpr std::string_view kCpu = "CPU:";
  if (text.starts_with("Lost ") && text.ends_with(" events")) {
    return LostLine{std::nullopt, lost_count(text)};
  }
  if (!text.starts_with(kCpu) || text.empty() || text.back() != ']') return std::nullopt;
  text.remove_prefix(kCpu.size());
  const auto cpu = parse_number<std::uint16_t>(take_token(text));
  trim_front(text);
  if (!cpu || !text.starts_with('[')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const bool is_lost =
      text.find("LOST") != std::string_view::npos || text.find("DROPPED") != std::string_view::npos;
  if (!is_lost) return std::nullopt;
  return LostLine{*cpu, lost_count(text)};
}

bool is_head(std::string_view text) {
  for (const std::string_view start :
       {"#", "cpus=", "version = ", "CPU ", "trace-cmd", "Attaching "}) {
    if (text.starts_with(start)) return true;
  }
  return text.empty();
}

}  // namespace

std::variant<TraceLine, LostLine, HeadLine> parse_trace_line(std::string_view line,
                                                             const Place& place) {
  std::string_view text = line;
  trim_front(text);
  trim_back(text);
  if (const auto lost = read_lost(text)) return *lost;
  if (const auto event = read_event(text)) {
    constexpr std::string_view kPerfLost = "PERF_RECORD_LOST";
    if (!event->message.starts_with(kPerfLost)) return *event;
    return LostLine{event->cpu, lost_count(event->message.substr(kPerfLost.size()))};
  }
  if (is_head(text)) return HeadLine{};
  throw BadInput(
      place,
      fmt::format("expected a line of ftrace, trace-cmd, perf script or bpftrace, \"TASK-PID "
                  "[CPU] FLAGS SECONDS: EVENT: FIELDS\" with 6 or 9 digits behind the "
                  "point of the seconds, got {}",
                  quote(text)));
}

}  // namespace vmcheck::replay
