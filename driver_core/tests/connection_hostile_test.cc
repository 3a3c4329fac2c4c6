// Packets of any content that come to a connection in any state: the table is not left, nobody but
// the peer has a say, and nothing is taken from a field that a packet's type does not carry.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <set>
#include <string>

#include "driver_core/tests/connection_ways.h"

namespace vmcheck::core {
namespace {

vmci_connection AnyConnection() {
  const uint32_t context = *rc::gen::element(kHostContext, kVmContext, kNone);
  const size_t state = *rc::gen::inRange<size_t>(0, std::size(kStates));
  return To(kStates[state].name, context).connection();
}

// Near enough to what a connection expects to be taken for it now and then.
vmci_packet AnyPacket(const vmci_connection& c) {
  const Maker maker = {c, kAttempt};
  const auto near = [](uint32_t value) {
    return rc::gen::weightedOneOf<uint32_t>({{6, rc::gen::just(value)},
                                             {1, rc::gen::just(value + 1)},
                                             {1, rc::gen::arbitrary<uint32_t>()}});
  };
  vmci_packet packet = maker.Packet(*rc::gen::inRange<uint32_t>(0, 15));
  packet.src_context = *near(packet.src_context);
  packet.src_port = *near(packet.src_port);
  packet.dst_context = *near(packet.dst_context);
  packet.dst_port = *near(packet.dst_port);
  if (vmci_packet_has_handle(packet.type) != 0) {
    packet.handle.context = *near(packet.handle.context);
    packet.handle.resource = *near(packet.handle.resource);
  }
  if (vmci_packet_has_protocols(packet.type) != 0) packet.protocols = *near(1) & 0xffff;
  if (vmci_packet_has_size(packet.type) != 0)
    packet.size = *rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(),
                                  rc::gen::element<uint64_t>(0, kMin - 1, kMin, kMax, kMax + 1));
  if (packet.type == VMCI_PACKET_SHUTDOWN) packet.mode = *rc::gen::arbitrary<uint64_t>();
  return packet;
}

vmci_connection_event Received(const vmci_packet& packet) {
  vmci_connection_event event = Event(VMCI_ON_PACKET);
  event.packet = packet;
  event.ready = *rc::gen::element<uint64_t>(0, 1);
  return event;
}

// Where packets can lead from a state.
std::set<std::string> After(const std::string& state) {
  std::set<std::string> states = {state};
  for (const Row& row : Table()) {
    const Words from = Split(row.from);
    if (from.count(state) == 0) continue;
    for (const std::string& event : Split(row.events)) {
      const bool is_packet = event[0] >= 'A' && event[0] <= 'Z';
      if (is_packet || event.rfind("stranger", 0) == 0) states.insert(row.to);
    }
  }
  return states;
}

RC_GTEST_PROP(ConnectionHostile, NoPacketLeavesTheTable, ()) {
  const vmci_connection before = AnyConnection();
  const vmci_connection_outcome outcome = Step(before, Received(AnyPacket(before)));
  const std::string state = NameOf(before);
  std::string name = NameOf(outcome.connection);
  if (name == "closed-old" && name != state) name = "closed";
  RC_ASSERT(After(state).count(name) == 1);
}

RC_GTEST_PROP(ConnectionHostile, NobodyButThePeerHasASay, ()) {
  const vmci_connection before = AnyConnection();
  const vmci_packet packet = AnyPacket(before);
  const bool is_peer =
      packet.src_context == before.remote_context && packet.src_port == before.remote_port &&
      packet.dst_port == before.local_port &&
      (packet.dst_context == before.local_context || before.local_context == kNone);
  RC_PRE(!is_peer && before.state != VMCI_CONNECTION_LISTEN);
  const vmci_connection_outcome outcome = Step(before, Received(packet));
  const unsigned answers = VMCI_CONNECTION_ANSWER_RESET | VMCI_CONNECTION_ANSWER_INVALID;
  RC_ASSERT(Same(outcome.connection, before));
  RC_ASSERT((outcome.actions & ~answers) == 0);
  RC_ASSERT(packet.type != VMCI_PACKET_RST || outcome.actions == 0);
}

// The parsed form has zeros there; whoever makes it otherwise changes nothing by that.
RC_GTEST_PROP(ConnectionHostile, OnlyWhatATypeCarriesIsLookedAt, ()) {
  const vmci_connection before = AnyConnection();
  const vmci_packet packet = AnyPacket(before);
  vmci_packet other = packet;
  if (vmci_packet_has_handle(packet.type) == 0)
    other.handle = {*rc::gen::arbitrary<uint32_t>(), *rc::gen::arbitrary<uint32_t>()};
  if (vmci_packet_has_protocols(packet.type) == 0)
    other.protocols = *rc::gen::arbitrary<uint32_t>();
  if (vmci_packet_has_size(packet.type) == 0) other.size = *rc::gen::arbitrary<uint64_t>();
  if (packet.type != VMCI_PACKET_SHUTDOWN) other.mode = *rc::gen::arbitrary<uint64_t>();
  other.generation = *rc::gen::arbitrary<uint64_t>();
  other.offset = *rc::gen::arbitrary<uint64_t>();
  vmci_connection_event event = Received(packet);
  const vmci_connection_outcome one = Step(before, event);
  event.packet = other;
  const vmci_connection_outcome two = Step(before, event);
  RC_ASSERT(Same(one.connection, two.connection));
  RC_ASSERT(Actions(one) == Actions(two));
  RC_ASSERT(one.packet.size == two.packet.size);
  RC_ASSERT(one.size == two.size);
}

}  // namespace
}  // namespace vmcheck::core
