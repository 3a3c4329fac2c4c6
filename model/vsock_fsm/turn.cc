#include "model/vsock_fsm/turn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

using Life = Socket::Life;

// Who may have the next turn.
enum Actor : std::uint32_t {
  kDelivery,
  kBroker,
  kTimer,
  kLateTimer,
  kOwner,
  kSignal,
  kMachine,
  kKiller,
  kStranger,
  kActors
};

}  // namespace

bool Turn::make() {
  const std::optional<std::uint32_t> actor =
      chooser_.choose_enabled(run::ChoiceKind::schedule, kActors, [&] { return enabled(); });
  if (!actor || !act(*actor)) return false;
  carrier_.release();
  return true;
}

run::Options Turn::enabled() const {
  using run::option;
  return option(kDelivery, network_.message_count != 0) | option(kBroker, asked() != 0) |
         option(kTimer, timers(false) != 0) | option(kLateTimer, timers(true) != 0) |
         option(kOwner, callers() != 0) | option(kSignal, connecting() != 0) |
         option(kMachine, network_.changes != 0) | option(kKiller, network_.kills != 0) |
         option(kStranger, bounds_.stranger);
}

bool Turn::act(std::uint32_t actor) {
  switch (actor) {
    case kDelivery:
      return deliver();
    case kBroker:
      return serve();
    case kTimer:
      return fire(false);
    case kLateTimer:
      return fire(true);
    case kOwner:
      return call();
    case kSignal:
      return signal();
    case kMachine:
      return change();
    case kKiller:
      return kill();
    default:
      return send_from_stranger();
  }
}

run::Options Turn::deliverable() const {
  const auto goes_to = [](const Message& message) { return message.dst_context; };
  return run::options_below(network_.message_count, [&](std::uint32_t number) {
    return may_overtake(network_.messages, network_.message_count, number, bounds_.order, goes_to);
  });
}

bool Turn::deliver() {
  auto& all = network_.messages;
  const auto chosen = choose(network_.message_count, [&] { return deliverable(); });
  if (!chosen) return false;
  const std::uint32_t number = *chosen;
  const Message message = all[number];
  Faults& faults = network_.faults;
  const bool may_fail = message.type != Message::kDetachment;
  const bool lost = may_fail && carrier_.strikes(FaultClass::lost, faults.lost);
  const bool kept =
      may_fail && !lost && carrier_.strikes(FaultClass::duplicated, faults.duplicated);
  if (!kept) {
    std::move(all.begin() + number + 1, all.begin() + network_.message_count, all.begin() + number);
    all[--network_.message_count] = {};
  }
  if (lost) {
    observer_.note([&] { return fmt::format("{} is lost", packet_name(message.type)); });
    return true;
  }
  carrier_.deliver(message);
  return true;
}

run::Options Turn::asked() const {
  return run::options_of(network_.requests, [](const Request& request) {
    return request.phase != Request::Phase::none;
  });
}

bool Turn::serve() {
  const auto number = choose(kRequests, [&] { return asked(); });
  if (!number) return false;
  Request& request = network_.requests[*number];
  observer_.note([&] {
    return fmt::format("the broker {} pair {}",
                       request.phase == Request::Phase::asked ? "looks at" : "answers about",
                       request.name.resource);
  });
  carrier_.serve(request);
  return true;
}

run::Options Turn::timers(bool late) const {
  if (late && network_.late_timers == 0) return 0;
  return run::options_of(network_.sockets, [&](const Socket& socket) {
    return static_cast<bool>(late ? socket.late_timer : socket.timer);
  });
}

bool Turn::fire(bool late) {
  const auto chosen = choose(kSockets, [&] { return timers(late); });
  if (!chosen) return false;
  const std::uint32_t number = *chosen;
  Socket& socket = network_.sockets[number];
  const Name name = std::exchange(late ? socket.late_timer : socket.timer, Name{});
  if (late) {
    --network_.late_timers;
  } else {
    observer_.made_by(number);
  }
  observer_.note([&] {
    return fmt::format("the timer of socket {} goes off{}", number, late ? ", late" : "");
  });
  carrier_.apply(number, VMCI_ON_TIMER, name);
  return true;
}

run::Options Turn::connecting() const {
  if (network_.signals == 0) return 0;
  return run::options_of(network_.sockets,
                         [](const Socket& socket) { return socket.attempts != 0; });
}

bool Turn::signal() {
  const auto chosen = choose(kSockets, [&] { return connecting(); });
  if (!chosen) return false;
  const std::uint32_t number = *chosen;
  const Socket& socket = network_.sockets[number];
  // For the attempt that is under way, or late for an earlier one.
  const std::uint32_t attempt = choose(network_.attempts) + 1;
  const Name name{network_.contexts[socket.machine], static_cast<std::uint8_t>(attempt)};
  --network_.signals;
  observer_.note([&] { return fmt::format("a signal for attempt {}", attempt); });
  const int result = carrier_.apply(number, VMCI_ON_SIGNAL, name);
  carrier_.reach(property::kInterrupted, result == VMCI_EINTR);
  return true;
}

bool Turn::change() {
  const std::uint32_t machine = choose(kMachines);
  constexpr std::array kKinds{VMCI_ON_RESUMED, VMCI_ON_CONTEXT_CHANGED, VMCI_ON_TRANSPORT_GONE};
  const vmci_connection_event_kind kind = kKinds[choose(kKinds.size())];
  if (network_.contexts[machine] == VMCI_CONTEXT_HOST && kind != VMCI_ON_TRANSPORT_GONE) {
    return false;  // a host does not move
  }
  --network_.changes;
  observer_.note([&] {
    return fmt::format("machine {} {}", machine,
                       kind == VMCI_ON_TRANSPORT_GONE ? "loses its transport" : "moves");
  });
  if (kind != VMCI_ON_TRANSPORT_GONE) carrier_.sever(machine);
  if (kind == VMCI_ON_CONTEXT_CHANGED) ++network_.contexts[machine];
  carrier_.reach(property::kMoved, kind == VMCI_ON_CONTEXT_CHANGED);
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    if (network_.sockets[i].life != Life::open || network_.sockets[i].machine != machine) continue;
    vmci_connection_event event = event_of(kind);
    event.context = network_.contexts[machine];
    event.ready = network_.readable(i);
    carrier_.apply(i, event);
  }
  return true;
}

// The virtual machine is gone, with all that it had, and begins anew with nothing.
bool Turn::kill() {
  const auto machine = static_cast<std::uint32_t>(
      std::find(network_.contexts.begin(), network_.contexts.end(), kVmContext) -
      network_.contexts.begin());
  if (machine == kMachines) return false;
  --network_.kills;
  observer_.note([&] { return fmt::format("machine {} is killed", machine); });
  carrier_.kill(machine);
  return true;
}

// Any packet with good and bad contents. His own machine's context he cannot deny.
bool Turn::send_from_stranger() {
  const std::uint32_t to = choose(static_cast<std::uint32_t>(bounds_.roles.size()));
  const Role& role = bounds_.roles[to];
  if (role.machine >= kMachines) return false;
  Message message{};
  message.type = static_cast<std::uint8_t>(choose(VMCI_PACKET_TYPES + 1));
  message.src_context = kStrangerContext;
  message.src_port = choose(2) == 0 ? kStrangerPort : bounds_.roles[role.server].port;
  message.dst_context = network_.contexts[role.machine];
  message.dst_port = role.port;
  const bool sized = vmci_packet_has_size(message.type) || message.type == VMCI_PACKET_SHUTDOWN;
  if (sized) {
    constexpr std::array<std::uint8_t, 3> kValues{0, 2, 202};
    message.value = kValues[choose(kValues.size())];
  }
  if (vmci_packet_has_protocols(message.type)) {
    message.protocols = static_cast<std::uint8_t>(choose(2));
  }
  if (vmci_packet_has_handle(message.type)) {
    const auto resource = static_cast<std::uint8_t>(choose(network_.attempts + 1U));
    message.name = {choose(2) == 0 ? kStrangerContext : network_.contexts[role.machine], resource};
    if (resource == 0) message.name = kInvalidName;
  }
  carrier_.deliver(message);
  return true;
}

}  // namespace vmcheck::vsock
