#include "model/vsock_fsm/carrier.h"

#include <fmt/core.h>

#include <utility>

#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

using Life = Socket::Life;
using Phase = Request::Phase;

bool is_of_handshake(unsigned int type) {
  return vmci_packet_has_size(type) || vmci_packet_has_handle(type);
}

}  // namespace

vmci_connection_event event_of(vmci_connection_event_kind kind) {
  vmci_connection_event event{};
  event.handle = handle_of(kInvalidName);
  event.kind = static_cast<unsigned char>(kind);
  return event;
}

int Carrier::apply(std::uint32_t number, vmci_connection_event_kind kind, Name name) {
  vmci_connection_event event = event_of(kind);
  event.handle = handle_of(name);
  event.ready = network_.readable(number);
  return apply(number, event);
}

int Carrier::apply(std::uint32_t number, const vmci_connection_event& event) {
  Socket& socket = network_.sockets[number];
  const vmci_connection before = *socket.connection;
  vmci_connection_outcome outcome{};
  const int result = connections_.step(&before, &event, &outcome);
  demand_of_step(before, event, outcome, observer_);
  socket.store(outcome.connection);
  if (outcome.connection.state != before.state) {
    observer_.note([&] {
      return fmt::format("  socket {} goes from {} to {}", number, state_name(before.state),
                         state_name(outcome.connection.state));
    });
  }
  perform(number, event, outcome);
  return result;
}

void Carrier::perform(std::uint32_t number, const vmci_connection_event& event,
                      const vmci_connection_outcome& outcome) {
  Socket& socket = network_.sockets[number];
  const unsigned int actions = outcome.actions;
  if ((actions & VMCI_CONNECTION_STOP_TIMER) != 0) stop_timer(socket);
  if ((actions & VMCI_CONNECTION_UNSUBSCRIBE) != 0) socket.subscribed = 0;
  if ((actions & VMCI_CONNECTION_DETACH) != 0) detach(number, name_of(outcome.handle));
  if ((actions & VMCI_CONNECTION_START_TIMER) != 0) {
    socket.timer = name_of(outcome.connection.handle);
  }
  if ((actions & VMCI_CONNECTION_SUBSCRIBE) != 0) socket.subscribed = 1;
  ask_broker(number, outcome);
  bool sent = true;
  if ((actions & VMCI_CONNECTION_SEND) != 0) sent = send(outcome.packet);
  if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) answer(event.packet, VMCI_PACKET_RST);
  if ((actions & VMCI_CONNECTION_ANSWER_INVALID) != 0) answer(event.packet, VMCI_PACKET_INVALID);
  if ((actions & VMCI_CONNECTION_CHILD_READY) != 0 && socket.parent != 0) {
    socket.is_ready = 1;
    if (apply(socket.parent - 1U, event_of(VMCI_ON_CHILD_READY)) != VMCI_SUCCESS) close(number);
  }
  if ((actions & VMCI_CONNECTION_CHILD_DROPPED) != 0) drop_child(number);
  perform_on_listener(number, event, actions);
  wake(number, event, actions);
  if (!sent && is_of_handshake(outcome.packet.type)) {
    vmci_connection_event failed = event_of(VMCI_ON_SEND_FAILED);
    failed.handle = outcome.connection.handle;
    failed.error = VMCI_ENOMEM;
    apply(number, failed);
  }
}

void Carrier::perform_on_listener(std::uint32_t number, const vmci_connection_event& event,
                                  unsigned int actions) {
  if ((actions & VMCI_CONNECTION_OPEN_CHILD) != 0) open_child(number, event.packet);
  if ((actions & VMCI_CONNECTION_CLOSE_CHILDREN) == 0) return;
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    if (network_.sockets[i].is_child_of(number)) close(i);
  }
}

void Carrier::wake(std::uint32_t number, const vmci_connection_event& event, unsigned int actions) {
  Socket& socket = network_.sockets[number];
  if ((actions & VMCI_CONNECTION_WAKE_READER) != 0) socket.reading = 0;
  if ((actions & VMCI_CONNECTION_WAKE_CONNECT) == 0 || !socket.waiter ||
      socket.connection->state == VMCI_CONNECTION_SYN_SENT) {
    return;
  }
  socket.waiter = {};
  const bool connected = (socket.connection->flags & VMCI_CONNECTION_ONCE) != 0;
  const bool gave_up = event.kind == VMCI_ON_SIGNAL || event.kind == VMCI_ON_CLOSE;
  const int error = connected ? VMCI_SUCCESS : apply(number, event_of(VMCI_ON_TAKE_ERROR));
  observer_.always(property::kReason, connected || gave_up || error < 0,
                   [&] { return fmt::format("connect() of socket {} gives {}", number, error); });
  reach(property::kConnectedAnew, connected && socket.attempts > 1);
  reach(property::kRefused, error == VMCI_ECONNRESET);
  reach(property::kTimedOut, error == VMCI_ETIMEDOUT);
}

void Carrier::stop_timer(Socket& socket) {
  if (network_.late_timers != 0 && socket.timer) socket.late_timer = socket.timer;
  socket.timer = {};
}

void Carrier::detach(std::uint32_t number, Name name) {
  Pair* pair = network_.find_pair(name);
  const bool has = pair != nullptr && pair->is_used_by(number);
  observer_.always(property::kNothingLeaks, has, [&] {
    return fmt::format("socket {} leaves pair {}, which it does not have", number, name.resource);
  });
  if (!has) return;
  leave(*pair, pair->end_of(number));
}

// The other end is told, if there is one and the pair still connects the two.
void Carrier::leave(Pair& pair, std::uint32_t end) {
  pair.users[end] = 0;
  const std::uint8_t other = pair.users[1 - end];
  if (other == 0) {
    pair = {};
    return;
  }
  if (pair.severed != 0) return;
  Message message{};
  message.type = Message::kDetachment;
  message.dst_context = network_.contexts[network_.sockets[other - 1U].machine];
  message.name = pair.name;
  post(message);
}

void Carrier::ask_broker(std::uint32_t number, const vmci_connection_outcome& outcome) {
  constexpr unsigned int kAsks = VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH;
  if ((outcome.actions & kAsks) == 0) return;
  for (std::uint32_t i = 0; i < bounds_.requests; ++i) {
    Request& request = network_.requests[i];
    if (request.phase != Phase::none) continue;
    request.phase = Phase::asked;
    request.socket = static_cast<std::uint8_t>(number);
    request.attaches = (outcome.actions & VMCI_CONNECTION_ATTACH) != 0;
    request.size = byte_of(outcome.size);
    request.name = name_of(outcome.handle);
    return;
  }
  vmci_connection_event refused = event_of(VMCI_ON_NO_PAIR);
  refused.handle = outcome.handle;
  refused.error = VMCI_ENOMEM;
  apply(number, refused);
}

void Carrier::serve(Request& request) {
  const std::uint8_t user = request.socket + 1;
  if (request.phase == Phase::asked) {
    Pair* pair =
        request.attaches != 0 ? network_.find_pair(request.name) : network_.find_pair(Name{});
    const bool fits = pair != nullptr &&
                      (request.attaches == 0 ||
                       (pair->attached == 0 && pair->users[0] != 0 && pair->size == request.size));
    request.phase = fits && !strikes(FaultClass::refused, network_.faults.refused) ? Phase::done
                                                                                   : Phase::failed;
    if (request.phase == Phase::failed) return;
    pair->name = request.name;
    pair->size = request.size;
    pair->attached = request.attaches;
    pair->users[request.attaches] = user;
    return;
  }
  const Request answered = std::exchange(request, Request{});
  const bool is_late = network_.sockets[answered.socket].connection->handle.resource !=
                       word_of(answered.name.resource);
  reach(property::kLatePair, is_late && answered.phase == Phase::done);
  const bool done = answered.phase == Phase::done;
  vmci_connection_event event = event_of(done ? VMCI_ON_PAIR : VMCI_ON_NO_PAIR);
  event.handle = handle_of(answered.name);
  if (!done) event.error = VMCI_ENOMEM;
  apply(answered.socket, event);
}

bool Carrier::strikes(FaultClass what, std::uint8_t& left) {
  if (left == 0) return false;
  if (chooser_.choose_fault(2, static_cast<std::uint32_t>(what)) == 0) return false;
  --left;
  return true;
}

void Carrier::open_child(std::uint32_t listener, const vmci_packet& packet) {
  const auto free = std::find_if(network_.sockets.begin(), network_.sockets.end(),
                                 [](const Socket& socket) { return socket.life == Life::none; });
  if (free == network_.sockets.end() || strikes(FaultClass::memory, network_.faults.memory)) {
    answer(packet, VMCI_PACKET_RST);
    apply(listener, event_of(VMCI_ON_CHILD_DROPPED));
    return;
  }
  vmci_connection begun{};
  connections_.inherit(&begun, &*network_.sockets[listener].connection);
  free->store(begun);
  free->life = Life::open;
  free->machine = network_.sockets[listener].machine;
  free->parent = static_cast<std::uint8_t>(listener + 1);
  vmci_connection_event event = event_of(VMCI_ON_OPEN);
  event.packet = packet;
  const auto child = static_cast<std::uint32_t>(free - network_.sockets.begin());
  const int result = apply(child, event);
  observer_.always(property::kResult, result == VMCI_SUCCESS,
                   [&] { return fmt::format("a child does not begin: {}", result); });
  if (result != VMCI_SUCCESS) drop_child(child);
}

void Carrier::drop_child(std::uint32_t number) {
  Socket& child = network_.sockets[number];
  const std::uint32_t listener = std::exchange(child.parent, std::uint8_t{0});
  child.life = Life::gone;
  if (listener != 0) apply(listener - 1, event_of(VMCI_ON_CHILD_DROPPED));
}

void Carrier::close(std::uint32_t number) {
  apply(number, event_of(VMCI_ON_CLOSE));
  network_.sockets[number].life = Life::gone;
  network_.sockets[number].parent = 0;
}

void Carrier::release() {
  for (std::uint32_t i = 0; i < kSockets; ++i) {
    Socket& socket = network_.sockets[i];
    if (socket.life != Life::gone || network_.owes(i)) continue;
    observer_.always(property::kGivenBack, !socket.timer && socket.subscribed == 0, [&] {
      return fmt::format("socket {} is closed with a timer or a subscription", i);
    });
    socket = {};
  }
}

}  // namespace vmcheck::vsock
