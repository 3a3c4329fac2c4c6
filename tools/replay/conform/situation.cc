#include "tools/replay/conform/situation.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "tools/replay/wire.h"

namespace vmcheck::replay::conform {
namespace {

// More than are ever pending: who refuses for want of room is as one who does not listen.
constexpr std::uint32_t kBacklog = 1;

// Whose sizes are acceptable: any, or what the owner wants and no other.
struct Range {
  const char* text;
  std::uint64_t least;
  std::uint64_t most;
};

class Step {
 public:
  Step(const SocketCore& core, const Ends& ends, Situation before)
      : core_(core), context_(ends.own[0]), situation_(std::move(before)) {}

  Situation socket(const vmci_connection_event& event) && {
    tell_socket(event);
    return std::move(situation_);
  }

  // A packet for the socket that there is, or for nobody.
  Situation packet(const WirePacket& wire) && {
    vmci_connection_event event = event_of(VMCI_ON_PACKET);
    event.packet = from_wire(core_, wire);
    if (situation_.socket) {
      tell_socket(event);
    } else if (event.packet.type != VMCI_PACKET_RST) {
      answer(event.packet, VMCI_PACKET_RST);
    }
    return std::move(situation_);
  }

  // A packet for a listener, who then may have a child.
  Situation packet(const WirePacket& wire, const vmci_connection& listener) && {
    vmci_connection_event event = event_of(VMCI_ON_PACKET);
    event.packet = from_wire(core_, wire);
    vmci_connection_outcome outcome{};
    core_.step(&listener, &event, &outcome);
    carry_out(event, outcome);
    if ((outcome.actions & VMCI_CONNECTION_OPEN_CHILD) == 0) return std::move(situation_);
    vmci_connection child{};
    core_.inherit(&child, &listener);
    situation_.socket = child;
    event.kind = VMCI_ON_OPEN;
    tell_socket(event);
    return std::move(situation_);
  }

 private:
  void tell_socket(const vmci_connection_event& event) {
    vmci_connection_outcome outcome{};
    core_.step(&*situation_.socket, &event, &outcome);
    situation_.socket = outcome.connection;
    carry_out(event, outcome);
    forget();
  }

  // What its owner wants is settled with the size, and a closed socket is as one that is not there.
  void forget() {
    if (!situation_.socket) return;
    vmci_connection& socket = *situation_.socket;
    socket.error = 0;
    if (socket.size != 0) {
      socket.buffer_size = socket.buffer_min = socket.buffer_max = 0;
      socket.protocols = 0;
    }
    if (socket.state == VMCI_CONNECTION_CLOSE) situation_.socket.reset();
  }

  void carry_out(const vmci_connection_event& event, const vmci_connection_outcome& outcome) {
    const unsigned int actions = outcome.actions;
    if ((actions & (VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH)) != 0) {
      situation_.asked = Pair32{outcome.handle.context, outcome.handle.resource};
    }
    if ((actions & VMCI_CONNECTION_SEND) != 0) send(outcome.packet);
    if ((actions & VMCI_CONNECTION_ANSWER_RESET) != 0) answer(event.packet, VMCI_PACKET_RST);
    if ((actions & VMCI_CONNECTION_ANSWER_INVALID) != 0) answer(event.packet, VMCI_PACKET_INVALID);
    if ((actions & VMCI_CONNECTION_CHILD_DROPPED) != 0) situation_.socket.reset();
  }

  void answer(const vmci_packet& packet, std::uint32_t type) {
    vmci_packet answer;
    core_.answer(&packet, type, &answer);
    send(answer);
  }

  void send(const vmci_packet& packet) {
    situation_.owed.push_back(to_wire(core_, packet, context_));
  }

  const SocketCore& core_;
  std::uint32_t context_;
  Situation situation_;
};

// Each way in which an owner who wants queues of a size may want them.
template <typename Begin>
void each_owner(const SocketCore& core, const Ends& ends, std::uint64_t size,
                unsigned char protocols, const Begin& begin) {
  for (const Range& range : {Range{"any size", 1, std::numeric_limits<std::uint64_t>::max()},
                             Range{"no other size", size, size}}) {
    vmci_connection connection{};
    core.init(&connection, VMCI_ID_INVALID, ends.own[1], size, range.least, range.most, protocols);
    begin(connection,
          fmt::format("wants {} bytes and accepts {}, protocols {}", size, range.text, protocols));
  }
}

// And of any size that he may want.
template <typename Begin>
void each_owner(const SocketCore& core, const Ends& ends, const Guesses& guesses,
                const Begin& begin) {
  for (const std::uint64_t size : guesses.sizes) {
    for (const unsigned char protocols : {VMCI_PROTOCOL_ON_NOTIFY, 0U}) {
      each_owner(core, ends, size, protocols, begin);
    }
  }
}

class Causes {
 public:
  Causes(const SocketCore& core, const Ends& ends, const Guesses& guesses, const Situation& before)
      : core_(core), ends_(ends), guesses_(guesses), before_(before) {}

  std::vector<Cause> all() && {
    if (guesses_.connects && !before_.socket) client();
    if (before_.asked) broker();
    if (before_.socket) socket();
    return std::move(causes_);
  }

  std::vector<Cause> timers() && {
    if (before_.socket) timer();
    return std::move(causes_);
  }

  std::vector<Cause> of(const ConnectionEvent& event) && {
    std::visit(*this, event.action);
    return std::move(causes_);
  }

  // What was seen, one by one. Most of it changes nothing that matters here.
  template <typename Action>
  void operator()(const Action&) {
    add("", before_);
  }
  void operator()(const Connects& how) {
    each_owner(core_, ends_, how.size, static_cast<unsigned char>(how.protocols),
               [&](const vmci_connection& connection, const std::string& what) {
                 connect(connection, how.handle[1], what);
               });
  }
  void operator()(const Paired& how) {
    Situation then = before_;
    if (!then.asked) return;
    if (*then.asked != how.handle) {
      if (*then.asked != Pair32{how.handle[0], kUnnamed}) return;
      if (then.socket) then.socket->handle.resource = how.handle[1];
    }
    if (then.socket && then.socket->size == kUnknownSize) then.socket->size = how.size;
    then.asked.reset();
    if (!then.socket) return add("", std::move(then));
    vmci_connection_event event = event_of(how.result < 0 ? VMCI_ON_NO_PAIR : VMCI_ON_PAIR);
    event.handle = {how.handle[0], how.handle[1]};
    if (how.result < 0) event.error = VMCI_ENOMEM;
    add("", Step(core_, ends_, std::move(then)).socket(event));
  }
  void operator()(const PeerPaired& what) {
    if (what.attached || !before_.socket) return add("", before_);
    vmci_connection_event event = event_of(VMCI_ON_PEER_DETACHED);
    event.handle = {what.handle[0], what.handle[1]};
    for (const std::uint64_t ready : {0U, 1U}) {
      event.ready = ready;
      tell(ready == 0 ? "" : "there are bytes in the pair that the peer leaves", event);
    }
  }
  void operator()(const ShutsDown& how) {
    if (!before_.socket) return;
    vmci_connection_event event = event_of(VMCI_ON_SHUTDOWN);
    event.mode = how.halves;
    tell("", event);
  }
  void operator()(const Closes&) {
    if (!before_.socket) return add("", before_);
    tell("", event_of(VMCI_ON_CLOSE));
  }

  std::vector<Cause> of(const WirePacket& packet) && {
    const std::string what = "looks at " + packet_type_name(packet.type);
    add(what, Step(core_, ends_, before_).packet(packet));
    if (before_.socket) return std::move(causes_);
    each_owner(core_, ends_, guesses_,
               [&](const vmci_connection& connection, const std::string& whose) {
                 vmci_connection_event event = event_of(VMCI_ON_LISTEN);
                 event.backlog = kBacklog;
                 vmci_connection_outcome outcome{};
                 core_.step(&connection, &event, &outcome);
                 add(what + ", for somebody who listens and " + whose,
                     Step(core_, ends_, before_).packet(packet, outcome.connection));
               });
    return std::move(causes_);
  }

 private:
  void client() {
    each_owner(core_, ends_, guesses_,
               [&](const vmci_connection& connection, const std::string& what) {
                 connect(connection, kUnnamed, what);
               });
  }

  void connect(const vmci_connection& connection, std::uint32_t resource, const std::string& what) {
    Situation then = before_;
    then.socket = connection;
    then.asked.reset();
    vmci_connection_event event = event_of(VMCI_ON_CONNECT);
    event.handle = {ends_.own[0], resource};
    event.context = ends_.peer[0];
    event.port = ends_.peer[1];
    add("somebody connects who " + what, Step(core_, ends_, std::move(then)).socket(event));
  }

  void broker() {
    Situation then = before_;
    const Pair32 handle = *std::exchange(then.asked, std::nullopt);
    if (!then.socket) return add("the pair is given back", std::move(then));
    vmci_connection_event event = event_of(VMCI_ON_PAIR);
    event.handle = {handle[0], handle[1]};
    add("the broker makes the pair, or attaches to it", Step(core_, ends_, then).socket(event));
    event = event_of(VMCI_ON_NO_PAIR);
    event.handle = {handle[0], handle[1]};
    event.error = VMCI_ENOMEM;
    add("the broker refuses the pair", Step(core_, ends_, then).socket(event));
  }

  void socket() {
    for (const std::uint32_t halves : {1U, 2U, 3U}) {
      vmci_connection_event event = event_of(VMCI_ON_SHUTDOWN);
      event.mode = halves;
      tell(fmt::format("shutdown of {}", halves), event);
    }
    for (const std::uint64_t ready : {0U, 1U}) {
      vmci_connection_event event = own_event(VMCI_ON_PEER_DETACHED);
      event.ready = ready;
      tell(ready == 0 ? "the peer leaves the pair" : "the peer leaves the pair with bytes in it",
           event);
      event.kind = VMCI_ON_RESUMED;
      tell("the machine is resumed", event);
    }
    timer();
    tell("a signal comes", own_event(VMCI_ON_SIGNAL));
    tell("the socket is closed", event_of(VMCI_ON_CLOSE));
  }

  void timer() {
    if ((before_.socket->flags & VMCI_CONNECTION_TIMED) == 0) return;
    tell("the time is over", own_event(VMCI_ON_TIMER));
  }

  vmci_connection_event own_event(vmci_connection_event_kind kind) const {
    vmci_connection_event event = event_of(kind);
    event.handle = before_.socket->handle;
    return event;
  }

  void tell(std::string text, const vmci_connection_event& event) {
    add(std::move(text), Step(core_, ends_, before_).socket(event));
  }

  void add(std::string text, Situation then) {
    causes_.push_back({std::move(text), std::move(then)});
  }

  const SocketCore& core_;
  const Ends& ends_;
  const Guesses& guesses_;
  const Situation& before_;
  std::vector<Cause> causes_;
};

template <typename... Numbers>
void append(std::string& key, const Numbers&... numbers) {
  (key.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
}

void append_connection(std::string& key, const std::optional<vmci_connection>& connection) {
  key += connection ? '+' : '-';
  if (!connection) return;
  const vmci_connection& c = *connection;
  append(key, c.handle.context, c.handle.resource, c.size, c.buffer_size, c.buffer_min,
         c.buffer_max, c.bound_context, c.local_context, c.local_port, c.remote_context,
         c.remote_port, c.error, c.state, c.pair, c.flags, c.protocols, c.notify, c.shutdown,
         c.peer_shutdown);
}

void append_packets(std::string& key, const std::vector<WirePacket>& packets) {
  append(key, packets.size());
  for (const WirePacket& packet : packets) {
    append(key, packet.type, packet.version, packet.protocols, packet.src, packet.dst,
           packet.payload);
  }
}

}  // namespace

std::string key(const Situation& situation) {
  std::string key;
  append_connection(key, situation.socket);
  key += situation.asked ? '+' : '-';
  if (situation.asked) append(key, *situation.asked);
  append_packets(key, situation.owed);
  append_packets(key, situation.inbox);
  return key;
}

std::vector<Cause> causes(const SocketCore& core, const Ends& ends, const Guesses& guesses,
                          const Situation& before) {
  return Causes(core, ends, guesses, before).all();
}

std::vector<Cause> unseen_causes(const SocketCore& core, const Ends& ends,
                                 const Situation& before) {
  return Causes(core, ends, {}, before).timers();
}

std::vector<Cause> told(const SocketCore& core, const Ends& ends, const ConnectionEvent& event,
                        const Situation& before) {
  return Causes(core, ends, {}, before).of(event);
}

std::vector<Cause> looks_at(const SocketCore& core, const Ends& ends, const Guesses& guesses,
                            const WirePacket& packet, const Situation& before) {
  return Causes(core, ends, guesses, before).of(packet);
}

void learn(const WirePacket& packet, Situation& situation) {
  const auto same_kind = [&](int (*has)(vmci_u32), const WirePacket& other) {
    return has(static_cast<vmci_u32>(packet.type)) != 0 &&
           has(static_cast<vmci_u32>(other.type)) != 0;
  };
  const auto learn_word = [&](WirePacket& owed, std::uint64_t unknown) {
    if (owed.payload[0] == unknown) owed.payload[0] = packet.payload[0];
  };
  const std::uint64_t context = packet.payload[0] & UINT32_MAX;
  const std::uint64_t unnamed = context + (std::uint64_t{kUnnamed} << 32U);
  for (WirePacket& owed : situation.owed) {
    if (same_kind(vmci_packet_has_handle, owed)) learn_word(owed, unnamed);
    if (same_kind(vmci_packet_has_size, owed)) learn_word(owed, kUnknownSize);
  }
  const auto resource = static_cast<std::uint32_t>(packet.payload[0] >> 32U);
  if (same_kind(vmci_packet_has_handle, packet)) {
    if (situation.asked == Pair32{static_cast<std::uint32_t>(context), kUnnamed}) {
      (*situation.asked)[1] = resource;
    }
    if (!situation.socket) return;
    vmci_handle& handle = situation.socket->handle;
    if (handle.context == context && handle.resource == kUnnamed) handle.resource = resource;
  }
  if (same_kind(vmci_packet_has_size, packet) && situation.socket &&
      situation.socket->size == kUnknownSize) {
    situation.socket->size = packet.payload[0];
  }
}

std::vector<WirePacket> notices(const Ends& ends, const WirePacket& packet,
                                const Situation& situation) {
  if (!situation.socket || (situation.socket->flags & VMCI_CONNECTION_ONCE) == 0) return {};
  const vmci_connection& socket = *situation.socket;
  if (socket.size == 0 || socket.state == VMCI_CONNECTION_CLOSE) return {};
  WirePacket notice;
  notice.src = {ends.own[0], vmci_packet_resource(ends.own[0]), ends.own[1]};
  notice.dst = {ends.peer[0], vmci_packet_resource(ends.peer[0]), ends.peer[1]};
  std::vector<WirePacket> all;
  for (const std::uint64_t type : {VMCI_PACKET_WROTE, VMCI_PACKET_READ}) {
    notice.type = type;
    all.push_back(notice);
  }
  if (socket.notify != VMCI_NOTIFY_WAITING) return all;
  if (packet.payload[1] < socket.size) notice.payload = packet.payload;
  for (const std::uint64_t type : {VMCI_PACKET_WAITING_WRITE, VMCI_PACKET_WAITING_READ}) {
    notice.type = type;
    all.push_back(notice);
  }
  return all;
}

}  // namespace vmcheck::replay::conform
