#include "model/vsock_fsm/stack/local_step.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "model/vsock_fsm/stack/padding.h"
#include "model/vsock_fsm/stack/properties.h"
#include "model/vsock_fsm/stack/socket_step.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {
namespace {

// How long an attempt to connect may take, in milliseconds.
constexpr std::uint32_t kTimeout = 2000;

// Who may have the next step, behind the users.
enum Actor : std::uint32_t {
  kWork = kUsers,
  kTime,
  kExpiry,
  kSignal,
  kLateness,
  kHandler,
  kHostsProgram,
  kMigration,
  kParting,
  kActors
};

constexpr std::array<const char*, 9> kNames{"nothing",    "connects", "interrupts",
                                            "shuts down", "closes",   "writes",
                                            "reads",      "accepts",  "awaits a connection"};

const char* name_of(Doing what) {
  return kNames[static_cast<std::size_t>(what)];
}

}  // namespace

void LocalStep::clear_padding() {
  sockets::clear_padding(*state_.stack);
  if (host_ == nullptr) return;
  sockets::clear_padding(*host_->stack);
  sockets::clear_padding(host_->work->turn);
  sockets::clear_padding(*host_->host);
  for (User& user : state_.users) {
    sockets::clear_padding(user.call->turn);
    sockets::clear_padding(user.stream->notice);
  }
}

template <typename Step>
bool LocalStep::go_through(std::uint32_t machine, std::uint8_t& sleeping, const Step& step) {
  return sockets::go_through(bounds_.in_steps, sleeping, observer_,
                             [&] { return run(machine, step); });
}

void LocalStep::begin() {
  run(kMachine, [&](const vmci_node& node) {
    sockets_.init(node.stack, kMachine, 0);
    sockets_.work_init(&*state_.work);
    return 0;
  });
  if (host_ != nullptr) begin_host();
  vmci_step made = VMCI_STEP_AGAIN;
  while (made != VMCI_STEP_DONE) {
    made = run(kMachine, [&](const vmci_node& node) {
      return sockets_.attach_step(&node, &*state_.attachment);
    });
  }
  if (bounds_.far != Far::server) open(kListener);
  if (bounds_.far != Far::client) open(kClient);
  const User& listener = state_.users[kListener];
  const unsigned int slot = listener.slot;
  if (bounds_.far != Far::server) {
    run(machine_of(listener), [&](const vmci_node& node) {
      return sockets_.bind(node.stack, slot, {VMCI_CID_ANY, kServersPort}, 0);
    });
    run(machine_of(listener),
        [&](const vmci_node& node) { return sockets_.listen(node.stack, slot, 1); });
  }
  state_.users[kClient].attempts = bounds_.attempts;
  state_.users[kListener].attempts = bounds_.accepts;
  state_.host.attempts = bounds_.far == Far::client ? bounds_.attempts : std::uint8_t{0};
  state_.shutdowns = bounds_.shutdowns;
  state_.signals = bounds_.signals;
  state_.late_timers = bounds_.late_timers;
  state_.migrations = bounds_.migrations;
  state_.partings = bounds_.partings;
}

void LocalStep::open(std::uint32_t number) {
  User& user = state_.users[number];
  unsigned int slot = 0;
  run(machine_of(user), [&](const vmci_node& node) {
    return sockets_.open(node.stack, VMCI_SOCKET_STREAM, 0, 0, &slot);
  });
  for (const std::uint32_t option : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
    run(machine_of(user), [&](const vmci_node& node) {
      const vmci_option size{kQueueSize, 0};
      return sockets_.set_option(node.stack, slot, VMCI_AF_VSOCK, option, 8, &size);
    });
  }
  user.slot = static_cast<std::uint8_t>(slot);
  user.has = 1;
}

bool LocalStep::make() {
  const std::uint32_t who = chooser_.choose(run::ChoiceKind::schedule, kActors);
  switch (who) {
    case kWork:
      return work();
    case kTime:
      return pass();
    case kExpiry:
      return expire();
    case kSignal:
      return signal();
    case kLateness:
      return be_late();
    case kHandler:
      return handler();
    case kHostsProgram:
      return host_ != nullptr ? run_programs() : act_as_host();
    case kMigration:
      return host_ != nullptr ? keep_machine() : migrate();
    case kParting:
      return part();
    default:
      return user(who);
  }
}

// The driver calls in a step of its own; what is done then is another one's.
void LocalStep::peer_changed(std::uint32_t, std::uint32_t callback, std::uint32_t event) {
  machine_.drive([&](vmci_guest&) {
    sockets_.peer_changed(&*state_.stack, callback - world::kPeers, event);
    return 0;
  });
}

void LocalStep::wake(std::uint32_t) {
  for (User& user : state_.users) user.sleeping = 0;
  state_.work_sleeps = 0;
  state_.part_sleeps = 0;
  if (host_ != nullptr) host_->work_sleeps = 0;
}

void LocalStep::wake_socket(std::uint32_t machine, std::uint32_t number) {
  for (User& user : state_.users) {
    if (user.has == 0 || user.slot != number || machine_of(user) != machine) continue;
    user.woken = 1;
    user.waiting = 0;
  }
}

vmci_stack& LocalStep::stack_on(std::uint32_t machine) {
  return machine == kMachine ? *state_.stack : *host_->stack;
}

std::uint32_t LocalStep::machine_of(const User& user) const {
  return is_on_host(bounds_.far, number_of(user)) ? kHostMachine : kMachine;
}

bool LocalStep::is_stopped(std::uint32_t machine) const {
  return machine == kMachine && host_ != nullptr && (host_->suspended | host_->killed) != 0;
}

world::Clock LocalStep::clock(std::uint32_t machine) {
  if (host_ == nullptr) return world::Clock(state_.timers);
  return world::Clock(
      std::span(host_->timers).subspan(machine * VMCI_SOCKETS_MAX, VMCI_SOCKETS_MAX));
}

void LocalStep::work(std::uint32_t machine) {
  if (machine == kMachine) {
    state_.work_asked = 1;
  } else {
    host_->work_asked = 1;
  }
}

std::uint32_t LocalStep::number_of(const User& user) const {
  return static_cast<std::uint32_t>(&user - state_.users.data());
}

User& LocalStep::peer_of(const User& user) {
  return state_.users[number_of(user) == kClient ? kServer : kClient];
}

// A client that is about to connect knows none but the oldest.
void LocalStep::forget_protocols() {
  const User& client = state_.users[kClient];
  vmci_stack& stack = stack_on(machine_of(client));
  vmci_connection& connection = stack.sockets[client.slot].connection;
  if (client.has != 0 && connection.state == VMCI_CONNECTION_CLOSE) connection.protocols = 0;
}

// Whether the other end of a connection with the core's host has no pair any more: who is on the
// host sees that before he is told.
bool LocalStep::peer_has_left(const User& user) {
  if (!is_core(bounds_.far)) return false;
  const User& peer = peer_of(user);
  return peer.has == 0 || connection_of(peer).pair != VMCI_CONNECTION_PAIR_HELD;
}

const vmci_connection& LocalStep::connection_of(const User& user) const {
  return stack_of(state_, host_, bounds_.far, number_of(user)).sockets[user.slot].connection;
}

Other LocalStep::other_of(const User& user) {
  if (is_modelled(bounds_.far)) {
    const HostProgram& host = state_.host;
    return {host.life == HostProgram::Life::connected,
            false,
            host.told,
            host.written,
            host.read,
            kHostsFirstByte};
  }
  const User& peer = peer_of(user);
  const std::uint8_t first_byte = kFirstByte[number_of(peer)];
  if (!is_same(peer.connection, user.connection)) {
    const vmci_stack& listeners = stack_of(state_, host_, bounds_.far, kListener);
    return {.there = awaits_accept(listeners, user.connection), .first_byte = first_byte};
  }
  // A client may give up an attempt whose other end has been accepted.
  const bool there =
      peer.has != 0 && peer.gone == 0 && is_same(connection_of(peer).handle, user.connection);
  return {there, peer.waiting != 0, peer.halves, peer.written, peer.read, first_byte};
}

void LocalStep::demand(bool good, const User& user, int result) {
  observer_.always(property::kResult, good, [&] {
    return fmt::format("user {} {}: {}", number_of(user), name_of(user.doing), result);
  });
}

bool LocalStep::user(std::uint32_t number) {
  User& user = state_.users[number];
  if (user.has == 0 || user.sleeping != 0 || is_stopped(machine_of(user))) return false;
  if (user.waiting != 0) return stop_waiting(user);
  if (user.doing != Doing::nothing) return go_on(user);
  switch (std::exchange(user.wants, Doing::nothing)) {
    case Doing::await:
      return await(user);
    case Doing::accept:
      return accept(user);
    case Doing::send:
      return move(user, Doing::send);
    case Doing::receive:
      return move(user, Doing::receive);
    default:
      break;
  }
  if (user.connected != 0) return choose_as_connected(user);
  return number == kClient ? choose_as_client(user) : choose_as_listener(user);
}

// A listener whose clients are all gone, and two who wait for each other, give up.
bool LocalStep::stop_waiting(User& user) {
  const User& client = state_.users[kClient];
  const bool alone = number_of(user) == kListener && (client.has == 0 || bounds_.may_leave);
  const bool both = user.connected != 0 && other_of(user).waiting;
  if (!alone && !both) return false;
  user.waiting = 0;
  user.wants = Doing::nothing;
  return call(user, Doing::close);
}

bool LocalStep::choose_as_client(User& client) {
  if (client.attempts == 0) return call(client, Doing::close);
  const std::uint32_t choice = choose(bounds_.may_refuse ? 3 : 2);
  if (choice == 0) return call(client, Doing::close);
  --client.attempts;
  sockets_.call_init(&*client.call, client.slot, VMCI_CALL_CONNECT);
  client.call->remote = {servers_context(), choice == 2 ? kClosedPort : kServersPort};
  client.doing = Doing::connect;
  return go_on(client);
}

// By which the client knows it.
std::uint32_t LocalStep::servers_context() const {
  if (is_own(bounds_.far) && !bounds_.by_own_context) return VMCI_CID_LOCAL;
  if (bounds_.far == Far::own || bounds_.far == Far::core_client) return kContext;
  return VMCI_CID_HOST;
}

bool LocalStep::choose_as_listener(User& listener) {
  const bool busy = state_.users[kServer].has != 0;
  if (listener.attempts == 0) return call(listener, Doing::close);
  if (choose(2) == 0) return bounds_.may_leave && call(listener, Doing::close);
  return !busy && accept(listener);
}

bool LocalStep::choose_as_connected(User& user) {
  constexpr std::array kChoices{Doing::close, Doing::send, Doing::receive, Doing::shut_down};
  const Doing what = kChoices[choose(kChoices.size())];
  if (what == Doing::close) return call(user, what);
  if (user.calls == 0) return false;
  if (what == Doing::send && user.bytes == 0) return false;
  if (what == Doing::shut_down && state_.shutdowns == 0) return false;
  --user.calls;
  if (what == Doing::shut_down) return call(user, what);
  user.waited = 0;
  user.away = 0;
  return move(user, what);
}

bool LocalStep::call(User& user, Doing what) {
  const bool closes = what == Doing::close;
  sockets_.call_init(&*user.call, user.slot, closes ? VMCI_CALL_CLOSE : VMCI_CALL_SHUTDOWN);
  if (closes) {
    user.gone = 1;
  } else {
    --state_.shutdowns;
    user.call->mode = choose(VMCI_SHUTDOWN_BOTH) + 1;
    user.halves = static_cast<std::uint8_t>(user.halves | user.call->mode);
  }
  user.doing = what;
  return go_on(user);
}

bool LocalStep::move(User& user, Doing what) {
  sockets_.stream_init(&*user.stream, user.slot,
                       what == Doing::send ? VMCI_STREAM_SEND : VMCI_STREAM_RECEIVE);
  user.doing = what;
  user.woken = 0;
  return go_on(user);
}

bool LocalStep::go_on(User& user) {
  observer_.note([&] { return fmt::format("user {} {}", number_of(user), name_of(user.doing)); });
  if (user.doing != Doing::send && user.doing != Doing::receive) {
    const bool done = go_through(machine_of(user), user.sleeping, [&](const vmci_node& node) {
      return sockets_.call_step(&node, &*user.call);
    });
    return !done || finish(user);
  }
  std::uint8_t byte = static_cast<std::uint8_t>(kFirstByte[number_of(user)] + user.written);
  const std::uint8_t before = user.read;
  const bool done = go_through(machine_of(user), user.sleeping, [&](const vmci_node& node) {
    const vmci_u64 count = user.stream->count;
    const vmci_step made = sockets_.stream_step(&node, &*user.stream, &byte, 1);
    if (user.doing == Doing::receive && count != user.stream->count) ++user.read;
    return made;
  });
  if (before != user.read) {
    const Other other = other_of(user);
    const auto expected = static_cast<std::uint8_t>(other.first_byte + before);
    observer_.always(property::kFifo, byte == expected, [&] {
      return fmt::format("user {} reads {:#x} and not {:#x}", number_of(user), byte, expected);
    });
    reach(property::kHalfClosed, (other.halves & VMCI_SHUTDOWN_RECEIVE) != 0);
  }
  return !done || finish(user);
}

bool LocalStep::finish(User& user) {
  switch (user.doing) {
    case Doing::connect:
      return finish_connect(user);
    case Doing::interrupt:
      demand(user.call->result == VMCI_EINTR || user.call->result == VMCI_SUCCESS, user,
             user.call->result);
      reach(property::kInterrupted, user.call->result == VMCI_EINTR);
      user.doing = Doing::nothing;
      user.call.clear();
      return await(user);
    case Doing::send:
      return finish_send(user);
    case Doing::receive:
      return finish_receive(user);
    case Doing::shut_down:
      finish_shutdown(user);
      break;
    default:
      demand(user.call->result == VMCI_SUCCESS, user, user.call->result);
      leave(user);
      return true;
  }
  user.doing = Doing::nothing;
  user.call.clear();
  return true;
}

// What was written is there to be read.
void LocalStep::leave(User& user) {
  const User left = std::exchange(user, {});
  user.connection = left.connection;
  user.written = left.written;
}

// Without a way to the peer there is nothing to wait for.
bool LocalStep::finish_connect(User& user) {
  const int result = user.call->result;
  const bool no_way = result == VMCI_ENODEV && is_parting();
  demand(result == VMCI_EINPROGRESS || no_way, user, result);
  user.doing = Doing::nothing;
  if (no_way) {
    user.call.clear();
  } else {
    user.connection = user.call->attempt;
    user.wants = Doing::await;
  }
  return true;
}

// The attempt is kept, for who interrupts it.
bool LocalStep::await(User& client) {
  observer_.note([] { return std::string("the client looks what came of its attempt"); });
  const int result = run(machine_of(client), [&](const vmci_node& node) {
    return sockets_.connected(node.stack, client.slot);
  });
  if (result == VMCI_EINPROGRESS) {
    client.waiting = 1;
    client.wants = Doing::await;
    return true;
  }
  client.call.clear();
  if (result < VMCI_SUCCESS) give_up(client, result);
  state_.elapsed = 0;
  if (result < VMCI_SUCCESS) return true;
  reach(property::kConnected, true);
  client.connected = 1;
  client.calls = bounds_.calls;
  client.bytes = bounds_.bytes;
  return true;
}

void LocalStep::give_up(User& client, int error) {
  const bool timed_out = error == VMCI_ETIMEDOUT;
  const bool interrupted = error == VMCI_ENOTCONN && state_.signals != bounds_.signals;
  const bool no_memory = error == VMCI_ENOMEM;
  const bool refused = error == VMCI_ECONNRESET;
  // Answers to an earlier attempt, which do not say so, may come twice.
  const bool confused = error == VMCI_EPROTO && client.attempts + 1 < bounds_.attempts;
  const bool no_way = error == VMCI_ENODEV && is_parting();
  // A machine that has moved has another context, which its driver may not know yet.
  const bool strange = error == VMCI_EPERM && state_.moved != 0;
  const bool dead = error == VMCI_ENETUNREACH && is_killed();
  demand(timed_out || interrupted || no_memory || refused || confused || strange || no_way || dead,
         client, error);
  observer_.always(property::kInTime, !timed_out || state_.elapsed >= kTimeout, [&] {
    return fmt::format("an attempt times out after {} milliseconds", state_.elapsed);
  });
  reach(property::kTimedOut, timed_out);
  reach(property::kRefused, refused);
  reach(property::kNoMemory, no_memory);
}

bool LocalStep::accept(User& listener) {
  unsigned int child = 0;
  observer_.note([] { return std::string("the listener accepts"); });
  const int result = run(machine_of(listener), [&](const vmci_node& node) {
    return sockets_.accept(node.stack, listener.slot, &child);
  });
  demand(result == VMCI_SUCCESS || result == VMCI_EAGAIN, listener, result);
  if (result == VMCI_EAGAIN) {
    listener.waiting = 1;
    listener.wants = Doing::accept;
    return true;
  }
  --listener.attempts;
  User& server = state_.users[kServer];
  server = {};
  server.slot = static_cast<std::uint8_t>(child);
  server.has = 1;
  server.connected = 1;
  server.connection = connection_of(server).handle;
  server.calls = bounds_.calls;
  server.bytes = bounds_.bytes;
  return true;
}

// Unless it was woken while it looked.
bool LocalStep::wait(User& user, Doing wanted) {
  user.waiting = user.woken == 0 ? 1 : 0;
  user.waited = 1;
  user.away = host_ != nullptr && host_->suspended != 0 ? 1 : 0;
  reach(property::kAway, user.away != 0);
  user.wants = wanted;
  user.doing = Doing::nothing;
  user.stream.clear();
  return true;
}

bool LocalStep::finish_send(User& user) {
  const int result = user.stream->result;
  const Other other = other_of(user);
  const bool closed = is_parting() || !other.there || peer_has_left(user) || state_.lost != 0 ||
                      (other.halves & VMCI_SHUTDOWN_RECEIVE) != 0 ||
                      (user.halves & VMCI_SHUTDOWN_SEND) != 0;
  if (result == VMCI_EAGAIN) return wait(user, Doing::send);
  const bool sent = result == VMCI_SUCCESS && user.stream->count == 1;
  demand(sent || (result == VMCI_EPIPE && closed), user, result);
  if (sent) {
    ++user.written;
    --user.bytes;
  }
  reach(property::kWaitedToWrite, sent && user.waited != 0);
  reach(property::kBack, sent && user.away != 0);
  reach(property::kPipe, !sent);
  user.doing = Doing::nothing;
  user.stream.clear();
  return true;
}

// What was read was looked at in the step that read it.
bool LocalStep::finish_receive(User& user) {
  const int result = user.stream->result;
  const bool got = user.stream->count != 0;
  const Other other = other_of(user);
  if (result == VMCI_EAGAIN) return wait(user, Doing::receive);
  demand(result == VMCI_SUCCESS, user, result);
  const bool reads = (user.halves & VMCI_SHUTDOWN_RECEIVE) == 0;
  // What a virtual machine has sent goes with it.
  const bool taken = machine_of(user) == kHostMachine && peer_has_left(user);
  const bool forgotten = is_parting() || taken || state_.lost != 0;
  observer_.always(property::kWhole, got || !reads || forgotten || user.read == other.written, [&] {
    return fmt::format("user {} has read {} of {} bytes", number_of(user), user.read,
                       other.written);
  });
  reach(property::kExchanged, user.read != 0 && other.read != 0);
  reach(property::kWaitedToRead, got && user.waited != 0);
  reach(property::kBack, got && user.away != 0);
  reach(property::kEnd, !got && reads);
  user.doing = Doing::nothing;
  user.stream.clear();
  return true;
}

// A peer whose inbox is full could not be told: it can be tried again. Nor could one to whom there
// is no way any more.
void LocalStep::finish_shutdown(User& user) {
  const int result = user.call->result;
  const bool no_way = (result == VMCI_ENODEV && is_parting()) ||
                      (result == VMCI_EPERM && state_.moved != 0) ||
                      (result == VMCI_ENETUNREACH && is_killed());
  demand(result == VMCI_SUCCESS || result == VMCI_ENOMEM || no_way, user, result);
  if (result == VMCI_SUCCESS) {
    user.told = static_cast<std::uint8_t>(user.told | user.call->mode);
  } else if (result == VMCI_ENOMEM) {
    ++state_.shutdowns;
  }
}

bool LocalStep::signal() {
  User& client = state_.users[kClient];
  if (state_.signals == 0 || client.waiting == 0 || is_stopped(machine_of(client)) ||
      client.wants != Doing::await)
    return false;
  --state_.signals;
  observer_.note([] { return std::string("the client is interrupted"); });
  const vmci_handle attempt = client.call->attempt;
  sockets_.call_init(&*client.call, client.slot, VMCI_CALL_INTERRUPT);
  client.call->attempt = attempt;
  client.waiting = 0;
  client.wants = Doing::nothing;
  client.doing = Doing::interrupt;
  return true;
}

bool LocalStep::work() {
  if (host_ == nullptr || choose(2) == kMachine) {
    return work_of(kMachine, *state_.work, state_.work_asked, state_.working, state_.work_sleeps);
  }
  return work_of(kHostMachine, *host_->work, host_->work_asked, host_->working, host_->work_sleeps);
}

bool LocalStep::work_of(std::uint32_t machine, vmci_stack_work& work, std::uint8_t& asked,
                        std::uint8_t& working, std::uint8_t& sleeps) {
  if (is_stopped(machine)) return false;
  if (working == 0) {
    if (asked == 0) return false;
    asked = 0;
    working = 1;
  } else if (sleeps != 0) {
    return false;
  }
  observer_.note(
      [&] { return fmt::format("the work{} goes on", machine == kMachine ? "" : " of the host"); });
  const bool done = go_through(
      machine, sleeps, [&](const vmci_node& node) { return sockets_.work_step(&node, &work); });
  if (done) working = 0;
  return true;
}

bool LocalStep::is_connecting() const {
  const User& client = state_.users[kClient];
  return client.doing == Doing::connect || client.doing == Doing::interrupt ||
         client.wants == Doing::await;
}

// All timers there are: those of both machines.
std::span<world::Timer> LocalStep::timers() {
  if (host_ == nullptr) return state_.timers;
  return host_->timers;
}

bool LocalStep::pass() {
  const auto passed = world::Clock(timers()).pass();
  if (!passed) return false;
  observer_.note([&] { return fmt::format("{} milliseconds pass", *passed); });
  if (is_connecting()) state_.elapsed += *passed;
  return true;
}

// A timer expires, or its handler is called.
bool LocalStep::expire() {
  const std::uint32_t one = choose(static_cast<std::uint32_t>(timers().size()));
  const std::uint32_t machine = one / VMCI_SOCKETS_MAX;
  const std::uint32_t number = one % VMCI_SOCKETS_MAX;
  const world::Timer& timer = timers()[one];
  const bool late = timer.late != 0;
  if (is_stopped(machine)) return false;
  if (timer.expiring == 0) {
    if (!clock(machine).expire(number)) return false;
    observer_.note([&] { return fmt::format("the timer of socket {} expires", number); });
    reach(property::kLate, late);
    return true;
  }
  observer_.note([&] { return fmt::format("the handler of timer {} is called", number); });
  run(machine, [&](const vmci_node& node) {
    sockets_.timer_expired(node.stack, number);
    return 0;
  });
  clock(machine).return_from_handler(number);
  wake(machine);
  return true;
}

bool LocalStep::be_late() {
  if (state_.late_timers == 0) return false;
  const std::uint32_t number = choose(static_cast<std::uint32_t>(timers().size()));
  if (!world::Clock(timers()).pass_by(number)) return false;
  --state_.late_timers;
  observer_.note([&] { return fmt::format("the timer of socket {} is late", number); });
  return true;
}

bool LocalStep::is_parting() const {
  return state_.parting != 0 || state_.parted != 0;
}

// The driver is to give up the device.
bool LocalStep::part() {
  if (state_.parting == 0) {
    if (state_.partings == 0 || is_stopped(kMachine)) return false;
    --state_.partings;
    state_.parting = 1;
  } else if (state_.part_sleeps != 0) {
    return false;
  }
  observer_.note([] { return std::string("the sockets part from the driver"); });
  const bool done = go_through(kMachine, state_.part_sleeps, [&](const vmci_node& node) {
    return sockets_.part_step(&node, &*state_.attachment);
  });
  if (!done) return true;
  state_.parting = 0;
  state_.parted = 1;
  state_.attachment.clear();
  return true;
}

}  // namespace vmcheck::device::sockets
