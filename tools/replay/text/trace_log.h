// The recorder's events in a text that Linux's tracing tools write, in the order of their times.
#pragma once

#include <atomic>
#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "tools/replay/line_reader.h"
#include "tools/replay/text/trace_line.h"

namespace vmcheck::replay {

// An event of the recorder's, or a place where events may be lost.
struct LogEntry {
  std::uint64_t time_ns = 0;
  std::uint64_t line = 0;  // where it stands in the file
  std::uint32_t cpu = 0;   // where it happened, or whose events are lost
  std::uint32_t pid = 0;
  std::string event = {};  // recorder_events.h; empty: events may be lost here
  std::string message = {};
  std::optional<std::uint64_t> lost = {};  // how many; nothing: the tool does not know
  bool is_known = false;                   // they are some that were lost before an earlier event
};

// Reads a log and sorts it: lines of several CPUs may stand in any order as long as none comes
// after more than kWindow later ones. Memory does not grow with the file.
class TraceLog {
 public:
  // As many events are sorted at a time.
  static constexpr std::size_t kWindow = 1 << 16;

  // A step of the clock from one event to the next that is called a jump, in nanoseconds: an hour.
  static constexpr std::uint64_t kJump = 3600ULL * 1000000000;

  // `name` is the file's name in messages. The stream must outlive the log; `interrupted` may be
  // null.
  TraceLog(std::istream& in, const std::string& name, const std::atomic<bool>* interrupted)
      : lines_(in, name), interrupted_(interrupted) {}

  // The next event; nothing behind the last one. Events of one time come in the order of their
  // lines. What a CPU has lost may have happened at any time between its last event and its next:
  // so a place where events may be lost comes before each event of that time. Throws BadInput for a
  // line that is none of those tools', or is too late for its time; and Interrupted (recording.h).
  std::optional<LogEntry> next();

  // The place of an event, for messages about it.
  Place place_of(const LogEntry& entry) const { return {lines_.place().file, entry.line}; }

  // Events of other names, which were left out.
  std::uint64_t others() const { return others_; }

  // Jumps of the clock, and where the first one is: a line.
  std::uint64_t jumps() const { return jumps_; }
  std::uint64_t first_jump() const { return first_jump_; }

 private:
  // By time, then by line.
  using Key = std::pair<std::uint64_t, std::uint64_t>;

  // Events of a CPU that were lost, before one that was not.
  struct Loss {
    Key to;
    std::uint32_t cpu = 0;
    std::optional<std::uint64_t> count;
  };

  // Reads a line, if there is one, and keeps what is in it.
  bool read();
  void keep(const std::variant<TraceLine, LostLine, HeadLine>& line);
  void keep(const TraceLine& line);
  void lose(const LostLine& lost);
  // The next place where events may be lost, if it comes before the next event.
  std::optional<LogEntry> next_loss();
  void look_at_clock(const LogEntry& entry);

  LineReader lines_;
  const std::atomic<bool>* interrupted_;
  std::map<Key, LogEntry> window_;
  std::map<std::uint32_t, Key> last_;       // event of each CPU
  std::map<std::uint32_t, LostLine> lost_;  // by CPU, until its next event
  std::optional<LostLine> unnamed_;         // lost, by the CPU of the next event
  std::multimap<Key, Loss> losses_;  // that are to be told, by the event that they came behind
  Key lossy_until_{};                // of those that were told
  Key given_loss_{};                 // the event that one was given before
  std::optional<std::uint64_t> given_ns_;  // the time of the event that was given last
  std::uint64_t order_ = 0;                // of lines with events
  bool ended_ = false;
  std::uint64_t others_ = 0;
  std::uint64_t jumps_ = 0;
  std::uint64_t first_jump_ = 0;
};

}  // namespace vmcheck::replay
