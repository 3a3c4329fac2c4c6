#include "model/vsock_fsm/proofs/situation.h"

#include <array>

namespace vmcheck::vsock::proofs {

using namespace symbolic_connection;
using smt::all;
using smt::any;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word32;

namespace {

constexpr unsigned kNone = 0xffffffff;

// The largest backlog that a listener is asked for.
constexpr unsigned kMostChildren = 4096;

// What a connection has in a state: its pair, and its flags besides.
struct Shape {
  State state;
  unsigned char pair;
  unsigned char flags;
};

constexpr unsigned char kSubscribed = VMCI_CONNECTION_SUBSCRIBED;
constexpr unsigned char kTimed = VMCI_CONNECTION_TIMED;
constexpr unsigned char kOnce = VMCI_CONNECTION_ONCE;
constexpr unsigned char kGone = VMCI_CONNECTION_PEER_GONE;

constexpr std::array<Shape, 16> kShapes{{
    {kClosed, kNoPair, 0},
    // It was established, and its peer is gone: what it has stays until close(), or is lost.
    {kClosed, kHeld, kOnce | kSubscribed | kGone},
    {kClosed, kNoPair, kOnce | kGone},
    {kListen, kNoPair, 0},
    {kSynSent, kNoPair, kTimed},
    {kSynSent, kNoPair, kTimed | VMCI_CONNECTION_REQUESTED},
    {kSynSent, kNoPair, kTimed | VMCI_CONNECTION_RESET_DUE},
    {kSynSent, kAsked, kTimed | kSubscribed},
    {kSynSent, kHeld, kTimed | kSubscribed},
    {kSynSent, kHeld, kTimed | kSubscribed | kGone},
    {kSynReceived, kNoPair, kTimed},
    {kSynReceived, kAsked, kTimed | kSubscribed},
    {kSynReceived, kAsked, kTimed | kSubscribed | kGone},
    {kEstablished, kHeld, kOnce | kSubscribed},
    {kEstablished, kHeld, kOnce | kSubscribed | kGone},
    {kClosing, kHeld, kOnce | kSubscribed | kGone},
}};

bool has_shape(const vmci_connection& connection) {
  for (const Shape& shape : kShapes) {
    if (connection.state == shape.state && connection.pair == shape.pair &&
        connection.flags == shape.flags) {
      return true;
    }
  }
  return false;
}

}  // namespace

Bool is_possible(const vmci_connection& connection) {
  if (!has_shape(connection)) return false;
  const bool listens = connection.state == kListen;
  const bool agreed = connection.pair != kNoPair || connection.state == kSynReceived;
  const Bool sized = all({connection.buffer_min <= connection.size,
                          connection.size <= connection.buffer_max, connection.size != 0});
  return all({any({listens, all({connection.pending == 0, connection.ready == 0})}),
              Number(connection.pending) + connection.ready <= Number(kMostChildren),
              connection.backlog <= kMostChildren, any({!agreed, sized}),
              connection.buffer_min != 0, connection.buffer_min <= connection.buffer_size,
              connection.buffer_size <= connection.buffer_max});
}

vmci_connection any_connection(Execution& run) {
  vmci_connection connection;
  connection.handle = {run.word<32>("handle's context"), run.word<32>("handle's resource")};
  connection.size = run.word<64>("size");
  connection.buffer_size = run.word<64>("buffer size");
  connection.buffer_min = run.word<64>("buffer's minimum");
  connection.buffer_max = run.word<64>("buffer's maximum");
  connection.bound_context = run.word<32>("bound context");
  connection.local_context = run.word<32>("local context");
  connection.local_port = run.word<32>("local port");
  connection.remote_context = run.word<32>("remote context");
  connection.remote_port = run.word<32>("remote port");
  connection.backlog = run.word<32>("backlog");
  connection.pending = run.word<32>("pending");
  connection.ready = run.word<32>("ready");
  connection.error = 0;
  const Shape& shape = kShapes[run.below(kShapes.size(), "shape")];
  connection.state = shape.state;
  connection.pair = shape.pair;
  connection.flags = shape.flags;
  connection.protocols = run.below(2, "protocols");
  connection.notify = 0;
  connection.shutdown = 0;
  connection.peer_shutdown = 0;
  run.assume(is_possible(connection));
  return connection;
}

vmci_packet any_packet(Execution& run, const std::string& name) {
  vmci_packet packet;
  packet.handle = {run.word<32>(name + " handle's context"),
                   run.word<32>(name + " handle's resource")};
  packet.size = run.word<64>(name + " size");
  packet.mode = run.word<64>(name + " mode");
  packet.generation = run.word<64>(name + " generation");
  packet.offset = run.word<64>(name + " offset");
  packet.type = run.word<32>(name + " type");
  packet.protocols = run.word<32>(name + " protocols");
  packet.src_context = run.word<32>(name + " source context");
  packet.src_port = run.word<32>(name + " source port");
  packet.dst_context = run.word<32>(name + " destination context");
  packet.dst_port = run.word<32>(name + " destination port");
  return packet;
}

vmci_connection_event any_event(Execution& run, unsigned char kind) {
  vmci_connection_event event;
  event.packet = any_packet(run, "packet's");
  event.handle = {run.word<32>("event's context"), run.word<32>("event's resource")};
  event.ready = run.word<64>("bytes ready");
  event.context = run.word<32>("context");
  event.port = run.word<32>("port");
  event.backlog = run.word<32>("backlog asked for");
  event.mode = run.word<32>("halves");
  event.error = -5;
  run.assume(event.backlog <= kMostChildren);
  event.kind = kind;
  return event;
}

Bool is_from_peer(const vmci_connection& connection, const vmci_packet& packet) {
  return all(
      {packet.src_context == connection.remote_context, packet.src_port == connection.remote_port,
       packet.dst_port == connection.local_port,
       any({connection.local_context == kNone, packet.dst_context == connection.local_context})});
}

Bool is_same(const vmci_connection& a, const vmci_connection& b) {
  return all({a.handle.context == b.handle.context, a.handle.resource == b.handle.resource,
              a.size == b.size, a.local_context == b.local_context,
              a.remote_context == b.remote_context, a.remote_port == b.remote_port,
              a.pending == b.pending, a.ready == b.ready, a.backlog == b.backlog,
              a.state == b.state, a.pair == b.pair, a.flags == b.flags, a.error == b.error,
              a.peer_shutdown == b.peer_shutdown, a.shutdown == b.shutdown});
}

}  // namespace vmcheck::vsock::proofs
