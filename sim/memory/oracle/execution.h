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

// An event, by its thread and its place in it, both counted from 0. Each load, store,
// read-modify-write, compare-exchange, fence, lock and unlock that a thread carries out is one
// event.
struct EventId {
  std::uint32_t thread = 0;
  std::uint32_t index = 0;

  friend auto operator<=>(const EventId&, const EventId&) = default;
};

struct Event {
  enum class Kind : std::uint8_t {
    read,
    write,
    update,         // a read-modify-write, or a compare-exchange that succeeded
    failed_update,  // a compare-exchange that failed: a read
    fence,
    lock,    // an update of 0 to 1
    unlock,  // a write of 0
  };
  Kind kind = Kind::fence;
  run::Order order = run::Order::relaxed;  // of a failed update: that of the failure
  run::Fence fence = run::Fence::seq_cst;
  bool computes = false;  // an update that writes what it computes from what it reads
  std::uint32_t location = 0;
  std::uint64_t value_read = 0;
  std::uint64_t value_written = 0;
  std::optional<EventId> source;   // of a reading event: whose write it reads; none: the initial 0
  run::Dependencies dependencies;  // bit i: the thread's event with index i

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

// A text that is the same for two executions of a program exactly if they are the same graph.
//
// A line "P<thread>:" for each thread, with its events in program order, each one of
//   " R x<location>=<value> <source>"             a load or a compare-exchange that failed
//   " W x<location>=<value>"                      a store or an unlock
//   " U x<location>=<read>-><written> <source>"   a read-modify-write, a successful
//                                                 compare-exchange, a lock (0->1)
//   " F"                                          a fence
// where <source> is "init" or "P<thread>.<index>" of the event whose write is read. Then a line
// "x<location>:" for each location of the program, with " P<thread>.<index>" of each of its writes
// in co, without the initial one. Values are decimal; each line ends with a newline. SB's execution
// with two old values is
//   P0: W x0=1 R x1=0 init
//   P1: W x1=1 R x0=0 init
//   x0: P0.0
//   x1: P1.0
std::string canonical(const Execution& execution);

// How the execution ended.
Outcome outcome(const Execution& execution);

}  // namespace vmcheck::memory::oracle
