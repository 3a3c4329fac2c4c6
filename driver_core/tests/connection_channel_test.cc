// Connections between two machines over a channel that loses, doubles and reorders; and whatever a
// hostile machine sends.
#include "driver_core/tests/connection_world.h"

namespace vmcheck::core {
namespace {

size_t Any(size_t count) {
  return *rc::gen::inRange<size_t>(0, count);
}

// Who is connected with whom, on which both must agree.
void ExpectAgreement(const World& world) {
  for (size_t i = 1; i <= World::kClients; ++i) {
    const vmci_connection& c = world.socket(i).connection;
    if (c.state != VMCI_CONNECTION_ESTABLISHED || (c.flags & VMCI_CONNECTION_PEER_GONE) != 0)
      continue;
    const Socket* peer = world.PeerOf(i);
    if (peer == nullptr) continue;  // it has left: see ExpectPeerSound()
    const vmci_connection& other = peer->connection;
    RC_ASSERT(peer->is_child);
    RC_ASSERT(other.size == c.size);
    RC_ASSERT(other.notify == c.notify);
    RC_ASSERT(other.remote_context == kVmContext);
    RC_ASSERT(other.remote_port == c.local_port);
    RC_ASSERT((other.flags & VMCI_CONNECTION_ONCE) != 0);
  }
}

void CallOne(World& world) {
  const size_t i = Any(world.size());
  switch (Any(8)) {
    case 0:
      return world.Accept();
    case 1:
      if (i != World::kListener && !world.socket(i).is_pending && !world.socket(i).is_ready)
        world.Call(i, VMCI_ON_CLOSE);
      return;
    case 2:
      world.Call(i, VMCI_ON_SHUTDOWN, *rc::gen::inRange<uint32_t>(0, 8));
      return;
    case 3:
      world.Call(i, VMCI_ON_SIGNAL);
      return;
    case 4:
      if (*rc::gen::inRange(0, 4) == 0) world.Call(World::kListener, VMCI_ON_CLOSE);
      world.Listen(*rc::gen::inRange<uint32_t>(0, 4));
      return;
    default:
      world.Connect(1 + Any(World::kClients));
  }
}

// One thing that happens, mostly what gets connections on their way.
void Happen(World& world) {
  const size_t what = Any(20);
  if (what < 8 && world.mail() > 0) return world.Deliver(Any(world.mail()));
  if (what < 12 && world.asks() > 0)
    return world.Carry(Any(world.asks()), *rc::gen::inRange(0, 8) == 0);
  if (what == 12 && world.mail() > 0) return world.Lose(Any(world.mail()));
  if (what == 13 && world.mail() > 0 && world.mail() < 20) return world.Double(Any(world.mail()));
  if (what == 14 && world.detachments() > 0) return world.Detachment(Any(world.detachments()));
  if (what == 15) {
    const size_t i = Any(world.size());
    return world.Timer(i, world.socket(i).timer);
  }
  CallOne(world);
}

RC_GTEST_PROP(ConnectionChannel, BothSidesAgreeAndAllIsGivenBack, ()) {
  World world(*rc::gen::inRange<uint32_t>(0, 4), *rc::gen::arbitrary<bool>());
  const int steps = *rc::gen::inRange(0, 120);
  for (int step = 0; step < steps; ++step) {
    Happen(world);
    world.ExpectSound();
    ExpectAgreement(world);
  }
  world.Settle();
  world.ExpectSound();
  for (size_t i = 0; i < world.size(); ++i) {
    const unsigned char state = world.socket(i).connection.state;
    RC_ASSERT(state != VMCI_CONNECTION_SYN_SENT);
    RC_ASSERT(state != VMCI_CONNECTION_SYN_RECEIVED);
  }
  world.CloseAll();
  world.ExpectBalanced();
}

// Packets of any content, from any place, to any socket.
void Attack(World& world) {
  vmci_packet packet = {};
  packet.type = *rc::gen::inRange<uint32_t>(0, 15);
  packet.src_context = *rc::gen::element(kVmContext, kOtherContext, kHostContext);
  packet.src_port = *rc::gen::element(kPort, kPeerPort, kPeerPort + 1, kPeerPort + 2, kNone);
  packet.dst_context = *rc::gen::element(kVmContext, kHostContext);
  packet.dst_port = *rc::gen::element(kPort, kPeerPort, kPeerPort + 1);
  packet.handle.context = *rc::gen::element(kVmContext, kOtherContext, kHostContext, kNone);
  packet.handle.resource = *rc::gen::element(1024u, 1025u, 1026u, kNone);
  packet.size = *rc::gen::element<uint64_t>(0, 1, kMin, kWanted, kMax, kMax + 1, ~uint64_t{0});
  packet.mode = *rc::gen::arbitrary<uint64_t>();
  packet.protocols = *rc::gen::element(0u, 1u, 2u, 0xffffu);
  world.Put(packet);
}

RC_GTEST_PROP(ConnectionChannel, WhateverComesNothingIsLeft, ()) {
  World world(*rc::gen::inRange<uint32_t>(0, 4), *rc::gen::arbitrary<bool>());
  const int steps = *rc::gen::inRange(0, 120);
  for (int step = 0; step < steps; ++step) {
    if (*rc::gen::inRange(0, 3) == 0) Attack(world);
    Happen(world);
    world.ExpectSound(false);
  }
  world.Settle();
  world.ExpectSound(false);
  world.CloseAll();
  world.ExpectBalanced();
}

// Packets in their order and none lost; `last_first` is how a host keeps those for its guests.
void Finish(World& world, bool last_first) {
  for (int i = 0; i < 100 && world.mail() + world.asks() > 0; ++i) {
    if (world.mail() > 0)
      world.Deliver(last_first ? world.mail() - 1 : 0);
    else
      world.Carry(0, false);
  }
}

TEST(ConnectionChannel, OnAGoodChannelEachClientIsConnected) {
  for (const bool last_first : {false, true}) {
    World world(2, false);
    for (size_t i = 1; i <= World::kClients; ++i) EXPECT_EQ(world.Connect(i), VMCI_EINPROGRESS);
    Finish(world, last_first);
    for (size_t i = 1; i <= World::kClients; ++i) {
      const vmci_connection& c = world.socket(i).connection;
      EXPECT_EQ(NameOf(c), "established");
      ASSERT_NE(world.PeerOf(i), nullptr);
      EXPECT_EQ(NameOf(world.PeerOf(i)->connection), "established");
      EXPECT_EQ(world.PeerOf(i)->connection.size, c.size);
      EXPECT_EQ(c.local_context, kVmContext);
      EXPECT_TRUE(world.PeerOf(i)->is_ready);
    }
  }
}

TEST(ConnectionChannel, ABacklogIsFullAtExactlyItsNumber) {
  World world(1, false);
  world.Connect(1);
  Finish(world, false);
  world.Connect(2);
  Finish(world, false);
  EXPECT_EQ(NameOf(world.socket(1).connection), "established");
  EXPECT_EQ(world.socket(2).connection.error, VMCI_ECONNRESET);
  world.Accept();
  EXPECT_EQ(world.Connect(2), VMCI_EINPROGRESS);
  Finish(world, false);
  EXPECT_EQ(NameOf(world.socket(2).connection), "established");
}

// The answers of the attempt that was given up come during the next.
TEST(ConnectionChannel, AfterAHalfOpenAttemptTheNextOneWorks) {
  World world(3, false);
  world.Connect(1);
  while (world.mail() > 0) world.Deliver(0);
  ASSERT_EQ(NameOf(world.socket(1).connection), "asked");
  world.Timer(1, world.socket(1).timer);
  EXPECT_EQ(world.Call(1, VMCI_ON_TAKE_ERROR), VMCI_ETIMEDOUT);
  world.Timer(World::kClients + 1, kNoHandle);
  EXPECT_EQ(world.Connect(1), VMCI_EINPROGRESS);
  Finish(world, false);
  EXPECT_EQ(NameOf(world.socket(1).connection), "established");
  EXPECT_EQ(world.socket(1).pairs.size(), 1u);
}

// It gave the pair up after the listener's side had attached to it, and before that knew so.
TEST(ConnectionChannel, ADetachmentBeforeTheAttachmentIsToldIsNotLost) {
  World world(3, false);
  world.Connect(1);
  while (world.mail() > 0) world.Deliver(0);
  world.Carry(0, false);
  world.Carry(0, false);
  while (world.mail() > 0) world.Deliver(0);
  world.Carry(0, false);
  world.Call(1, VMCI_ON_SIGNAL);
  ASSERT_EQ(world.detachments(), 1u);
  world.Detachment(0);
  world.Carry(0, false);
  EXPECT_EQ(NameOf(world.socket(World::kClients + 1).connection), "closed");
  EXPECT_EQ(world.socket(World::kListener).connection.pending, 0u);
  world.CloseAll();
  world.ExpectBalanced();
}

}  // namespace
}  // namespace vmcheck::core
