// A reader who waits for several bytes, and a writer who writes them one by one: the two ends of a
// connection within one machine.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/clock/clock.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::reader {

// The bytes of each queue: one of them stays free. And those of the reader's memory.
inline constexpr std::uint64_t kQueue = 4;
inline constexpr std::uint64_t kRoom = 3;

// How one reads: bits.
inline constexpr std::uint8_t kReceives = 1;
inline constexpr std::uint8_t kPolls = 2;  // and receives what there is then
inline constexpr std::uint8_t kWaitsForAll = 4;

// The bounds of a scenario.
struct Bounds {
  bool in_steps = false;      // each step of a call by itself; else from one wait to the next
  std::uint8_t bytes = 4;     // that are written
  std::uint8_t low_mark = 2;  // SO_RCVLOWAT
  std::uint8_t reads = kReceives | kPolls | kWaitsForAll;
  bool is_older = false;                      // the protocol of notification
  std::vector<const run::Property*> reached;  // what some run must reach
};

// The bytes that a reader waits for: no more than the queue can hold, and than he has room for.
inline std::uint64_t mark_of(const Bounds& bounds) {
  return std::min<std::uint64_t>({bounds.low_mark, kQueue - 1, kRoom});
}

enum class Doing : std::uint8_t { nothing, write, shut_down, close, poll, read };

// A thread at one end.
struct End {
  state::Padded<vmci_call> call;
  state::Padded<vmci_stream> stream;
  std::array<std::uint8_t, kRoom> bytes;  // of what is read
  Doing doing;
  Doing wants;            // what is to be tried again when it is woken
  std::uint8_t slot;      // of its socket
  std::uint8_t has;       // whether it has one
  std::uint8_t sleeping;  // until the step can be made
  std::uint8_t waiting;   // until its socket is woken
  std::uint8_t woken;     // its socket was, since the call began
  std::uint8_t waited;
  std::uint8_t polled;  // it has been told that it can read
  std::uint8_t moved;   // bytes, in all
  std::uint8_t ended;   // the writer has said that no more comes, the reader was told
  std::array<std::uint8_t, 2> unused;
};

struct State {
  world::QueueMemory memory;
  End writer;
  End reader;
  state::Padded<vmci_stack> stack;
  state::Padded<vmci_stack_work> work;
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers;
  Machine machine;
  std::uint8_t work_asked;
  std::uint8_t working;
  std::uint8_t work_sleeps;
  std::array<std::uint8_t, 9> unused;
};

class Reader final : public state::Model<State> {
 public:
  Reader(const StackCore& core, Bounds bounds) : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(State& state, run::Chooser& chooser) const override;
  bool step(State& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const State& state, state::Observer& observer) const override;
  bool may_end(const State& state) const override;
  std::string text(const State& state) const override;

 private:
  const StackCore& core_;
  Bounds bounds_;
};

}  // namespace vmcheck::device::reader
