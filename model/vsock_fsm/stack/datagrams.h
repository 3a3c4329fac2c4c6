// Sockets for datagrams of one machine: two programs that have them, and one of the host's that
// writes to them. What they send carries a number, by which its receiver knows it.
#pragma once

#include <array>
#include <cstddef>
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

namespace vmcheck::device::datagrams {

inline constexpr std::uint32_t kPrograms = 2;
inline constexpr std::uint8_t kMostSends = 3;  // of one program

// The bounds of a scenario. Numbers are of each program.
struct Bounds {
  std::uint8_t programs = kPrograms;  // that have sockets
  bool in_steps = false;  // each step of a call by itself; else from one wait to the next
  std::uint8_t opens = 1;
  std::uint8_t sends = 1;
  std::uint8_t receives = 1;
  std::uint8_t connects = 0;
  std::uint8_t shutdowns = 0;
  std::uint8_t arrivals = 0;    // from the host, to the first
  std::uint8_t migrations = 0;  // of the machine
  std::uint8_t partings = 0;    // of its sockets and its driver, which come together again
  bool is_narrow = false;       // they bind to one address each, and write to that alone
  bool to_host = false;         // they may write to the host
  bool is_taken = false;        // another client of the driver has the first program's port
  bool is_small = false;        // a socket has room for one datagram
  std::vector<const run::Property*> reached;  // what some run must reach
};

enum class Doing : std::uint8_t { nothing, bind, connect, send, receive, close };

// A thread that has a socket, or none.
struct Program {
  alignas(std::uint64_t) std::array<std::uint8_t, 32> datagram;  // that is sent, with its header
  state::Padded<vmci_datagram_call> call;
  state::Padded<vmci_datagram_receive> receive;
  std::array<std::uint16_t, kMostSends> sent_from;  // ports
  std::uint16_t peer;  // the port that the socket is connected to; 0: it is not
  Doing doing;
  std::uint8_t slot;      // of its socket
  std::uint8_t has;       // whether it has one
  std::uint8_t shut;      // halves
  std::uint8_t sleeping;  // until the call's step can be made
  std::uint8_t waiting;   // for a datagram, until its socket is woken
  std::uint8_t woken;     // its socket was, since the call began
  std::uint8_t waited;
  std::uint8_t opens;  // left, as the following
  std::uint8_t sends;
  std::uint8_t receives;
  std::uint8_t connects;
  std::uint8_t shutdowns;
  std::uint8_t sent;
  std::array<std::uint8_t, kPrograms + 1> last;  // of each sender, the host behind them: received
  std::array<std::uint8_t, 11> unused;
};

struct State {
  std::array<Program, kPrograms> programs;
  state::Padded<vmci_stack> stack;
  state::Padded<vmci_stack_work> work;
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers;
  Machine machine;
  state::Padded<vmci_stack_attachment> attachment;
  std::uint8_t work_asked;
  std::uint8_t working;
  std::uint8_t work_sleeps;
  std::uint8_t part_sleeps;
  std::uint8_t arrivals;  // left, as the following
  std::uint8_t migrations;
  std::uint8_t partings;
  std::uint8_t parting;
  std::uint8_t parted;
  std::uint8_t moved;  // whether the machine was migrated
  std::array<std::uint8_t, 6> unused;
};

class Datagrams final : public state::Model<State> {
 public:
  Datagrams(const StackCore& core, Bounds bounds) : core_(core), bounds_(std::move(bounds)) {}

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

}  // namespace vmcheck::device::datagrams
