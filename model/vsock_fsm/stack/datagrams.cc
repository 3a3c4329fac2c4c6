#include "model/vsock_fsm/stack/datagrams.h"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>

#include "model/vsock_fsm/stack/datagrams_step.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/properties.h"

namespace vmcheck::device::datagrams {
namespace {

using namespace sockets::property;

// Whether nothing is under way that could wake anybody, or change a socket.
bool is_quiet(const State& state) {
  return state.work_asked == 0 && state.working == 0 && state.parting == 0 &&
         state.machine.is_quiet() &&
         std::all_of(state.programs.begin(), state.programs.end(),
                     [](const Program& program) { return program.doing == Doing::nothing; });
}

bool is_idle(const State& state) {
  return is_quiet(state) && std::all_of(state.programs.begin(), state.programs.end(),
                                        [](const Program& program) { return program.has == 0; });
}

bool waits_in_vain(const vmci_stack& stack, const Program& program) {
  return program.waiting != 0 && (stack.sockets[program.slot].received.first != 0 ||
                                  (program.shut & VMCI_SHUTDOWN_RECEIVE) != 0);
}

// Bytes that the datagrams in a socket's queue have with their headers.
std::uint32_t bytes_of(const vmci_stack& stack, const vmci_stack_socket& socket) {
  std::uint32_t bytes = 0;
  for (unsigned link = socket.received.first; link != 0;) {
    const vmci_datagram_entry& entry = stack.datagrams.entries[link - 1];
    bytes += 24 + entry.payload.length;
    link = entry.next;
  }
  return bytes;
}

// Whether each socket accounts for what it has, within its bounds.
bool is_accounted(const vmci_stack& stack) {
  return std::all_of(std::begin(stack.sockets), std::end(stack.sockets),
                     [&](const vmci_stack_socket& socket) {
                       return socket.received.used == bytes_of(stack, socket) &&
                              socket.received.used <= socket.options.buffer_size;
                     });
}

// Whether a socket has an endpoint exactly if it can have one.
bool is_settled(const vmci_stack& stack) {
  const bool present = (stack.ports.transports.present & VMCI_TRANSPORT_GUEST_TO_HOST) != 0;
  for (std::uint32_t i = 0; i < VMCI_SOCKETS_MAX; ++i) {
    const vmci_socket& socket = stack.ports.sockets[i];
    const bool is_bound = (socket.sets & VMCI_IN_BOUND) != 0;
    const bool needs = present && is_bound && socket.bound.cid != VMCI_CID_LOCAL;
    const bool has = stack.sockets[i].endpoints != 0;
    if (has != needs) return false;
  }
  return true;
}

// Whether who is bound to the machine's own context is bound to that which it has now. Without its
// driver nobody knows it.
bool has_followed(const State& state) {
  const auto& all = state.stack->ports.sockets;
  return state.parted != 0 ||
         std::all_of(std::begin(all), std::end(all), [&](const vmci_socket& socket) {
           return (socket.sets & VMCI_IN_BOUND) == 0 || socket.bound.cid == VMCI_CID_ANY ||
                  socket.bound.cid == VMCI_CID_LOCAL ||
                  socket.bound.cid == state.machine.context.id;
         });
}

// The driver's endpoints: that of packets while it is there, and another client's.
bool has_few_endpoints(const State& state, const Bounds& bounds) {
  const auto& all = state.machine.guest->endpoints;
  const auto count = std::count_if(std::begin(all), std::end(all),
                                   [](const auto& endpoint) { return endpoint.callback != 0; });
  return count == (state.parted == 0 ? 1 : 0) + (bounds.is_taken ? 1 : 0);
}

bool is_given_back(const State& state, const Bounds& bounds) {
  const vmci_stack& stack = *state.stack;
  const auto unused = [](const vmci_socket& socket) { return socket.type == 0; };
  const auto bare = [](const vmci_stack_socket& socket) {
    return socket.flags == 0 && socket.notes == 0 && socket.received.first == 0;
  };
  return std::all_of(std::begin(stack.ports.sockets), std::end(stack.ports.sockets), unused) &&
         std::all_of(std::begin(stack.sockets), std::end(stack.sockets), bare) &&
         stack.datagrams.first_free == 0 && stack.pool.free == VMCI_POOL_BLOCKS &&
         stack.noted.first == 0 && has_few_endpoints(state, bounds);
}

}  // namespace

std::vector<run::Property> Datagrams::properties() const {
  std::vector<run::Property> all{world::property::kOneAction,
                                 world::property::kLocks,
                                 kResult,
                                 kWoken,
                                 kNothingLeft,
                                 kDatagram,
                                 kAccounted,
                                 kEndpoint,
                                 kFollows};
  const auto add = [&](bool known, std::initializer_list<run::Property> more) {
    if (known) all.insert(all.end(), more);
  };
  const bool arrives = bounds_.arrivals != 0 || bounds_.migrations != 0;
  add(arrives, {world::property::kLifetimes, world::property::kNoSleep});
  add(arrives || bounds_.to_host, {world::property::kRegisters});
  add(bounds_.to_host || bounds_.migrations != 0, {world::property::kMessages});
  add(bounds_.connects != 0, {kFromPeer});
  add(bounds_.shutdowns != 0, {kEndOnly});
  add(!bounds_.in_steps, {kCounted, kEnds});
  add(bounds_.partings != 0, {kParted});
  for (const run::Property* property : bounds_.reached) all.push_back(*property);
  return all;
}

void Datagrams::begin(State& state, run::Chooser& chooser) const {
  start(state.machine, *core_.core->driver, {.vectors = world::Vectors::exclusive, .faults = {}});
  state::Observer observer(properties());
  Step(core_, bounds_, state, chooser, observer).begin();
}

bool Datagrams::step(State& state, run::Chooser& chooser, state::Observer& observer) const {
  return Step(core_, bounds_, state, chooser, observer).make();
}

void Datagrams::check(const State& state, state::Observer& observer) const {
  const vmci_stack& stack = *state.stack;
  observer.always(kAccounted, is_accounted(stack),
                  [] { return std::string("a socket's buffer does not hold what it says"); });
  if (is_quiet(state)) {
    const bool in_vain =
        std::any_of(state.programs.begin(), state.programs.end(),
                    [&](const Program& program) { return waits_in_vain(stack, program); });
    observer.always(kWoken, !in_vain,
                    [] { return std::string("who waits would find what he waits for"); });
    observer.always(kEndpoint, is_settled(stack),
                    [] { return std::string("a socket has no endpoint, or one too many"); });
    observer.always(kFollows, has_followed(state),
                    [] { return std::string("a socket is bound to a context that is gone"); });
  }
  if (bounds_.partings != 0) {
    observer.always(kParted, state.parted == 0 || bounds_.is_taken || state.machine.has_nothing(),
                    [] { return std::string("something of the driver's is left"); });
  }
  if (!is_idle(state)) return;
  observer.always(kNothingLeft, is_given_back(state, bounds_), [] {
    return std::string("all sockets are closed, but something of one is left");
  });
}

bool Datagrams::may_end(const State& state) const {
  return is_idle(state) && is_given_back(state, bounds_);
}

std::string Datagrams::text(const State& state) const {
  const auto of_program = [&](const Program& program) {
    if (program.has == 0) return std::string("none");
    const vmci_socket& socket = state.stack->ports.sockets[program.slot];
    return fmt::format("{} at {}:{}{}{}", program.slot, socket.bound.cid, socket.bound.port,
                       program.waiting != 0 ? ", waiting" : "",
                       program.sleeping != 0 ? ", sleeping" : "");
  };
  return fmt::format("sockets: {}; {}{}", of_program(state.programs[0]),
                     of_program(state.programs[1]), state.machine.text());
}

}  // namespace vmcheck::device::datagrams
