// The sockets of one machine: a client, a listener, and whoever has the child that is accepted.
// They are connected with each other, by a local queue pair and the machine's inbox, or with the
// host, through the device: with a modelled one, or with the core's. And time passes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "model/vsock_fsm/stack/core_host.h"
#include "model/vsock_fsm/stack/host.h"
#include "sim/run/property.h"
#include "sim/state/model.h"
#include "sim/state/padded.h"
#include "sim/world/clock/clock.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::sockets {

// Who is at the other end of connections: this machine, or a modelled host, or the core's, as the
// one or the other. Or the machine is that host itself, and both ends are its own.
enum class Far : std::uint8_t { own, server, client, core_server, core_client, own_host };

inline bool is_modelled(Far far) {
  return far == Far::server || far == Far::client;
}

inline bool is_core(Far far) {
  return far == Far::core_server || far == Far::core_client;
}

inline bool is_own(Far far) {
  return far == Far::own || far == Far::own_host;
}

// Who uses sockets.
inline constexpr std::uint32_t kClient = 0;
inline constexpr std::uint32_t kListener = 1;
inline constexpr std::uint32_t kServer = 2;
inline constexpr std::uint32_t kUsers = 3;

// Whether a user is on the core's host.
inline bool is_on_host(Far far, std::uint32_t user) {
  return far == Far::own_host || far == (user == kClient ? Far::core_client : Far::core_server);
}

// The bounds of a scenario.
struct LocalBounds {
  Far far = Far::own;
  bool in_steps = false;      // each step of an operation by itself; else from one wait to the next
  std::uint8_t attempts = 1;  // of the client, or the host, to connect
  std::uint8_t accepts = 1;   // of the listener
  std::uint8_t calls = 0;     // of each end of a connection, besides that which closes it
  std::uint8_t bytes = 0;     // that each end writes
  std::uint8_t shutdowns = 0;  // of both ends
  std::uint8_t signals = 0;
  std::uint8_t late_timers = 0;
  std::uint8_t migrations = 0;  // of the machine
  std::uint8_t partings = 0;    // of its sockets and its driver
  std::uint8_t kills = 0;       // of the machine, by the core's host, as the next
  std::uint8_t suspensions = 0;
  bool older = false;           // the client knows the older protocol alone
  bool by_own_context = false;  // connections within the machine: to that, not to the local one
  bool may_leave = true;        // the listener may be closed before it has accepted
  bool may_refuse = false;      // the client may connect to a port where nobody listens
  world::Faults faults{};
  std::vector<const run::Property*> reached;  // what some run must reach
};

enum class Doing : std::uint8_t {
  nothing,
  connect,
  interrupt,
  shut_down,
  close,
  send,
  receive,
  accept,
  await,  // what comes of connect()
};

// A thread that has a socket, or none.
struct User {
  state::Padded<vmci_call> call;
  state::Padded<vmci_stream> stream;
  vmci_handle connection;  // that it has or had, or is to have: both ends are named so; or zeroes
  Doing doing;             // an operation that takes several steps
  Doing wants;             // what is to be tried again when it is woken
  std::uint8_t slot;       // of its socket
  std::uint8_t has;        // whether it has one
  std::uint8_t sleeping;   // until the operation's step can be made
  std::uint8_t waiting;    // until its socket is woken
  std::uint8_t woken;      // its socket was, since the operation began
  std::uint8_t waited;     // it has been told that it would have to wait
  std::uint8_t connected;
  std::uint8_t gone;      // its socket is closed, or about to be
  std::uint8_t attempts;  // left, as the following
  std::uint8_t calls;
  std::uint8_t bytes;
  std::uint8_t halves;   // that it has shut down
  std::uint8_t written;  // bytes
  std::uint8_t read;
  std::uint8_t told;  // the halves of which the peer was told
  std::uint8_t away;  // it was told to wait while the machine's memory was away
  std::array<std::uint8_t, 6> unused;
};

struct LocalState {
  world::QueueMemory memory;
  std::array<User, kUsers> users;
  state::Padded<vmci_stack> stack;
  state::Padded<vmci_stack_work> work;
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers;
  Machine machine;
  state::Padded<vmci_stack_attachment> attachment;
  std::uint32_t elapsed;  // milliseconds since the client's last attempt began
  std::uint8_t work_asked;
  std::uint8_t working;
  std::uint8_t work_sleeps;
  std::uint8_t shutdowns;  // left, as the following
  std::uint8_t signals;
  std::uint8_t late_timers;
  std::uint8_t part_sleeps;
  std::uint8_t migrations;
  std::uint8_t partings;
  std::uint8_t parting;
  std::uint8_t parted;
  std::uint8_t moved;  // whether the machine was migrated
  std::uint8_t lost;   // whether there was no room for a packet, which ends its connection
  std::array<std::uint8_t, 7> unused;
  HostProgram host;
};

// The same with the core's host.
struct HostedState {
  LocalState local;
  CoreHost host;
};

// The sockets of the machine that a user's is on.
inline const vmci_stack& stack_of(const LocalState& state, const CoreHost* host, Far far,
                                  std::uint32_t user) {
  return is_on_host(far, user) ? *host->stack : *state.stack;
}

inline bool is_same(vmci_handle a, vmci_handle b) {
  return a.context == b.context && a.resource == b.resource;
}

// Whether a child that nobody has accepted yet is the other end of a connection.
bool awaits_accept(const vmci_stack& listeners, vmci_handle connection);

// State: one of the two.
template <typename State>
class Local final : public state::Model<State> {
 public:
  Local(const StackCore& core, LocalBounds bounds) : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(State& state, run::Chooser& chooser) const override;
  bool step(State& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const State& state, state::Observer& observer) const override;
  bool may_end(const State& state) const override;
  std::string text(const State& state) const override;
  std::vector<std::string> fault_classes() const override;

 private:
  const StackCore& core_;
  LocalBounds bounds_;
};

}  // namespace vmcheck::device::sockets
