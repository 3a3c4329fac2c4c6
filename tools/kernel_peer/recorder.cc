#include "tools/kernel_peer/recorder.h"

#include <algorithm>
#include <vector>

extern "C" {
#include <driver_core/device/message.h>
#include <driver_core/event.h>
}

namespace vmcheck::kernel_peer {
namespace {

using replay::OptionName;

std::vector<Recorder*>& recorders() {
  static std::vector<Recorder*> all;
  return all;
}

replay::Pair32 pair_of(const vmci_handle& handle) {
  return {handle.context, handle.resource};
}

bool has_pair(const vmci_connection& connection) {
  return connection.pair == VMCI_CONNECTION_PAIR_HELD && connection.size != 0;
}

bool is_same(const vmci_packet& packet, const replay::WirePacket& wire) {
  return packet.type == wire.type && packet.src_context == wire.src[0] &&
         packet.src_port == wire.src[2] && packet.dst_context == wire.dst[0] &&
         packet.dst_port == wire.dst[2];
}

}  // namespace

Recorder::Recorder(vmci_user_sockets& sockets)
    : sockets_(sockets),
      trace_(Trace::Player::socket, sockets.device.context),
      options_{VMCI_BUFFER_SIZE_DEFAULT, VMCI_BUFFER_MIN_SIZE_DEFAULT, VMCI_BUFFER_MAX_SIZE_DEFAULT,
               std::uint64_t{VMCI_CONNECT_TIMEOUT_DEFAULT} * 1000000} {
  vmci_user_watcher& watcher = sockets.device.watcher;
  watcher.sent = [](void* self, const void* datagram, size_t size, int result) {
    static_cast<Recorder*>(self)->sent(datagram, size, result);
  };
  watcher.came = [](void* self, const void* datagram, size_t size) {
    static_cast<Recorder*>(self)->came(datagram, size);
  };
  watcher.self = this;
  recorders().push_back(this);
}

Recorder::~Recorder() {
  sockets_.device.watcher = {};
  std::erase(recorders(), this);
}

Recorder* Recorder::of(const void* place) {
  const auto address = reinterpret_cast<std::uintptr_t>(place);
  for (Recorder* recorder : recorders()) {
    const auto begin = reinterpret_cast<std::uintptr_t>(&recorder->sockets_);
    if (address >= begin && address - begin < sizeof(recorder->sockets_)) return recorder;
  }
  return nullptr;
}

// What goes through the device -------------------------------------------------------------------

void Recorder::sent(const void* datagram, std::size_t size, int result) {
  const auto& header = *static_cast<const vmci_datagram*>(datagram);
  if (header.dst.context == VMCI_CONTEXT_HYPERVISOR) {
    asked_of_hypervisor(header, result);
  } else if (size >= sizeof(vmci_packet_msg)) {
    trace_.send(packet_of(datagram));
  }
}

void Recorder::asked_of_hypervisor(const vmci_datagram& message, int result) {
  if (message.dst.resource == VMCI_HYPERVISOR_QUEUE_PAIR_ALLOC) {
    const auto& ask = reinterpret_cast<const vmci_queue_pair_alloc_msg&>(message);
    trace_.add(replay::Paired{pair_of(ask.handle), ask.produce_size,
                              (ask.flags & VMCI_QUEUE_PAIR_ATTACH_ONLY) != 0, std::min(result, 0)});
  }
  if (message.dst.resource == VMCI_HYPERVISOR_QUEUE_PAIR_DETACH) {
    const auto& ask = reinterpret_cast<const vmci_queue_pair_detach_msg&>(message);
    trace_.add(replay::Leaves{pair_of(ask.handle), std::min(result, 0)});
  }
}

// That the peer has left is told of with the connection that hears of it.
void Recorder::came(const void* datagram, std::size_t size) {
  const auto& header = *static_cast<const vmci_datagram*>(datagram);
  if (header.src.context == VMCI_CONTEXT_HYPERVISOR) {
    const auto& event = *static_cast<const vmci_event_queue_pair_msg*>(datagram);
    if (size >= sizeof(event) && event.event.event == VMCI_EVENT_PEER_ATTACH) {
      trace_.add(replay::PeerPaired{pair_of(event.payload.handle), true});
    }
  } else if (size >= sizeof(vmci_packet_msg)) {
    arrived_.push_back(packet_of(datagram));
  }
}

void Recorder::take(const vmci_packet& packet) {
  const auto found =
      std::find_if(arrived_.begin(), arrived_.end(),
                   [&](const replay::WirePacket& wire) { return is_same(packet, wire); });
  if (found == arrived_.end()) return;
  trace_.receive(*found);
  arrived_.erase(found);
}

// Connections ------------------------------------------------------------------------------------

void Recorder::stepped(const vmci_connection& before, const vmci_connection_event& event,
                       const vmci_connection_outcome& outcome, int result) {
  switch (event.kind) {
    case VMCI_ON_CONNECT:
    case VMCI_ON_LISTEN:
      if (result == VMCI_SUCCESS || result == VMCI_EINPROGRESS) began(outcome.connection, event);
      break;
    case VMCI_ON_PACKET:
      took_packet(before, event);
      break;
    case VMCI_ON_PAIR:
      peer_head_ = peer_tail_ = own_head_ = 0;
      break;
    case VMCI_ON_SHUTDOWN:
      see_ready(before, event);
      if (result == VMCI_SUCCESS) trace_.add(replay::ShutsDown{event.mode});
      break;
    case VMCI_ON_CLOSE:
      if (before.state != VMCI_CONNECTION_LISTEN) trace_.add(replay::Closes{});
      break;
    case VMCI_ON_PEER_DETACHED:
      see_ready(before, event);
      trace_.add(replay::PeerPaired{pair_of(event.handle), false});
      break;
    default:
      break;
  }
  follow_timer(before, event, outcome);
}

void Recorder::took_packet(const vmci_connection& before, const vmci_connection_event& event) {
  see_ready(before, event);
  take(event.packet);
}

void Recorder::began(const vmci_connection& connection, const vmci_connection_event& event) {
  set_option(OptionName::buffer_min_size, connection.buffer_min);
  set_option(OptionName::buffer_max_size, connection.buffer_max);
  if (event.kind == VMCI_ON_LISTEN) {
    trace_.add(
        replay::Listens{connection.local_port, connection.buffer_size, connection.protocols});
    return;
  }
  set_option(OptionName::connect_timeout_us, timeout_of(connection) * 1000);
  trace_.add(replay::Connects{connection.local_port,
                              {connection.remote_context, connection.remote_port},
                              pair_of(event.handle),
                              connection.buffer_size,
                              connection.protocols});
}

void Recorder::set_option(OptionName name, std::uint64_t value) {
  std::uint64_t& known = options_[static_cast<std::size_t>(name)];
  if (known != value) trace_.add(replay::SetsOption{name, value});
  known = value;
}

// How long its attempt may take, in milliseconds. `connection` may be a copy.
std::uint64_t Recorder::timeout_of(const vmci_connection& connection) const {
  if (connection.state == VMCI_CONNECTION_SYN_RECEIVED) return VMCI_CONNECTION_CHILD_TIMEOUT;
  for (const vmci_stack_socket& socket : sockets_.stack.sockets) {
    if (socket.connection.local_port != connection.local_port) continue;
    return socket.options.timeout_seconds * 1000 +
           (socket.options.timeout_microseconds + 999) / 1000;
  }
  return std::uint64_t{VMCI_CONNECT_TIMEOUT_DEFAULT} * 1000;
}

void Recorder::follow_timer(const vmci_connection& before, const vmci_connection_event& event,
                            const vmci_connection_outcome& outcome) {
  const bool ran = (before.flags & VMCI_CONNECTION_TIMED) != 0;
  const bool runs = (outcome.connection.flags & VMCI_CONNECTION_TIMED) != 0;
  if (ran && !runs && event.kind == VMCI_ON_TIMER) {
    trace_.timer_has_gone_off();
  } else if (ran && !runs) {
    trace_.stop_timer();
  }
  if ((outcome.actions & VMCI_CONNECTION_START_TIMER) != 0) {
    trace_.run_timer(timeout_of(outcome.connection));
  }
}

// The peer's indices -----------------------------------------------------------------------------

bool Recorder::see(std::uint64_t head, std::uint64_t tail) {
  const bool is_new = head != peer_head_ || tail != peer_tail_;
  peer_head_ = head;
  peer_tail_ = tail;
  return is_new;
}

void Recorder::see_ready(const vmci_connection& connection, const vmci_connection_event& event) {
  if (!has_pair(connection)) return;
  if (see(peer_head_, (own_head_ + event.ready) % connection.size)) {
    trace_.add(replay::Looks{peer_head_, peer_tail_});
  }
}

// The trace tells of one of the peer's indices here; of the other one when it decides something.
void Recorder::moved(const vmci_notify_view& view, std::uint64_t bytes, std::uint64_t size,
                     bool fills) {
  const std::uint64_t after = fills ? view.tail : view.head;
  const std::uint64_t before = (after + size - bytes) % size;
  std::uint64_t& seen = fills ? peer_head_ : peer_tail_;
  seen = fills ? (view.tail + size - view.sent) % size : (view.head + view.ready) % size;
  own_head_ = view.head;
  trace_.add(replay::Moved{fills, bytes, {before, after}, seen, {}});
}

void Recorder::waits(const vmci_notify_view& view, std::uint64_t size, bool reads) {
  if (see((view.tail + size - view.sent) % size, (view.head + view.ready) % size)) {
    trace_.add(replay::Looks{peer_head_, peer_tail_});
  }
  trace_.add(replay::Waits{reads});
}

// The last event is that the packet came.
void Recorder::was_told(const vmci_notify_view& view, std::uint64_t size) {
  if (see((view.tail + size - view.sent) % size, (view.head + view.ready) % size)) {
    trace_.add_before(replay::Looks{peer_head_, peer_tail_});
  }
}

}  // namespace vmcheck::kernel_peer
