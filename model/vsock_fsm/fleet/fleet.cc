#include "model/vsock_fsm/fleet/fleet.h"

#include <fmt/core.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "model/vsock_fsm/carrier.h"
#include "model/vsock_fsm/fleet/properties.h"
#include "model/vsock_fsm/stream/properties.h"
#include "model/vsock_fsm/stream/turn.h"

namespace vmcheck::vsock::fleet {
namespace {

using stream::kGuest;
using stream::kHost;

constexpr std::uint8_t kNewer = VMCI_PROTOCOL_ON_NOTIFY;

constexpr std::uint32_t kListenerPort = 5;
constexpr std::uint32_t kFirstContext = 16;
constexpr std::uint32_t kFirstPort = 1024;
constexpr std::uint32_t kPorts = 1U << 16U;

// Somebody is asked so often whether he has a step to make, before it is another's turn.
constexpr int kTries = 8;

// All children are counted after so many steps for each connection.
constexpr std::uint64_t kAudit = 4;

// Memory for so many links, all zeros.
state::WordRow memory_for(std::size_t links) {
  static_assert(alignof(Link) <= sizeof(std::uint64_t));
  return state::LargePages().row(std::bit_ceil(links * sizeof(Link) / sizeof(std::uint64_t)));
}

bool strikes(run::Chooser& chooser, Fault what) {
  return chooser.choose_fault(2, static_cast<std::uint32_t>(what)) != 0;
}

}  // namespace

std::vector<run::Property> Fleet::properties() {
  return {property::kBalance, property::kGivenBack, property::kMovesOn,
          stream::property::kAllReceived, stream::property::kPlace};
}

Fleet::Fleet(const stream::Functions& core, const Size& size, state::Observer& observer)
    : core_(core),
      size_(size),
      observer_(observer),
      memory_(memory_for(std::size_t{size.guests} * size.at_once)),
      links_(reinterpret_cast<Link*>(&memory_[0]), std::size_t{size.guests} * size.at_once),
      next_context_(kFirstContext + size.guests) {
  for (const std::uint8_t protocols : {std::uint8_t{0}, kNewer}) {
    bounds_.push_back({.ends = {{{.bytes = 2}, {.bytes = 4}}}, .protocols = protocols});
    bounds_.push_back({.ends = {{{.bytes = 5, .piece = 2}, {.bytes = 1, .lowat = 3}}},
                       .size = 5,
                       .protocols = protocols});
  }
  core.connections->init(&listener_, VMCI_CONTEXT_HOST, kListenerPort, 3, 2, 5,
                         VMCI_PROTOCOL_ON_NOTIFY);
  vmci_connection_event listen = event_of(VMCI_ON_LISTEN);
  listen.backlog = size.backlog;
  tell_listener(listen);
  for (std::uint32_t guest = 0; guest < size.guests; ++guest) {
    contexts_.push_back(kFirstContext + guest);
  }
  active_.reserve(links_.size());
  for (std::uint32_t i = 0; i < links_.size() && begun_ < size_.connections; ++i) open(i);
  figures_.at_once = active_.size();
  figures_.bytes = links_.size() * sizeof(Link) + active_.capacity() * sizeof(std::uint32_t) +
                   contexts_.capacity() * sizeof(std::uint32_t) + sizeof(*this);
}

const stream::Bounds& Fleet::bounds_of(std::uint32_t number) const {
  return bounds_[number % bounds_.size()];
}

std::uint32_t Fleet::context_of(std::uint32_t number) const {
  return contexts_[number / size_.at_once];
}

bool Fleet::step(run::Chooser& chooser) {
  if (active_.empty()) return false;
  if (++figures_.steps % (kAudit * links_.size()) == 0) demand_balance();
  const auto chosen =
      chooser.choose(run::ChoiceKind::value, static_cast<std::uint32_t>(active_.size()));
  const std::uint32_t number = active_[chosen];
  Link& link = links_[number];
  if (link.stage == Stage::shakes_hands) {
    shake_hands(link, chooser);
    const bool connected =
        link.child == Child::accepted && link.packet_count == 0 && link.left_alone == 0 &&
        link.stream.ends[kGuest].connection->state == VMCI_CONNECTION_ESTABLISHED &&
        link.stream.ends[kHost].connection->state == VMCI_CONNECTION_ESTABLISHED;
    if (connected) begin_to_pass(link, number);
  } else {
    pass(link, number, chooser);
  }
  if (link.stage != Stage::free) return true;
  active_[chosen] = active_.back();
  active_.pop_back();
  if (begun_ < size_.connections) open(number);
  if (strikes(chooser, Fault::moved)) move(number / size_.at_once, chooser);
  return true;
}

// A guest's socket that is new connects to the listener.
void Fleet::open(std::uint32_t number) {
  Link& link = links_[number];
  std::memset(static_cast<void*>(&link), 0, sizeof link);
  link.stage = Stage::shakes_hands;
  link.handle = {context_of(number), ++attempts_};
  const std::uint32_t round = attempts_ % (kPorts / size_.at_once);
  const std::uint32_t port = kFirstPort + round * size_.at_once + number % size_.at_once;
  active_.push_back(number);
  ++begun_;
  const stream::Bounds& bounds = bounds_of(number);
  core_.connections->init(&*link.stream.ends[kGuest].connection, context_of(number), port,
                          bounds.size, bounds.size, bounds.size, bounds.protocols);
  vmci_connection_event event = event_of(VMCI_ON_CONNECT);
  event.handle = link.handle;
  event.context = VMCI_CONTEXT_HOST;
  event.port = kListenerPort;
  apply(link, kGuest, event);
}

void Fleet::begin_to_pass(Link& link, std::uint32_t number) {
  const stream::Bounds& bounds = bounds_of(number);
  link.stage = Stage::passes;
  for (std::uint32_t end = 0; end < stream::kEnds; ++end) {
    stream::End& self = link.stream.ends[end];
    core_.notifications->init(&*self.notify, self.connection->notify, self.connection->size);
    self.left = bounds.ends[end].bytes;
  }
}

void Fleet::pass(Link& link, std::uint32_t number, run::Chooser& chooser) {
  stream::Turn turn(core_, bounds_of(number), link.stream, chooser, observer_);
  for (int tries = 0; tries < kTries && !turn.make(); ++tries) {
  }
  const auto& ends = link.stream.ends;
  if (ends[kHost].is_closed == 0 || ends[kGuest].is_closed == 0) return;
  ++figures_.opened;
  close(link);
}

void Fleet::close(Link& link) {
  const auto& ends = link.stream.ends;
  bool closed = true;
  for (const stream::End& end : ends) {
    closed = closed && end.connection->state == VMCI_CONNECTION_CLOSE &&
             end.connection->pair == VMCI_CONNECTION_NO_PAIR;
  }
  observer_.always(property::kGivenBack, closed && link.timed == 0 && link.asked == 0, [&] {
    return fmt::format("attempt {} still has something", link.handle.resource);
  });
  link.stage = Stage::free;
}

// A guest goes on elsewhere: its pairs are lost, and it has another context.
void Fleet::move(std::uint32_t guest, run::Chooser& chooser) {
  ++figures_.moves;
  contexts_[guest] = next_context_++;
  for (std::uint32_t i = guest * size_.at_once; i < (guest + 1) * size_.at_once; ++i) {
    Link& link = links_[i];
    if (link.stage == Stage::free) continue;
    vmci_connection_event event = event_of(VMCI_ON_CONTEXT_CHANGED);
    event.context = contexts_[guest];
    if (link.stage == Stage::shakes_hands) {
      apply(link, kGuest, event);
      settle(link);
      continue;
    }
    stream::End& end = link.stream.ends[kGuest];
    event.ready = link.stream.to(kGuest).ready() + std::uint64_t{end.taken};
    stream::Shell shell(core_, bounds_of(i), link.stream, chooser, observer_);
    if (link.stream.is_severed == 0 && link.stream.ends[kHost].is_closed == 0) {
      shell.post({kHost, stream::Letter::kDetachment, 0});
    }
    if (end.is_closed == 0) shell.apply(kGuest, event);
    link.stream.is_severed = 1;
  }
}

// The listener has as many children as it counts, and no more than it may.
void Fleet::demand_balance() {
  std::uint32_t pending = 0;
  std::uint32_t ready = 0;
  for (const Link& link : links_) {
    if (link.stage == Stage::free) continue;
    pending += link.child == Child::pending ? 1 : 0;
    ready += link.child == Child::ready ? 1 : 0;
  }
  const bool balanced =
      pending == listener_.pending && ready == listener_.ready && pending + ready <= size_.backlog;
  observer_.always(property::kBalance, balanced, [&] {
    return fmt::format("the listener counts {} and {} where there are {} and {}", listener_.pending,
                       listener_.ready, pending, ready);
  });
}

}  // namespace vmcheck::vsock::fleet
