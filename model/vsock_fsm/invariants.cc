#include "model/vsock_fsm/invariants.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "model/vsock_fsm/demands.h"
#include "model/vsock_fsm/properties.h"

namespace vmcheck::vsock {
namespace {

using Life = Socket::Life;
using Phase = Request::Phase;

bool has(const vmci_connection& connection, unsigned int flag) {
  return (connection.flags & flag) != 0;
}

const std::array<Kind, 16> kKinds{{
    {&property::kRequested,
     [](const Socket& s) { return has(*s.connection, VMCI_CONNECTION_REQUESTED); }},
    {&property::kFellBack,
     [](const Socket& s) { return has(*s.connection, VMCI_CONNECTION_RESET_DUE); }},
    {&property::kAsked,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_SENT &&
              s.connection->pair == VMCI_CONNECTION_PAIR_ASKED;
     }},
    {&property::kOffered,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_SENT &&
              s.connection->pair == VMCI_CONNECTION_PAIR_HELD;
     }},
    {&property::kLeft,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_SENT &&
              has(*s.connection, VMCI_CONNECTION_PEER_GONE);
     }},
    {&property::kReceived,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_RECEIVED &&
              s.connection->pair == VMCI_CONNECTION_NO_PAIR;
     }},
    {&property::kAttaching,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_RECEIVED &&
              s.connection->pair == VMCI_CONNECTION_PAIR_ASKED;
     }},
    {&property::kAbandoned,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_SYN_RECEIVED &&
              has(*s.connection, VMCI_CONNECTION_PEER_GONE);
     }},
    {&property::kEstablished,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_ESTABLISHED &&
              !has(*s.connection, VMCI_CONNECTION_PEER_GONE);
     }},
    {&property::kOlderNotification,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_ESTABLISHED &&
              s.connection->notify == VMCI_NOTIFY_WAITING;
     }},
    {&property::kHalfClosed,
     [](const Socket& s) {
       return (s.connection->peer_shutdown == VMCI_SHUTDOWN_RECEIVE ||
               s.connection->peer_shutdown == VMCI_SHUTDOWN_SEND) &&
              s.connection->shutdown == 0;
     }},
    {&property::kDraining,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_ESTABLISHED &&
              has(*s.connection, VMCI_CONNECTION_PEER_GONE);
     }},
    {&property::kClosing,
     [](const Socket& s) { return s.connection->state == VMCI_CONNECTION_CLOSING; }},
    {&property::kEnded,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_CLOSE &&
              has(*s.connection, VMCI_CONNECTION_ONCE);
     }},
    {&property::kFull,
     [](const Socket& s) {
       return s.connection->state == VMCI_CONNECTION_LISTEN &&
              s.connection->pending + s.connection->ready == s.connection->backlog;
     }},
    {&property::kReady, [](const Socket& s) { return s.is_ready != 0; }},
}};

// One state.
class Invariants {
 public:
  Invariants(const Network& network, state::Observer& observer)
      : network_(network), observer_(observer) {}

  // Nobody has a pair but who knows that he has it, or is just being told.
  void check_pairs() {
    for (const Pair& pair : network_.pairs) {
      for (const std::uint8_t user : pair.users) {
        if (user != 0) check_user(pair, user - 1U);
      }
    }
  }

  void check(std::uint32_t number) {
    const Socket& socket = network_.sockets[number];
    const vmci_connection& connection = *socket.connection;
    if (socket.life == Life::none) return;
    check_what_it_has(number, socket);
    const std::uint8_t context = network_.contexts[socket.machine];
    const bool bound = socket.life == Life::gone || connection.bound_context == context;
    observer_.always(property::kBound, bound, [&] {
      return fmt::format("socket {} is bound to {} on machine {}", number, connection.bound_context,
                         context);
    });
    if (connection.state == VMCI_CONNECTION_LISTEN) check_backlog(number);
    if (connection.state == VMCI_CONNECTION_ESTABLISHED &&
        !has(connection, VMCI_CONNECTION_PEER_GONE)) {
      check_established(number);
    }
    check_waiters(number, socket);
    check_listener_of(socket);
  }

 private:
  void check_user(const Pair& pair, std::uint32_t number) {
    const Socket& socket = network_.sockets[number];
    const bool known = socket.life != Life::none &&
                       socket.connection->pair == VMCI_CONNECTION_PAIR_HELD &&
                       name_of(socket.connection->handle) == pair.name;
    const auto comes = [&] {
      return std::any_of(network_.requests.begin(), network_.requests.end(),
                         [&](const Request& request) {
                           return request.phase == Phase::done && request.socket == number &&
                                  request.name == pair.name;
                         });
    };
    observer_.always(property::kNothingLeaks, known || comes(), [&] {
      return fmt::format("pair {} is left to socket {}, which does not know of it",
                         pair.name.resource, number);
    });
  }

  void check_what_it_has(std::uint32_t number, const Socket& socket) {
    const vmci_connection& connection = *socket.connection;
    const bool runs = static_cast<bool>(socket.timer);
    observer_.always(property::kNothingLeaks, runs == has(connection, VMCI_CONNECTION_TIMED), [&] {
      return fmt::format("the timer of socket {} {}", number, runs ? "runs" : "does not run");
    });
    const bool told = socket.subscribed != 0;
    observer_.always(
        property::kNothingLeaks, told == has(connection, VMCI_CONNECTION_SUBSCRIBED), [&] {
          return fmt::format("socket {} is {}", number, told ? "subscribed" : "not subscribed");
        });
    if (connection.state != VMCI_CONNECTION_CLOSE || has(connection, VMCI_CONNECTION_ONCE)) return;
    const bool nothing = !runs && !told && connection.pair == VMCI_CONNECTION_NO_PAIR &&
                         connection.peer_shutdown == 0;
    observer_.always(property::kGivenBack, nothing,
                     [&] { return fmt::format("socket {} is closed and has something", number); });
  }

  void check_listener_of(const Socket& child) {
    if (child.parent == 0) return;
    const Socket& listener = network_.sockets[child.parent - 1U];
    const bool listens =
        listener.life == Life::open && listener.connection->state == VMCI_CONNECTION_LISTEN;
    observer_.always(property::kHasAListener, listens, [&] {
      return fmt::format("socket {} is closed and has a child", child.parent - 1U);
    });
  }

  void check_backlog(std::uint32_t number) {
    const vmci_connection& listener = *network_.sockets[number].connection;
    const std::uint32_t pending = network_.pending_of(number);
    const std::uint32_t ready = network_.ready_of(number);
    const bool good = listener.pending == pending && listener.ready == ready &&
                      pending + ready <= listener.backlog;
    observer_.always(property::kBacklog, good, [&] {
      return fmt::format("the listener counts {} and {} where there are {} and {}, of at most {}",
                         listener.pending, listener.ready, pending, ready, listener.backlog);
    });
  }

  void check_established(std::uint32_t number) {
    const vmci_connection& own = *network_.sockets[number].connection;
    const Pair* pair = network_.find_pair_of(number);
    const bool one = pair != nullptr && pair->size == own.size && own.size >= own.buffer_min &&
                     own.size <= own.buffer_max &&
                     pair->severed != network_.sockets[number].machine + 1;
    observer_.always(property::kOnePair, one, [&] {
      return fmt::format("socket {} is established without a pair of an agreeable size", number);
    });
    if (!one || pair->severed != 0) return;
    const bool shared = pair->attached != 0 || own.remote_context == kStrangerContext;
    observer_.always(property::kOnePair, shared, [&] {
      return fmt::format("socket {} is established, and nobody has attached to its pair", number);
    });
    const std::uint8_t user = pair->users[1 - pair->end_of(number)];
    if (user == 0) {
      check_is_being_told(number, *pair);
      return;
    }
    const Socket& other = network_.sockets[user - 1U];
    const vmci_connection& peer = *other.connection;
    const bool is_its_peer = peer.local_port == own.remote_port &&
                             peer.remote_port == own.local_port &&
                             network_.contexts[other.machine] == own.remote_context;
    const bool agrees = peer.state != VMCI_CONNECTION_ESTABLISHED ||
                        (peer.size == own.size && peer.notify == own.notify);
    observer_.always(property::kOnePair, is_its_peer && agrees, [&] {
      return fmt::format("sockets {} and {} have one pair and do not agree", number, user - 1);
    });
  }

  // The other end has left the pair, if ever it came.
  void check_is_being_told(std::uint32_t number, const Pair& pair) {
    const auto end = network_.messages.begin() + network_.message_count;
    const bool told = std::any_of(network_.messages.begin(), end, [&](const Message& message) {
      return message.type == Message::kDetachment && message.name == pair.name;
    });
    observer_.always(property::kEndTold, told || pair.attached == 0, [&] {
      return fmt::format("socket {} does not know that its peer has left", number);
    });
  }

  void check_waiters(std::uint32_t number, const Socket& socket) {
    const vmci_connection& connection = *socket.connection;
    const bool connecting =
        connection.state == VMCI_CONNECTION_SYN_SENT && name_of(connection.handle) == socket.waiter;
    observer_.always(property::kWoken, !socket.waiter || connecting, [&] {
      return fmt::format("connect() of socket {} waits for an attempt that is over", number);
    });
    const bool more = connection.state == VMCI_CONNECTION_ESTABLISHED &&
                      (connection.peer_shutdown & VMCI_SHUTDOWN_SEND) == 0;
    observer_.always(property::kWoken, socket.reading == 0 || more, [&] {
      return fmt::format("a reader of socket {} waits for a peer that sends no more", number);
    });
  }

  const Network& network_;
  state::Observer& observer_;
};

}  // namespace

std::vector<Kind> kinds_reached(const Bounds& bounds) {
  std::vector<Kind> reached;
  for (const run::Property* wanted : bounds.reached) {
    const auto kind = std::ranges::find(kKinds, wanted, &Kind::property);
    if (kind != kKinds.end()) reached.push_back(*kind);
  }
  return reached;
}

void check_invariants(const Network& network, std::span<const Kind> reached,
                      state::Observer& observer) {
  Invariants invariants(network, observer);
  invariants.check_pairs();
  for (std::uint32_t i = 0; i < kSockets; ++i) invariants.check(i);
  for (const Kind& kind : reached) {
    const bool any = std::any_of(
        network.sockets.begin(), network.sockets.end(),
        [&](const Socket& socket) { return socket.life == Life::open && kind.is(socket); });
    observer.sometimes(*kind.property, any);
  }
}

}  // namespace vmcheck::vsock
