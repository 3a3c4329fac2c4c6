// What is behind the machine: the driver's datagrams and queue pairs, and the host's program, which
// is the other end of its connections.
#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "model/qpair/lifecycle/host.h"
#include "model/vsock_fsm/stack/local_step.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/bytes.h"
#include "sim/world/properties.h"

namespace vmcheck::device::sockets {
namespace {

using Kind = world::Message::Kind;

constexpr std::uint16_t kClientsPort = 900;  // the host's as a client
constexpr std::uint16_t kOfferedPair = 7;
constexpr std::uint8_t kAttachOnly = 1;
constexpr std::size_t kHeaderBytes = 24;

}  // namespace

bool LocalStep::knows(world::Queue queue) const {
  const HostEnd& end = state_.host.end;
  return end.is_machines() && (end.produce == queue.number || end.consume == queue.number);
}

std::int32_t LocalStep::alloc(std::uint32_t, std::span<const std::uint8_t> message,
                              std::size_t number_bytes) {
  if (host_ != nullptr) return alloc_by_broker(message, number_bytes);
  const auto request = lifecycle::read_request(message, number_bytes, state_.memory);
  const bool good = request && request->produce_size == kQueueSize &&
                    request->consume_size == kQueueSize && request->peer == kHostContext;
  observer_.always(world::property::kMessages, good && bounds_.far != Far::own, [] {
    return std::string("the hypervisor is told of pages that are not those of a connection");
  });
  if (!good) return VMCI_ERROR_INVALID_ARGS;
  HostEnd& end = state_.host.end;
  const bool offered = end.life == HostEnd::Life::offered && end.context == request->context &&
                       end.resource == request->resource;
  if (!offered && (request->flags & kAttachOnly) != 0) return VMCI_ERROR_NOT_FOUND;
  if (!offered && end.life != HostEnd::Life::none) return VMCI_ERROR_NO_RESOURCES;
  if (!offered && request->context != context()) return VMCI_ERROR_NO_ACCESS;
  end = {};
  end.context = request->context;
  end.resource = request->resource;
  end.life = offered ? HostEnd::Life::shared : HostEnd::Life::known;
  end.produce = request->produce.number;
  end.consume = request->consume.number;
  return VMCI_SUCCESS;
}

// The host's program finds out at once.
std::int32_t LocalStep::detach(std::uint32_t, std::uint32_t context, std::uint32_t resource) {
  if (host_ != nullptr) return detach_by_broker(context, resource);
  HostEnd& end = state_.host.end;
  if (!end.is_machines() || end.context != context || end.resource != resource) {
    return VMCI_ERROR_NOT_FOUND;
  }
  if (end.life == HostEnd::Life::shared) state_.host.life = HostProgram::Life::closed;
  end = {};
  return VMCI_SUCCESS;
}

std::optional<std::int32_t> LocalStep::takes(std::uint32_t, std::span<const std::uint8_t> bytes) {
  if (world::number_at<std::uint32_t>(bytes, 0) != kHostContext) return std::nullopt;
  if (host_ != nullptr) return send_to_host(bytes);
  const auto from = world::number_at<std::uint32_t>(bytes, 8);
  if (from != context() && state_.moved != 0) return VMCI_ERROR_NO_ACCESS;
  HostPacket packet{};
  const bool good = read_packet(bytes, context(), packet);
  observer_.always(world::property::kMessages, good,
                   [] { return std::string("the host is sent what is no packet"); });
  if (!good) return VMCI_ERROR_INVALID_ARGS;
  std::uint8_t& refusals = state_.machine.faults.hypercalls;
  if (!state_.host.to_host.has_room() ||
      world::strikes(refusals, world::FaultClass::hypercalls, chooser_)) {
    return VMCI_ERROR_NO_RESOURCES;
  }
  state_.host.to_host.append(packet);
  return VMCI_SUCCESS;
}

// The bytes of packets, none of whose headers is cut, and behind them those of no datagram.
bool LocalStep::gives(std::span<std::uint8_t> bytes) {
  if (host_ != nullptr) return gives_fetched(bytes);
  HostPackets& packets = state_.host.to_machine;
  if (packets.count == 0) return false;
  std::fill(bytes.begin(), bytes.end(), 0xff);
  std::size_t at = 0;
  while (packets.count != 0 && bytes.size() - at >= (packets.given == 0 ? kHeaderBytes : 1)) {
    const auto whole = render(packets.all[0], context());
    const std::size_t count = std::min(bytes.size() - at, kPacketBytes - packets.given);
    std::copy_n(whole.begin() + packets.given, count, bytes.begin() + static_cast<long>(at));
    at += count;
    packets.given = static_cast<std::uint8_t>(packets.given + count);
    if (packets.given == kPacketBytes) packets.take();
  }
  return true;
}

void LocalStep::find_room(std::uint32_t machine) {
  const bool is_full = stack_on(machine).inbox.count == VMCI_INBOX_MAX;
  if (is_full) state_.lost = 1;
  reach(property::kNoRoom, is_full);
}

// As the peer's changes, in a step of its own.
void LocalStep::datagram_arrived(std::uint32_t, std::uint32_t client,
                                 std::span<const std::uint8_t> bytes) {
  if (client != world::kPackets) return;
  find_room(kMachine);
  machine_.drive([&](vmci_guest&) {
    sockets_.packet_arrived(&*state_.stack, bytes.data(), bytes.size());
    return 0;
  });
}

void LocalStep::event_happened(std::uint32_t, std::uint32_t client, std::span<const std::uint8_t>) {
  if (client != world::kEvents) return;
  machine_.drive([&](vmci_guest&) {
    sockets_.event_happened(&*state_.stack);
    return 0;
  });
}

// The machine goes on elsewhere, under another context: its host knows no pair of it any more.
bool LocalStep::migrate() {
  HostProgram& host = state_.host;
  if (state_.migrations == 0 || host.to_machine.given != 0 || !state_.machine.context.has_room(2)) {
    return false;
  }
  --state_.migrations;
  state_.moved = 1;
  observer_.note([] { return std::string("the machine is migrated"); });
  host.to_machine = {};
  host.to_host = {};
  host.end = {};
  host.life = HostProgram::Life::closed;
  machine_.hypervisor().migrate(kMachine, context() + 1);
  machine_.hypervisor().tell(kMachine, Kind::pairs_resumed, 0, 0, 0);
  return true;
}

std::uint32_t LocalStep::context() const {
  return state_.machine.context.id;
}

// A handler's steps: one, or all of them. What has come meanwhile interrupts again.
bool LocalStep::handler() {
  if (is_own(bounds_.far) || is_stopped(kMachine) || !machine_.act(0)) return false;
  const auto& processor = state_.machine.processor;
  while (!bounds_.in_steps && processor.handling != 0) machine_.act(0);
  const auto& messages = state_.machine.context.messages;
  const bool more = state_.host.to_machine.count != 0 || has_datagram() ||
                    std::any_of(messages.begin(), messages.end(), [](const world::Message& one) {
                      return one.where == world::Message::Where::queued;
                    });
  if (processor.handling == 0 && more) {
    state_.machine.device.interrupt(world::kDatagramCause);
  }
  if (processor.handling == 0) wake(0);
  return true;
}

void LocalStep::post(const HostPacket& packet) {
  state_.host.to_machine.append(packet);
  state_.machine.device.interrupt(world::kDatagramCause);
}

void LocalStep::send(std::uint8_t type, std::uint16_t value, std::uint8_t context) {
  const std::uint16_t own = bounds_.far == Far::server ? kServersPort : kClientsPort;
  post({own, state_.host.port, value, type, context});
}

bool LocalStep::tell(Kind kind) {
  const HostEnd& end = state_.host.end;
  return machine_.hypervisor()
      .tell(kMachine, kind, end.context, end.resource, kHostContext)
      .has_value();
}

bool LocalStep::act_as_host() {
  HostProgram& host = state_.host;
  if (bounds_.far == Far::own || !host.to_machine.has_room()) return false;
  if (host.to_host.count != 0) {
    if (!state_.machine.context.has_room()) return false;
    const HostPacket packet = host.to_host.take();
    observer_.note(
        [&] { return fmt::format("the host looks at a packet of type {}", packet.type); });
    receive(packet);
    return true;
  }
  if (host.life == HostProgram::Life::connected) return choose_as_host();
  if (host.life != HostProgram::Life::idle || host.attempts == 0) return false;
  observer_.note([] { return std::string("the host connects"); });
  --host.attempts;
  host.life = HostProgram::Life::requesting;
  host.port = kServersPort;
  send(VMCI_PACKET_REQUEST2, kQueueSize);
  return true;
}

void LocalStep::begin_connection() {
  state_.host.life = HostProgram::Life::connected;
  state_.host.calls = bounds_.calls;
  state_.host.bytes = bounds_.bytes;
  state_.host.written = 0;
  state_.host.read = 0;
  state_.host.told = 0;
  state_.host.halves = 0;
}

// What is not expected of a peer that keeps to the protocol is passed over.
void LocalStep::receive(const HostPacket& packet) {
  HostProgram& host = state_.host;
  const bool named = packet.handle_context == host.end.context && packet.value == host.end.resource;
  switch (packet.type) {
    case VMCI_PACKET_REQUEST2:
      return negotiate(packet);
    case VMCI_PACKET_NEGOTIATE2:
      if (host.life != HostProgram::Life::requesting || host.end.life != HostEnd::Life::none)
        return;
      host.end.context = kHostContext;
      host.end.resource = kOfferedPair;
      host.end.life = HostEnd::Life::offered;
      return send(VMCI_PACKET_OFFER, kOfferedPair, kHostContext);
    case VMCI_PACKET_OFFER:
      if (host.life != HostProgram::Life::negotiated || !named ||
          host.end.life != HostEnd::Life::known) {
        return reset(packet);
      }
      tell(Kind::pair_attached);
      host.end.life = HostEnd::Life::shared;
      begin_connection();
      return send(VMCI_PACKET_ATTACH, packet.value, packet.handle_context);
    case VMCI_PACKET_ATTACH:
      if (host.life != HostProgram::Life::requesting || !named) return;
      if (host.end.life == HostEnd::Life::shared) begin_connection();
      return;
    case VMCI_PACKET_RST:
      if (host.end.life == HostEnd::Life::offered) host.end = {};
      if (host.life != HostProgram::Life::connected) host.life = HostProgram::Life::closed;
      return;
    case VMCI_PACKET_SHUTDOWN:
      host.halves = static_cast<std::uint8_t>(host.halves | packet.value);
      return;
    default:
      return;
  }
}

void LocalStep::reset(const HostPacket& packet) {
  post({packet.dst_port, packet.src_port, 0, VMCI_PACKET_RST, 0});
}

// A server may refuse. It serves one at a time: a client that asks anew has given up.
void LocalStep::negotiate(const HostPacket& packet) {
  HostProgram& host = state_.host;
  const bool can = bounds_.far == Far::server && packet.dst_port == kServersPort &&
                   host.life != HostProgram::Life::connected;
  if (!can || choose(2) == 0) return reset(packet);
  host.port = packet.src_port;
  host.life = HostProgram::Life::negotiated;
  send(VMCI_PACKET_NEGOTIATE2, kQueueSize);
}

bool LocalStep::choose_as_host() {
  HostProgram& host = state_.host;
  switch (choose(4)) {
    case 0:
      return exchange(true);
    case 1:
      return exchange(false);
    case 2:
      if (state_.shutdowns == 0 || host.calls == 0 || host.told != 0) return false;
      --state_.shutdowns;
      --host.calls;
      host.told = static_cast<std::uint8_t>(choose(VMCI_SHUTDOWN_BOTH) + 1);
      observer_.note([&] { return fmt::format("the host shuts down {}", host.told); });
      send(VMCI_PACKET_SHUTDOWN, host.told);
      return true;
    default:
      return leave();
  }
}

// Whoever moves a byte says so, which may be more often than he must.
bool LocalStep::exchange(bool writes) {
  HostProgram& host = state_.host;
  const unsigned closed = writes ? VMCI_SHUTDOWN_SEND : VMCI_SHUTDOWN_RECEIVE;
  if (host.calls == 0 || (host.told & closed) != 0) return false;
  if (writes) {
    if (host.bytes == 0 || (host.halves & VMCI_SHUTDOWN_RECEIVE) != 0) return false;
    const auto byte = static_cast<std::uint8_t>(kHostsFirstByte + host.written);
    if (!host.end.write(state_.memory, byte)) return false;
    --host.bytes;
    ++host.written;
  } else {
    std::uint8_t byte = 0;
    if (!host.end.read(state_.memory, byte)) return false;
    const std::uint32_t user = bounds_.far == Far::server ? kClient : kServer;
    const auto expected = static_cast<std::uint8_t>(kFirstByte[user] + host.read);
    observer_.always(property::kFifo, byte == expected, [&] {
      return fmt::format("the host reads {:#x} and not {:#x}", byte, expected);
    });
    ++host.read;
  }
  --host.calls;
  observer_.note([&] { return fmt::format("the host {} a byte", writes ? "writes" : "reads"); });
  send(writes ? VMCI_PACKET_WROTE : VMCI_PACKET_READ, 0);
  return true;
}

bool LocalStep::leave() {
  HostProgram& host = state_.host;
  if (!state_.machine.context.has_room()) return false;
  observer_.note([] { return std::string("the host leaves the pair"); });
  tell(Kind::pair_detached);
  host.end.life = HostEnd::Life::left;
  host.life = HostProgram::Life::closed;
  return true;
}

}  // namespace vmcheck::device::sockets
