#include "model/vsock_fsm/stack/local.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "model/vsock_fsm/stack/local_step.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/fault_classes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {
namespace {

// The parts of either state.
LocalState& local_of(LocalState& state) {
  return state;
}
CoreHost* host_of(LocalState&) {
  return nullptr;
}
LocalState& local_of(HostedState& state) {
  return state.local;
}
CoreHost* host_of(HostedState& state) {
  return &state.host;
}
template <typename State>
const LocalState& local_of(const State& state) {
  return local_of(const_cast<State&>(state));
}
template <typename State>
const CoreHost* host_of(const State& state) {
  return host_of(const_cast<State&>(state));
}

// Whether the core's host has no work, nor has anything for the machine.
bool is_idle(const CoreHost& host) {
  const auto& contexts = host.host->contexts;
  return host.work_asked == 0 && host.working == 0 && host.programs_asked == 0 &&
         !host.arriving.is_there() && host.suspended == 0 && host.stack->inbox.count == 0 &&
         std::all_of(std::begin(contexts), std::end(contexts),
                     [](const vmci_host_context& context) { return context.mailbox.count == 0; });
}

bool is_idle(const LocalState& state, const CoreHost* host) {
  return state.parting == 0 && state.machine.is_quiet() && state.work_asked == 0 &&
         state.working == 0 && (host == nullptr || is_idle(*host)) &&
         std::all_of(state.users.begin(), state.users.end(),
                     [](const User& user) { return user.has == 0; });
}

// Whether nothing is under way that could wake anybody.
bool is_quiet(const LocalState& state, const CoreHost* host) {
  return state.work_asked == 0 && state.working == 0 && state.stack->inbox.count == 0 &&
         state.machine.is_quiet() && state.host.to_machine.count == 0 &&
         (host == nullptr || is_idle(*host)) &&
         std::all_of(state.users.begin(), state.users.end(),
                     [](const User& user) { return user.doing == Doing::nothing; });
}

// The same of a user whose connection is with the host.
bool waits_in_vain_for_host(const User& user, const HostProgram& host) {
  if (user.waiting == 0 || user.connected == 0) return false;
  const bool reads = user.wants == Doing::receive;
  const unsigned closed = reads ? VMCI_SHUTDOWN_SEND : VMCI_SHUTDOWN_RECEIVE;
  if ((host.told & closed) != 0 || host.life == HostProgram::Life::closed) return true;
  return reads ? host.written != user.read : user.written == host.read;
}

// Whether a user waits for what is there already. `listeners`: where his peer may be a child still.
bool waits_in_vain(const vmci_stack& listeners, const User& user, const User& peer) {
  if (user.waiting == 0 || user.connected == 0) return false;
  const bool reads = user.wants == Doing::receive;
  const unsigned closed = reads ? VMCI_SHUTDOWN_SEND : VMCI_SHUTDOWN_RECEIVE;
  if (!is_same(user.connection, peer.connection)) return !awaits_accept(listeners, user.connection);
  if (peer.has == 0 || (peer.told & closed) != 0) return true;
  return reads ? peer.written != user.read : user.written == peer.read;
}

// Whether the listener waits though a child is ready.
bool accepts_in_vain(const LocalState& state, const vmci_stack& stack) {
  const User& listener = state.users[kListener];
  return listener.waiting != 0 && stack.sockets[listener.slot].connection.ready != 0;
}

// The children of a listener. One that has just been dropped is not counted any more.
std::uint32_t children_of(const vmci_stack& stack, std::uint32_t listener) {
  return static_cast<std::uint32_t>(std::count_if(
      std::begin(stack.sockets), std::end(stack.sockets),
      [&](const vmci_stack_socket& socket) { return socket.listener == listener + 1; }));
}

// Once nobody is about to open or drop a child.
void check_listeners(const vmci_stack& stack, state::Observer& observer) {
  for (std::uint32_t i = 0; i < VMCI_SOCKETS_MAX; ++i) {
    const vmci_connection& connection = stack.sockets[i].connection;
    if (connection.state != VMCI_CONNECTION_LISTEN) continue;
    const std::uint32_t children = children_of(stack, i);
    observer.always(property::kBacklog, connection.pending + connection.ready == children, [&] {
      return fmt::format("a listener counts {} and {} children of {}", connection.pending,
                         connection.ready, children);
    });
  }
}

// What may be there though all sockets of users are closed: children that wait for their timers.
bool has_children(const vmci_stack& stack) {
  const auto& slots = stack.sockets;
  return std::any_of(std::begin(slots), std::end(slots), [](const vmci_stack_socket& socket) {
    return socket.connection.state == VMCI_CONNECTION_SYN_RECEIVED;
  });
}

bool has_no_pairs(const Machine& machine) {
  const vmci_queue_pair_table& table = machine.guest->queue_pairs;
  return table.bytes == 0 && std::all_of(std::begin(table.slots), std::end(table.slots),
                                         [](const vmci_queue_pair& pair) {
                                           return pair.state == VMCI_QUEUE_PAIR_FREE;
                                         });
}

bool is_given_back(const vmci_stack& stack) {
  const auto unused = [](const vmci_socket& socket) { return socket.type == 0; };
  const auto bare = [](const vmci_stack_socket& socket) {
    return socket.flags == 0 && socket.notes == 0 && socket.listener == 0 &&
           socket.end.state == VMCI_LOCAL_END_NONE;
  };
  return std::all_of(std::begin(stack.ports.sockets), std::end(stack.ports.sockets), unused) &&
         std::all_of(std::begin(stack.sockets), std::end(stack.sockets), bare) &&
         stack.local_bytes == 0 && stack.inbox.count == 0 && stack.noted.first == 0;
}

bool is_given_back(std::span<const world::Timer> timers) {
  return std::all_of(timers.begin(), timers.end(), [](const world::Timer& timer) {
    return timer.runs == 0 && timer.expiring == 0;
  });
}

bool is_given_back(const CoreHost& host) {
  const vmci_broker& broker = host.host->broker;
  return is_given_back(*host.stack) && is_given_back(host.timers) &&
         std::all_of(std::begin(broker.pairs), std::end(broker.pairs),
                     [](const vmci_broker_pair& entry) { return entry.pair.state == 0; }) &&
         std::all_of(std::begin(broker.contexts), std::end(broker.contexts),
                     [](const vmci_broker_context& context) { return context.bytes == 0; }) &&
         std::all_of(host.copies.kept.begin(), host.copies.kept.end(),
                     [](const world::KeptDatagram& copy) { return copy.used[0] == 0; });
}

bool is_given_back(const LocalState& state, const CoreHost* host) {
  return is_given_back(*state.stack) && is_given_back(state.timers) &&
         has_no_pairs(state.machine) && (host == nullptr || is_given_back(*host)) &&
         (state.parted == 0 || state.machine.has_nothing()) &&
         std::all_of(state.memory.areas.begin(), state.memory.areas.end(),
                     [](const world::QueueArea& area) { return area.pages == 0; });
}

}  // namespace

bool awaits_accept(const vmci_stack& listeners, vmci_handle connection) {
  return std::any_of(std::begin(listeners.sockets), std::end(listeners.sockets),
                     [&](const vmci_stack_socket& socket) {
                       return socket.listener != 0 && is_same(socket.connection.handle, connection);
                     });
}

template <typename State>
std::vector<run::Property> Local<State>::properties() const {
  std::vector<run::Property> all{
      world::property::kOneAction, world::property::kLocks, world::property::kLifetimes,
      property::kResult,           property::kWoken,        property::kNothingLeft};
  if (!bounds_.in_steps) all.push_back(property::kEnds);
  if (bounds_.far != Far::server) all.push_back(property::kBacklog);
  if (bounds_.far != Far::client) all.push_back(property::kInTime);
  if (bounds_.partings != 0) all.push_back(property::kParted);
  if (bounds_.bytes != 0) all.insert(all.end(), {world::property::kInPage, property::kFifo});
  if (bounds_.calls != 0) all.push_back(property::kWhole);
  if (!is_own(bounds_.far)) {
    all.insert(all.end(), {world::property::kRegisters, world::property::kMessages,
                           world::property::kNoSleep});
  }
  if (is_core(bounds_.far)) all.push_back(world::property::kPins);
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

template <typename State>
void Local<State>::begin(State& state, run::Chooser& chooser) const {
  const Driver& driver = *core_.core->driver;
  start(local_of(state).machine, driver,
        {.vectors = world::Vectors::exclusive, .faults = bounds_.faults});
  state::Observer observer(properties());
  LocalStep(core_, bounds_, local_of(state), host_of(state), chooser, observer).begin();
}

template <typename State>
bool Local<State>::step(State& state, run::Chooser& chooser, state::Observer& observer) const {
  return LocalStep(core_, bounds_, local_of(state), host_of(state), chooser, observer).make();
}

template <typename State>
void Local<State>::check(const State& whole, state::Observer& observer) const {
  const LocalState& state = local_of(whole);
  const CoreHost* host = host_of(whole);
  const User& client = state.users[kClient];
  const User& server = state.users[kServer];
  const vmci_stack& listeners = stack_of(state, host, bounds_.far, kListener);
  if (is_quiet(state, host)) {
    check_listeners(listeners, observer);
    const bool in_vain = is_modelled(bounds_.far) ? waits_in_vain_for_host(client, state.host) ||
                                                        waits_in_vain_for_host(server, state.host)
                                                  : waits_in_vain(listeners, client, server) ||
                                                        waits_in_vain(listeners, server, client);
    observer.always(property::kWoken, !in_vain && !accepts_in_vain(state, listeners),
                    [] { return std::string("who waits would find what he waits for"); });
  }
  if (bounds_.partings != 0) {
    observer.always(property::kParted, state.parted == 0 || state.machine.has_nothing(),
                    [] { return std::string("something of the driver's is left"); });
  }
  if (!is_idle(state, host) || has_children(listeners)) return;
  observer.always(property::kNothingLeft, is_given_back(state, host), [] {
    return std::string("all sockets are closed, but something of one is left");
  });
}

template <typename State>
bool Local<State>::may_end(const State& whole) const {
  const LocalState& state = local_of(whole);
  return is_idle(state, host_of(whole)) && state.host.to_machine.count == 0 &&
         state.host.to_host.count == 0 && state.machine.is_quiet() &&
         is_given_back(state, host_of(whole));
}

template <typename State>
std::string Local<State>::text(const State& whole) const {
  const LocalState& state = local_of(whole);
  const auto of_user = [&](std::uint32_t number) {
    const User& user = state.users[number];
    if (user.has == 0) return std::string("none");
    const vmci_stack& stack = stack_of(state, host_of(whole), bounds_.far, number);
    return fmt::format("{} in state {}{}{}", user.slot, stack.sockets[user.slot].connection.state,
                       user.waiting != 0 ? ", waiting" : "",
                       user.sleeping != 0 ? ", sleeping" : "");
  };
  return fmt::format("client: {}; listener: {}; server: {}; {} packets", of_user(kClient),
                     of_user(kListener), of_user(kServer), state.stack->inbox.count);
}

template <typename State>
std::vector<std::string> Local<State>::fault_classes() const {
  return world::fault_classes(bounds_.faults);
}

template class Local<LocalState>;
template class Local<HostedState>;

}  // namespace vmcheck::device::sockets
