#include "model/vsock_fsm/table/representatives.h"

#include <array>
#include <functional>

namespace vmcheck::vsock::table {
namespace {

constexpr vmci_u32 kVm = 40;
constexpr vmci_u32 kElsewhere = 41;  // where a machine is that has moved
constexpr vmci_u32 kPeer = 50;
constexpr vmci_u32 kStranger = 77;
constexpr vmci_u32 kPort = 1000;
constexpr vmci_u32 kPeerPort = 2000;
constexpr vmci_u32 kNone = VMCI_ID_INVALID;
constexpr vmci_u64 kLeast = 2;
constexpr vmci_u64 kWanted = 5;
constexpr vmci_u64 kMost = 8;
constexpr vmci_u64 kLargest = ~vmci_u64{0};
constexpr vmci_handle kOwn{kVm, 7};
constexpr vmci_handle kOther{kVm, 8};
constexpr vmci_handle kOfPeer{kPeer, 9};
constexpr vmci_handle kInvalid{kNone, kNone};
constexpr int kTold = VMCI_ENOMEM;

// What a connection has in a state.
struct Shape {
  unsigned char state;
  unsigned char pair;
  unsigned char flags;
};

constexpr unsigned char kSubscribed = VMCI_CONNECTION_SUBSCRIBED;
constexpr unsigned char kTimed = VMCI_CONNECTION_TIMED;
constexpr unsigned char kOnce = VMCI_CONNECTION_ONCE;
constexpr unsigned char kGone = VMCI_CONNECTION_PEER_GONE;
constexpr unsigned char kNoPair = VMCI_CONNECTION_NO_PAIR;
constexpr unsigned char kAsked = VMCI_CONNECTION_PAIR_ASKED;
constexpr unsigned char kHeld = VMCI_CONNECTION_PAIR_HELD;

constexpr std::array<Shape, 16> kShapes{{
    {VMCI_CONNECTION_CLOSE, kNoPair, 0},
    {VMCI_CONNECTION_CLOSE, kHeld, kOnce | kSubscribed | kGone},
    {VMCI_CONNECTION_CLOSE, kNoPair, kOnce | kGone},
    {VMCI_CONNECTION_LISTEN, kNoPair, 0},
    {VMCI_CONNECTION_SYN_SENT, kNoPair, kTimed},
    {VMCI_CONNECTION_SYN_SENT, kNoPair, kTimed | VMCI_CONNECTION_REQUESTED},
    {VMCI_CONNECTION_SYN_SENT, kNoPair, kTimed | VMCI_CONNECTION_RESET_DUE},
    {VMCI_CONNECTION_SYN_SENT, kAsked, kTimed | kSubscribed},
    {VMCI_CONNECTION_SYN_SENT, kHeld, kTimed | kSubscribed},
    {VMCI_CONNECTION_SYN_SENT, kHeld, kTimed | kSubscribed | kGone},
    {VMCI_CONNECTION_SYN_RECEIVED, kNoPair, kTimed},
    {VMCI_CONNECTION_SYN_RECEIVED, kAsked, kTimed | kSubscribed},
    {VMCI_CONNECTION_SYN_RECEIVED, kAsked, kTimed | kSubscribed | kGone},
    {VMCI_CONNECTION_ESTABLISHED, kHeld, kOnce | kSubscribed},
    {VMCI_CONNECTION_ESTABLISHED, kHeld, kOnce | kSubscribed | kGone},
    {VMCI_CONNECTION_CLOSING, kHeld, kOnce | kSubscribed | kGone},
}};

using Connections = std::vector<vmci_connection>;
using Events = std::vector<vmci_connection_event>;

// Replaces each by what `alter` makes of it with each of the values.
template <typename Item, typename Values, typename Alter>
void vary(std::vector<Item>& all, const Values& values, const Alter& alter) {
  std::vector<Item> varied;
  for (const Item& item : all) {
    for (const auto& value : values) {
      varied.push_back(item);
      alter(varied.back(), value);
    }
  }
  all = std::move(varied);
}

bool has_peer(const Shape& shape) {
  return shape.state == VMCI_CONNECTION_SYN_SENT || shape.state == VMCI_CONNECTION_SYN_RECEIVED ||
         (shape.flags & kOnce) != 0;
}

// On sizes and on how to notify.
bool has_agreed(const Shape& shape) {
  return shape.pair != kNoPair || shape.state == VMCI_CONNECTION_SYN_RECEIVED;
}

vmci_connection begin(const Shape& shape) {
  vmci_connection connection{};
  connection.handle = kInvalid;
  connection.buffer_size = kWanted;
  connection.buffer_min = kLeast;
  connection.buffer_max = kMost;
  connection.local_port = kPort;
  connection.remote_context = has_peer(shape) ? kPeer : kNone;
  connection.remote_port = has_peer(shape) ? kPeerPort : kNone;
  connection.state = shape.state;
  connection.pair = shape.pair;
  connection.flags = shape.flags;
  const bool named = shape.pair != kNoPair || shape.state == VMCI_CONNECTION_SYN_SENT;
  if (named) connection.handle = kOwn;
  if (has_agreed(shape)) connection.size = kLeast + 1;
  return connection;
}

// Where it is, and what it is bound to. Who has agreed with a peer knows its own context. The peer
// of a host may be that host.
void vary_address(Connections& all, const Shape& shape) {
  struct Place {
    vmci_u32 bound, local;
    bool within = false;
  };
  std::vector<Place> places{{kVm, kVm}, {VMCI_CONTEXT_HOST, VMCI_CONTEXT_HOST}};
  const bool open =
      !has_peer(shape) || (shape.state == VMCI_CONNECTION_SYN_SENT && shape.pair == kNoPair);
  if (open) {
    places.push_back({kNone, kNone});
  } else {
    places.insert(places.end(), {{kNone, kVm}, {kNone, VMCI_CONTEXT_HOST}});
  }
  if (has_peer(shape)) places.push_back({VMCI_CONTEXT_HOST, VMCI_CONTEXT_HOST, true});
  vary(all, places, [](vmci_connection& connection, const Place& place) {
    connection.bound_context = place.bound;
    connection.local_context = place.local;
    if (place.within) connection.remote_context = place.local;
  });
}

// What the owner and the peer of one that is or was established have shut down. A client's peer can
// be gone before that.
void vary_halves(Connections& all, const Shape& shape) {
  constexpr std::array<unsigned char, 4> kHalves{0, 1, 2, 3};
  const bool once = (shape.flags & kOnce) != 0;
  if (once) {
    vary(all, kHalves, [](vmci_connection& c, unsigned char halves) { c.shutdown = halves; });
  }
  if ((shape.flags & kGone) != 0 && shape.state != VMCI_CONNECTION_SYN_RECEIVED) {
    for (vmci_connection& connection : all) connection.peer_shutdown = VMCI_SHUTDOWN_BOTH;
  } else if (once) {
    vary(all, kHalves, [](vmci_connection& c, unsigned char halves) { c.peer_shutdown = halves; });
  }
}

void vary_notify(Connections& all, const Shape& shape) {
  if (!has_agreed(shape)) return;
  constexpr std::array<unsigned char, 2> kProtocols{VMCI_NOTIFY_WAITING, VMCI_NOTIFY_ON_STATE};
  vary(all, kProtocols, [](vmci_connection& c, unsigned char notify) { c.notify = notify; });
}

void vary_children(Connections& all) {
  constexpr std::array<vmci_u32, 2> kBacklogs{1, 3};
  Connections possible;
  vary(all, kBacklogs, [](vmci_connection& c, vmci_u32 backlog) { c.backlog = backlog; });
  for (const vmci_connection& connection : all) {
    for (vmci_u32 pending = 0; pending <= connection.backlog; ++pending) {
      for (vmci_u32 ready = 0; pending + ready <= connection.backlog; ++ready) {
        possible.push_back(connection);
        possible.back().pending = pending;
        possible.back().ready = ready;
      }
    }
  }
  all = possible;
}

std::vector<vmci_handle> handles_of_event(const Input& input, const vmci_connection& connection) {
  const bool nameless = connection.handle.context == kNone;
  // Nobody gives an answer about no pair.
  const bool answers = input.kind == VMCI_ON_PAIR || input.kind == VMCI_ON_NO_PAIR;
  if (nameless && answers) return {kOther, kOfPeer};
  return {connection.handle, {kVm, kOther.resource}, {kPeer, kOwn.resource}};
}

vmci_packet packet_to(const vmci_connection& connection) {
  vmci_packet packet{};
  const bool has_peer = connection.remote_context != kNone;
  packet.src_context = has_peer ? connection.remote_context : kPeer;
  packet.src_port = has_peer ? connection.remote_port : kPeerPort;
  packet.dst_context = connection.local_context == kNone ? kVm : connection.local_context;
  packet.dst_port = connection.local_port;
  return packet;
}

// As it came from the peer, or with a part of its addresses altered.
void vary_addresses(Events& all) {
  using Alter = std::function<void(vmci_packet&)>;
  const std::array<Alter, 6> ways{
      [](vmci_packet&) {},
      [](vmci_packet& packet) { packet.src_context = kStranger; },
      [](vmci_packet& packet) { packet.src_port = kPeerPort + 1; },
      [](vmci_packet& packet) { packet.dst_port = kPort + 1; },
      [](vmci_packet& packet) { packet.dst_context = kElsewhere; },
      [](vmci_packet& packet) { packet.dst_context = VMCI_CONTEXT_HOST; }};
  vary(all, ways, [](vmci_connection_event& event, const Alter& alter) { alter(event.packet); });
}

// What packets of the type carry.
void vary_contents(Events& all, unsigned char type) {
  constexpr std::array<vmci_u64, 9> kSizes{0,     1,         kLeast,   kLeast + 1, kWanted,
                                           kMost, kMost + 1, 1U << 31, kLargest};
  constexpr std::array<vmci_u32, 5> kProtocols{0, 1, 2, 3, 0xffff};
  constexpr std::array<vmci_u64, 7> kModes{0, 1, 2, 3, 4, 7, kLargest - 3};
  constexpr std::array<vmci_u64, 2> kPlaces{0, kLargest};
  constexpr std::array<vmci_handle, 6> kHandles{kOwn,     kOther,         kOfPeer,
                                                kInvalid, {kPeer, kNone}, {kNone, 9}};
  using Event = vmci_connection_event;
  if (vmci_packet_has_size(type) != 0) {
    vary(all, kSizes, [](Event& event, vmci_u64 size) { event.packet.size = size; });
  }
  if (vmci_packet_has_protocols(type) != 0) {
    vary(all, kProtocols, [](Event& event, vmci_u32 bits) { event.packet.protocols = bits; });
  }
  if (vmci_packet_has_handle(type) != 0) {
    vary(all, kHandles, [](Event& event, vmci_handle handle) { event.packet.handle = handle; });
  }
  if (type == VMCI_PACKET_SHUTDOWN) {
    vary(all, kModes, [](Event& event, vmci_u64 mode) { event.packet.mode = mode; });
  }
  if (vmci_packet_has_place(type) != 0) {
    vary(all, kPlaces, [](Event& event, vmci_u64 place) { event.packet.generation = place; });
    vary(all, kPlaces, [](Event& event, vmci_u64 place) { event.packet.offset = place; });
  }
}

void vary_packet(Events& all, const Input& input, const vmci_connection& connection) {
  for (vmci_connection_event& event : all) {
    event.packet = packet_to(connection);
    event.packet.type = input.type;
  }
  vary_addresses(all);
  if (input.type < kUnknownType) return vary_contents(all, input.type);
  constexpr std::array<vmci_u32, 2> kTypes{kUnknownType, 255};
  vary(all, kTypes, [](vmci_connection_event& event, vmci_u32 type) { event.packet.type = type; });
}

void vary_ready(Events& all) {
  constexpr std::array<vmci_u64, 2> kReady{0, 1};
  vary(all, kReady, [](vmci_connection_event& event, vmci_u64 ready) { event.ready = ready; });
}

void vary_call(Events& all, const Input& input) {
  using Event = vmci_connection_event;
  constexpr std::array<vmci_u32, 2> kContexts{kPeer, kNone};
  constexpr std::array<vmci_u32, 2> kPorts{kPeerPort, kNone};
  constexpr std::array<vmci_u32, 2> kBacklogs{1, 3};
  constexpr std::array<vmci_u32, 6> kModes{0, 1, 2, 3, 4, 7};
  switch (input.kind) {
    case VMCI_ON_CONNECT:
      for (Event& event : all) event.handle = kOther;
      vary(all, kContexts, [](Event& event, vmci_u32 context) { event.context = context; });
      vary(all, kPorts, [](Event& event, vmci_u32 port) { event.port = port; });
      break;
    case VMCI_ON_LISTEN:
      vary(all, kBacklogs, [](Event& event, vmci_u32 backlog) { event.backlog = backlog; });
      break;
    case VMCI_ON_SHUTDOWN:
      vary(all, kModes, [](Event& event, vmci_u32 mode) { event.mode = mode; });
      break;
    default:
      break;
  }
}

bool is_about_a_pair(const Input& input) {
  switch (input.kind) {
    case VMCI_ON_PAIR:
    case VMCI_ON_NO_PAIR:
    case VMCI_ON_SEND_FAILED:
    case VMCI_ON_TIMER:
    case VMCI_ON_SIGNAL:
    case VMCI_ON_PEER_DETACHED:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<vmci_connection> connections_in(unsigned char state) {
  constexpr std::array<unsigned char, 2> kProtocols{0, VMCI_PROTOCOL_ON_NOTIFY};
  constexpr std::array<int, 2> kErrors{VMCI_SUCCESS, VMCI_ETIMEDOUT};
  Connections all;
  for (const Shape& shape : kShapes) {
    if (shape.state != state) continue;
    Connections some{begin(shape)};
    vary_address(some, shape);
    vary(some, kProtocols, [](vmci_connection& c, unsigned char bits) { c.protocols = bits; });
    vary_halves(some, shape);
    vary_notify(some, shape);
    if (state == VMCI_CONNECTION_LISTEN) vary_children(some);
    const bool may_have_failed = state == VMCI_CONNECTION_CLOSE || state == VMCI_CONNECTION_LISTEN;
    if (may_have_failed) {
      vary(some, kErrors, [](vmci_connection& c, int error) { c.error = error; });
    }
    all.insert(all.end(), some.begin(), some.end());
    if (state != VMCI_CONNECTION_CLOSE || shape.flags != 0) continue;
    for (vmci_connection& connection : some) connection.local_port = kNone;  // not bound yet
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::vector<vmci_connection_event> events_of(const Input& input,
                                             const vmci_connection& connection) {
  vmci_connection_event event{};
  event.kind = input.kind;
  event.handle = kInvalid;
  Events all{event};
  if (has_packet(input.kind)) vary_packet(all, input, connection);
  vary_call(all, input);
  if (is_about_a_pair(input)) {
    vary(all, handles_of_event(input, connection),
         [](vmci_connection_event& e, const vmci_handle& handle) { e.handle = handle; });
  }
  if (input.kind == VMCI_ON_NO_PAIR || input.kind == VMCI_ON_SEND_FAILED) {
    for (vmci_connection_event& e : all) e.error = kTold;
  }
  if (input.kind == VMCI_ON_CONTEXT_CHANGED) {
    for (vmci_connection_event& e : all) e.context = kElsewhere;
  }
  const bool tells_of_bytes = input.kind == VMCI_ON_PACKET || input.kind == VMCI_ON_PEER_DETACHED ||
                              input.kind == VMCI_ON_RESUMED ||
                              input.kind == VMCI_ON_CONTEXT_CHANGED;
  if (tells_of_bytes) vary_ready(all);
  return all;
}

}  // namespace vmcheck::vsock::table
