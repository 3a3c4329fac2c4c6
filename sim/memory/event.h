// The events of an execution graph.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "sim/run/access.h"

namespace vmcheck::memory {

// At most so many tasks run side by side in one graph: a clock fills one vector register.
inline constexpr std::uint32_t kMostThreads = 8;

// An event: the index-th of its thread in program order, counted from 0. The write that gave a
// location its initial value is event `location` of the thread kInitialThread.
struct EventId {
  std::uint16_t thread = 0;
  std::uint16_t index = 0;

  friend bool operator==(const EventId&, const EventId&) = default;
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

inline constexpr std::uint16_t kInitialThread = UINT16_MAX;

constexpr EventId initial_write(std::uint32_t location) {
  return {kInitialThread, static_cast<std::uint16_t>(location)};
}
constexpr bool is_initial(EventId id) {
  return id.thread == kInitialThread;
}

// A set of events closed under program order: of each thread, the first so many.
struct alignas(16) Clock {
  std::array<std::uint16_t, kMostThreads> count{};

  bool contains(EventId id) const { return is_initial(id) || id.index < count[id.thread]; }

  void join(const Clock& other) {
    for (std::uint32_t i = 0; i < kMostThreads; ++i) {
      count[i] = std::max(count[i], other.count[i]);
    }
  }
};

// What the program asked for.
enum class Operation : std::uint8_t {
  load,
  store,
  read_modify_write,
  compare_exchange,
  await,   // a load that waits until a condition holds
  lock,    // a read-modify-write that waits for 0 and writes 1
  unlock,  // a store of 0
  fence,
  choose,  // one of several values that the program leaves open
  fail,    // whether an operation that can fail does so: 1
  spawn,
  join,
  start,  // of a dormant task
  end,    // of a task
  stop,   // an assumption that did not hold: the task stays here
};

// Whether an operation reads memory; whether it writes without reading; whether it is a choice of
// the program's.
constexpr bool is_read(Operation operation) {
  return operation == Operation::load || operation == Operation::await ||
         operation == Operation::lock || operation == Operation::read_modify_write ||
         operation == Operation::compare_exchange;
}
constexpr bool is_pure_write(Operation operation) {
  return operation == Operation::store || operation == Operation::unlock;
}
constexpr bool is_choice(Operation operation) {
  return operation == Operation::choose || operation == Operation::fail;
}

struct Event {
  Operation operation = Operation::load;
  run::Order order = run::Order::relaxed;    // of a compare_exchange: as it turned out
  run::Order success = run::Order::relaxed;  // compare_exchange
  run::Order failure = run::Order::relaxed;  // compare_exchange
  run::Fence fence = run::Fence::seq_cst;
  run::Rmw rmw = run::Rmw::exchange;
  run::Condition::Is condition = run::Condition::Is::equal;

  bool reads = false;
  bool writes = false;   // a compare_exchange only if it succeeds
  bool blocked = false;  // waits for a value other than the one it has read

  // Where it stands in the coherence order of its location; kUnplaced: nowhere (yet).
  static constexpr std::uint16_t kUnplaced = UINT16_MAX;
  std::uint16_t co_position = kUnplaced;

  EventId rf;  // reads: the write read from
  std::uint32_t location = 0;

  // The order in which events were added to the graph. A read-modify-write's write comes right
  // after its read, unless the read was revisited: then its write is new.
  std::uint32_t stamp = 0;
  std::uint32_t write_stamp = 0;

  std::uint64_t read_value = 0;
  std::uint64_t value = 0;     // writes: the value written; choose, fail: the one chosen
  std::uint64_t operand = 0;   // of the operation; spawn, join: the task; choose: how many options
  std::uint64_t expected = 0;  // compare_exchange, await: compared with the value read

  // What the machine needs to bring the task back to where it asked for this event.
  static constexpr std::uint32_t kNoCheckpoint = UINT32_MAX;
  std::uint32_t checkpoint = kNoCheckpoint;

  run::Site site;
  run::Dependencies dependencies;
};

// What an event has before it: sets of events in terms of relations that end in it.
struct Past {
  Clock porf;     // program order and reads-from, itself included
  Clock hb;       // happens-before as far as acquire and release make it, itself included
  Clock message;  // writes: what happens-before those that acquire from it
  Clock pending;  // what an acquire fence behind this event would add to happens-before
  Clock fenced;   // what happens-before the last release fence up to this event
};

}  // namespace vmcheck::memory
