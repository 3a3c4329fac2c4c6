// What connections say and take from what they are told: sizes, handles, protocols, halves.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

#include "driver_core/tests/connection_ways.h"

namespace vmcheck::core {
namespace {

rc::Gen<uint64_t> Sizes() {
  return rc::gen::oneOf(rc::gen::inRange<uint64_t>(1, 2000), rc::gen::arbitrary<uint64_t>(),
                        rc::gen::element<uint64_t>(127, 128, 129, 262143, 262144, 262145));
}

// A connection between a client and a child of whose owners each has wishes of its own.
RC_GTEST_PROP(ConnectionPackets, BothTakeASizeThatBothAccept, ()) {
  Maker client{Fresh(kVmContext, *rc::gen::arbitrary<bool>()), kAttempt};
  vmci_connection child = Fresh(kHostContext);
  for (vmci_connection* c : {&client.connection, &child}) {
    c->buffer_min = *rc::gen::inRange<uint64_t>(1, 3000);
    c->buffer_max = c->buffer_min + *rc::gen::inRange<uint64_t>(0, 300000);
    c->buffer_size = *rc::gen::inRange<uint64_t>(c->buffer_min, c->buffer_max + 1);
  }
  const uint64_t wish = client.connection.buffer_size;
  const bool is_taken = wish >= child.buffer_min && wish <= child.buffer_max;
  const vmci_connection_outcome asked = Step(client.connection, client.Connect());
  RC_ASSERT(asked.packet.size == wish);
  RC_ASSERT(asked.packet.protocols == client.connection.protocols);
  RC_ASSERT(asked.packet.dst_context == kHostContext && asked.packet.dst_port == kPeerPort);
  vmci_connection_event open = Event(VMCI_ON_OPEN);
  open.packet = asked.packet;
  open.packet.src_context = kVmContext;
  open.packet.dst_port = child.local_port;
  const vmci_connection_outcome answered = Step(child, open);
  const uint64_t size = is_taken ? wish : child.buffer_size;
  RC_ASSERT(answered.packet.size == size);
  RC_ASSERT(answered.connection.size == size);
  RC_ASSERT(answered.packet.dst_context == kVmContext);
  client.connection = asked.connection;
  vmci_packet answer = client.Packet(answered.packet.type);
  answer.size = answered.packet.size;
  answer.protocols = answered.packet.protocols;
  const vmci_connection_outcome agreed = Step(client.connection, client.Receive(answer));
  const bool is_agreed =
      size >= client.connection.buffer_min && size <= client.connection.buffer_max;
  RC_ASSERT(((agreed.actions & VMCI_CONNECTION_ALLOCATE) != 0) == is_agreed);
  RC_ASSERT(agreed.connection.size == (is_agreed ? size : 0));
  if (!is_agreed) return;
  RC_ASSERT(agreed.size == size);
  RC_ASSERT(agreed.handle.context == kAttempt.context);
  RC_ASSERT(agreed.handle.resource == kAttempt.resource);
  RC_ASSERT(agreed.connection.notify == answered.connection.notify);
  RC_ASSERT(agreed.connection.notify ==
            (client.connection.protocols != 0 ? VMCI_NOTIFY_ON_STATE : VMCI_NOTIFY_WAITING));
}

RC_GTEST_PROP(ConnectionPackets, AChildTakesOnlySizesWithinItsOwnersWindow, ()) {
  const Maker maker{Fresh(kHostContext), kAttempt};
  vmci_connection_event open = maker.Open(VMCI_PACKET_REQUEST);
  open.packet.size = *Sizes();
  RC_PRE(open.packet.size != 0u);
  const vmci_connection child = Step(maker.connection, open).connection;
  const bool is_within = open.packet.size >= kMin && open.packet.size <= kMax;
  RC_ASSERT(child.size == (is_within ? open.packet.size : kWanted));
}

TEST(ConnectionPackets, TheHandshakeNamesThePair) {
  Maker client{Fresh(kNone), kAttempt};
  client.connection = Step(client.connection, client.Connect()).connection;
  vmci_connection_outcome outcome =
      Step(client.connection, client.Receive(client.Packet(VMCI_PACKET_NEGOTIATE)));
  EXPECT_EQ(outcome.connection.local_context, kVmContext);
  client.connection = outcome.connection;
  outcome = Step(client.connection, client.Own(VMCI_ON_PAIR));
  EXPECT_EQ(outcome.packet.handle.context, kAttempt.context);
  EXPECT_EQ(outcome.packet.handle.resource, kAttempt.resource);
  client.connection = outcome.connection;
  outcome = Step(client.connection, client.Own(VMCI_ON_TIMER));
  EXPECT_EQ(outcome.handle.resource, kAttempt.resource);
  EXPECT_EQ(outcome.connection.local_context, kNone);

  Maker child{Fresh(kHostContext), kAttempt};
  child.connection = Step(child.connection, child.Open(VMCI_PACKET_REQUEST)).connection;
  outcome = Step(child.connection, child.Receive(child.Packet(VMCI_PACKET_OFFER)));
  EXPECT_EQ(outcome.handle.context, kVmContext);
  EXPECT_EQ(outcome.handle.resource, 1024u);
  EXPECT_EQ(outcome.size, 4096u);
  child.connection = outcome.connection;
  outcome = Step(child.connection, child.Own(VMCI_ON_PAIR));
  EXPECT_EQ(outcome.packet.handle.context, kVmContext);
  EXPECT_EQ(outcome.packet.handle.resource, 1024u);
}

Maker Established() {
  Maker maker{Fresh(kHostContext), kAttempt};
  for (int step = 0; step < 3; ++step) {
    const vmci_connection_event event = step == 0   ? maker.Open(VMCI_PACKET_REQUEST2)
                                        : step == 1 ? maker.Receive(maker.Packet(VMCI_PACKET_OFFER))
                                                    : maker.Own(VMCI_ON_PAIR);
    maker.connection = Step(maker.connection, event).connection;
  }
  return maker;
}

RC_GTEST_PROP(ConnectionPackets, HalvesAreShutDownOneByOne, ()) {
  Maker maker = Established();
  unsigned char own = 0, peer = 0;
  for (int step = 0; step < 4; ++step) {
    const auto mode =
        *rc::gen::oneOf(rc::gen::inRange<uint64_t>(0, 8), rc::gen::arbitrary<uint64_t>());
    vmci_connection_outcome outcome;
    if (*rc::gen::arbitrary<bool>()) {
      vmci_packet packet = maker.Packet(VMCI_PACKET_SHUTDOWN);
      packet.mode = mode;
      outcome = Step(maker.connection, maker.Receive(packet));
      peer |= mode & 3;
    } else {
      vmci_connection_event event = Event(VMCI_ON_SHUTDOWN);
      event.mode = static_cast<uint32_t>(mode);
      outcome = Step(maker.connection, event);
      own |= mode & 3;
      const bool is_sent = (mode & 3) != 0;
      RC_ASSERT(((outcome.actions & VMCI_CONNECTION_SEND) != 0) == is_sent);
      RC_ASSERT(outcome.packet.mode == (mode & 3));
    }
    maker.connection = outcome.connection;
    RC_ASSERT(maker.connection.state == VMCI_CONNECTION_ESTABLISHED);
    RC_ASSERT(maker.connection.shutdown == own);
    RC_ASSERT(maker.connection.peer_shutdown == peer);
  }
}

TEST(ConnectionPackets, AnErrorIsTakenOnceAndDoesNotFailTheNextAttempt) {
  Maker maker{Fresh(kVmContext), kAttempt};
  maker.connection = Step(maker.connection, maker.Connect()).connection;
  maker.connection = Step(maker.connection, maker.Own(VMCI_ON_TIMER)).connection;
  EXPECT_EQ(maker.connection.error, VMCI_ETIMEDOUT);
  int result = 0;
  EXPECT_EQ(Step(maker.connection, maker.Connect(), &result).connection.error, 0);
  EXPECT_EQ(result, VMCI_EINPROGRESS);
  const vmci_connection taken =
      Step(maker.connection, Event(VMCI_ON_TAKE_ERROR), &result).connection;
  EXPECT_EQ(result, VMCI_ETIMEDOUT);
  EXPECT_EQ(taken.error, 0);
}

TEST(ConnectionPackets, WhatIsBoundIsBoundToTheNewContext) {
  for (const uint32_t context : {kVmContext, kNone}) {
    for (const auto kind : {VMCI_ON_CLOSE, VMCI_ON_LISTEN, VMCI_ON_CONNECT}) {
      Maker maker{Fresh(context), kAttempt};
      vmci_connection_event event = kind == VMCI_ON_CONNECT ? maker.Connect() : Event(kind);
      maker.connection = Step(maker.connection, event).connection;
      event = Event(VMCI_ON_CONTEXT_CHANGED);
      event.context = 44;
      const vmci_connection after = Step(maker.connection, event).connection;
      EXPECT_EQ(after.bound_context, context == kNone ? kNone : 44);
      EXPECT_EQ(after.local_context, after.bound_context);
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
