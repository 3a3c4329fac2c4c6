// Execution graphs: what the threads did, what each read read from, in which order each location
// was written.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/memory/oracle/program.h"
#include "sim/run/access.h"

namespace vmcheck::memory::oracle {

// An event, by its thread and its place in it, both counted from 0. Each instruction but a
// conditional skip and an assumption that holds is one event when a thread carries it out, and so
// are the start of a thread that is spawned, and the end of every thread.
struct EventId {
  std::uint32_t thread = 0;
  std::uint32_t index = 0;

  friend auto operator<=>(const EventId&, const EventId&) = default;
};

struct Event {
  enum class Kind : std::uint8_t {
    read,  // an await too
    write,
    update,         // a read-modify-write, or a compare-exchange that succeeded
    failed_update,  // a compare-exchange that failed, a lock that waits: a read
    fence,
    lock,    // an update of 0 to 1
    unlock,  // a write of 0
    choice,  // the value chosen; whether an operation failed
    spawn,
    join,
    start,  // of a thread that is spawned
    end,    // of a thread
    stop,   // an assumption that does not hold: the thread's last event
  };
  Kind kind = Kind::fence;
  run::Order order = run::Order::relaxed;  // of a failed update: that of the failure
  run::Fence fence = run::Fence::seq_cst;
  bool waits = false;     // a read of what the thread does not wait for: its last event
  bool computes = false;  // an update that writes what it computes from what it reads
  std::uint32_t location = 0;
  std::uint32_t thread = 0;  // spawn, join
  std::uint64_t value_read = 0;
  std::uint64_t value_written = 0;  // choice: the outcome
  std::optional<EventId> source;    // of a reading event: whose write it reads; none: the initial 0
  run::Dependencies dependencies;   // bit i: the thread's event with index i

  bool reads() const { return kind == Kind::read || kind == Kind::failed_update || is_update(); }
  bool writes() const { return kind == Kind::write || kind == Kind::unlock || is_update(); }
  bool is_update() const { return kind == Kind::update || kind == Kind::lock; }
};

struct Execution {
  std::vector<std::vector<Event>> threads;   // in program order
  std::vector<std::vector<EventId>> writes;  // co: of each location, without the initial write
  std::vector<Registers> registers;          // at the end

  const Event& at(EventId id) const { return threads[id.thread][id.index]; }
};

// Whether all threads have ended.
bool is_complete(const Execution& execution);

// Whether a thread waits that would see a newer value if it looked again. A loop that only waits
// does look again, and what it saw before makes no difference: such an execution says nothing that
// the same one with the last value in its place does not say.
bool is_stale(const Execution& execution);

// Whether threads wait for ever: they see the last values, and no thread has given up.
bool is_deadlock(const Execution& execution);

// A text that is the same for two executions of a program exactly if they are the same graph.
//
// A line "P<thread>:" for each thread, with its events in program order, each one of
//   " R x<location>=<value> <source>"             a load, a read that waits or fails
//   " W x<location>=<value>"                      a store or an unlock
//   " U x<location>=<read>-><written> <source>"   a read-modify-write, a successful
//                                                 compare-exchange, a lock (0->1)
//   " F"                                          a fence
//   " C=<value>"                                  a choice, or whether an operation failed
//   " spawn P<thread>", " join P<thread>", " start", " end", " stop"
// where <source> is "init" or "P<thread>.<index>" of the event whose write is read. Then a line
// "x<location>:" for each location of the program, with " P<thread>.<index>" of each of its writes
// in co, without the initial one. Values are decimal; each line ends with a newline. SB's execution
// with two old values is
//   P0: W x0=1 R x1=0 init end
//   P1: W x1=1 R x0=0 init end
//   x0: P0.0
//   x1: P1.0
std::string canonical(const Execution& execution);

// How a complete execution ended.
Outcome outcome(const Execution& execution);

}  // namespace vmcheck::memory::oracle
