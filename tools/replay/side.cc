#include "tools/replay/side.h"

#include <array>

#include "tools/replay/wire.h"

namespace vmcheck::replay {
namespace {

// How long a child waits, in microseconds.
constexpr std::uint64_t kChildWaits = std::uint64_t{VMCI_CONNECTION_CHILD_TIMEOUT} * 1000;
constexpr std::uint64_t kSecond = 1000000;

// As many as a listener of the recordings may have waiting.
constexpr std::uint32_t kBacklog = 128;

vmci_handle handle_of(const Pair32& pair) {
  return {pair[0], pair[1]};
}

bool is_waiting(const vmci_connection& connection) {
  return (connection.flags & VMCI_CONNECTION_TIMED) != 0;
}

}  // namespace

Side::Side(const SocketCore& core, std::uint32_t context) : core_(core), context_(context) {
  vmci_options_init(&options_, 0);
}

void Side::set(const SetsOption& what) {
  static constexpr std::array kNames{VMCI_OPTION_BUFFER_SIZE, VMCI_OPTION_BUFFER_MIN_SIZE,
                                     VMCI_OPTION_BUFFER_MAX_SIZE, VMCI_OPTION_CONNECT_TIMEOUT};
  const vmci_u32 name = kNames[static_cast<std::size_t>(what.name)];
  vmci_option option{};
  option.value = what.value;
  if (what.name == OptionName::connect_timeout_us) {
    option.value = what.value / kSecond;
    option.microseconds = what.value % kSecond;
  }
  vmci_option_set(&options_, VMCI_AF_VSOCK, name, vmci_option_length(name), &option);
}

void Side::advance(std::uint64_t t_us) {
  now_ = t_us;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    if (!is_waiting(sockets_[i].connection) || sockets_[i].deadline > t_us) continue;
    vmci_connection_event event = event_of(VMCI_ON_TIMER);
    event.handle = sockets_[i].connection.handle;
    step(i, event);
  }
}

std::size_t Side::begin(std::uint32_t port, std::uint64_t size, std::uint32_t protocols) {
  Socket socket;
  core_.init(&socket.connection, VMCI_ID_INVALID, port, size, options_.buffer_min_size,
             options_.buffer_max_size, static_cast<unsigned char>(protocols));
  socket.waits = options_.timeout_seconds * kSecond + options_.timeout_microseconds;
  sockets_.push_back(socket);
  return sockets_.size() - 1;
}

void Side::listen(const Listens& how) {
  vmci_connection_event event = event_of(VMCI_ON_LISTEN);
  event.backlog = kBacklog;
  step(begin(how.port, how.size, how.protocols), event);
}

void Side::connect(const Connects& how) {
  vmci_connection_event event = event_of(VMCI_ON_CONNECT);
  event.handle = handle_of(how.handle);
  event.context = how.to[0];
  event.port = how.to[1];
  step(begin(how.port, how.size, how.protocols), event);
}

void Side::receive(const WirePacket& wire, std::uint64_t ready) {
  if (!reaches(wire)) return;
  vmci_connection_event event = event_of(VMCI_ON_PACKET);
  event.packet = from_wire(core_, wire);
  event.ready = ready;
  if (const auto number = find(event.packet)) {
    step(*number, event);
  } else if (event.packet.type != VMCI_PACKET_RST) {
    answer_packet(event.packet, VMCI_PACKET_RST);
  }
}

// Whether a packet is for this machine, and comes from where packets come from.
bool Side::reaches(const WirePacket& wire) const {
  const vmci_datagram header{
      {wire.dst[0], wire.dst[1]}, {wire.src[0], wire.src[1]}, VMCI_PACKET_PAYLOAD_SIZE};
  return wire.dst[0] == context_ && wire.dst[1] == VMCI_PACKET_RESOURCE &&
         vmci_packet_check(&header) == VMCI_SUCCESS;
}

void Side::answer(const AskedPair& what, bool done) {
  vmci_connection_event event = event_of(done ? VMCI_ON_PAIR : VMCI_ON_NO_PAIR);
  event.handle = handle_of(what.handle);
  if (!done) event.error = VMCI_ENOMEM;
  step(what.socket, event);
}

void Side::peer_left(const Pair32& handle, std::uint64_t ready) {
  vmci_connection_event event = event_of(VMCI_ON_PEER_DETACHED);
  event.handle = handle_of(handle);
  event.ready = ready;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    if ((sockets_[i].connection.flags & VMCI_CONNECTION_SUBSCRIBED) != 0) step(i, event);
  }
}

std::optional<std::size_t> Side::newest() const {
  for (std::size_t i = sockets_.size(); i-- > 0;) {
    if (sockets_[i].connection.state != VMCI_CONNECTION_LISTEN && !sockets_[i].closed) return i;
  }
  return std::nullopt;
}

bool Side::shut_down(std::uint32_t halves, std::uint64_t ready) {
  const auto number = newest();
  if (!number) return false;
  vmci_connection_event event = event_of(VMCI_ON_SHUTDOWN);
  event.mode = halves;
  event.ready = ready;
  return step(*number, event) == VMCI_SUCCESS;
}

bool Side::close() {
  const auto number = newest();
  if (!number) return false;
  step(*number, event_of(VMCI_ON_CLOSE));
  sockets_[*number].closed = true;
  return true;
}

const vmci_connection* Side::connected() const {
  const auto number = newest();
  if (!number || (sockets_[*number].connection.flags & VMCI_CONNECTION_ONCE) == 0) return nullptr;
  return &sockets_[*number].connection;
}

void Side::send_notice(std::uint32_t type, std::uint64_t generation, std::uint64_t offset) {
  const vmci_connection& connection = *connected();
  vmci_packet packet;
  vmci_packet_init(&packet);
  packet.type = type;
  packet.generation = generation;
  packet.offset = offset;
  packet.src_context = connection.local_context;
  packet.src_port = connection.local_port;
  packet.dst_context = connection.remote_context;
  packet.dst_port = connection.remote_port;
  send(packet);
}

// Who is connected with the sender, else who listens or waits at the port.
std::optional<std::size_t> Side::find(const vmci_packet& packet) const {
  std::optional<std::size_t> bound;
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    const vmci_connection& connection = sockets_[i].connection;
    if (connection.local_port != packet.dst_port || sockets_[i].closed) continue;
    const bool is_peer = connection.remote_context == packet.src_context &&
                         connection.remote_port == packet.src_port;
    if (is_peer) return i;
    const bool waits =
        connection.state == VMCI_CONNECTION_LISTEN || connection.state == VMCI_CONNECTION_SYN_SENT;
    if (waits && !bound) bound = i;
  }
  return bound;
}

int Side::step(std::size_t number, const vmci_connection_event& event) {
  const vmci_connection before = sockets_[number].connection;
  vmci_connection_outcome outcome{};
  const int result = core_.step(&before, &event, &outcome);
  sockets_[number].connection = outcome.connection;
  carry_out(number, event, outcome);
  return result;
}

void Side::carry_out(std::size_t number, const vmci_connection_event& event,
                     const vmci_connection_outcome& outcome) {
  const unsigned int actions = outcome.actions;
  const Pair32 handle{outcome.handle.context, outcome.handle.resource};
  Socket& socket = sockets_[number];
  if ((actions & VMCI_CONNECTION_DETACH) != 0) left.push_back(handle);
  if ((actions & VMCI_CONNECTION_START_TIMER) != 0) {
    socket.deadline = now_ + (socket.listener ? kChildWaits : socket.waits);
  }
  if ((actions & (VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH)) != 0) {
    asked = {number, handle, outcome.size, (actions & VMCI_CONNECTION_ATTACH) != 0};
  }
  if ((actions & VMCI_CONNECTION_SEND) != 0) send(outcome.packet);
  if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) answer_packet(event.packet, VMCI_PACKET_RST);
  if ((actions & VMCI_CONNECTION_ANSWER_INVALID) != 0) {
    answer_packet(event.packet, VMCI_PACKET_INVALID);
  }
  if ((actions & VMCI_CONNECTION_NOTIFY) != 0) notices.push_back(event.packet.type);
  if ((actions & VMCI_CONNECTION_OPEN_CHILD) != 0) open_child(number, event.packet);
  if (!socket.listener) return;
  if ((actions & VMCI_CONNECTION_CHILD_READY) != 0) {
    step(*socket.listener, event_of(VMCI_ON_CHILD_READY));
    step(*socket.listener, event_of(VMCI_ON_ACCEPT));
  }
  if ((actions & VMCI_CONNECTION_CHILD_DROPPED) != 0) {
    step(*socket.listener, event_of(VMCI_ON_CHILD_DROPPED));
  }
}

void Side::open_child(std::size_t listener, const vmci_packet& packet) {
  Socket child;
  core_.inherit(&child.connection, &sockets_[listener].connection);
  child.listener = listener;
  sockets_.push_back(child);
  vmci_connection_event event = event_of(VMCI_ON_OPEN);
  event.packet = packet;
  step(sockets_.size() - 1, event);
}

void Side::answer_packet(const vmci_packet& packet, std::uint32_t type) {
  vmci_packet answer;
  core_.answer(&packet, type, &answer);
  send(answer);
}

void Side::send(const vmci_packet& packet) {
  sent.push_back(to_wire(core_, packet, context_));
}

}  // namespace vmcheck::replay
