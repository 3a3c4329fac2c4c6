// One end: what it may send, and what it may not.
#include "tools/replay/conform/endpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "tools/replay/conform/packets.h"

namespace vmcheck::replay::conform {
namespace {

constexpr Endpoint::Options kPlain{.most = 100000};
constexpr Endpoint::Options kHeard{.is_heard = true, .most = 100000};

Endpoint end_of(const Ends& ends, bool anywhere = false, const Endpoint::Options& how = kPlain) {
  return {socket_cores::sound_sockets, ends, anywhere, how};
}

const WirePacket kRequest = packet_of(kMachine, VMCI_PACKET_REQUEST2, kSize, 1);
const WirePacket kNegotiate = packet_of(kHost, VMCI_PACKET_NEGOTIATE2, kSize, 1);
const WirePacket kOffer = packet_of(kMachine, VMCI_PACKET_OFFER, kHandle);
const WirePacket kAttach = packet_of(kHost, VMCI_PACKET_ATTACH, kHandle);
const WirePacket kReset = packet_of(kHost, VMCI_PACKET_RST);
const WirePacket kMachineReset = packet_of(kMachine, VMCI_PACKET_RST);

bool sends(Endpoint& end, const WirePacket& packet) {
  return !end.send(packet).has_value();
}

bool receives(Endpoint& end, const WirePacket& packet) {
  return !end.receive(packet).has_value();
}

bool contains(const std::optional<Endpoint::Refusal>& refusal, const WirePacket& packet) {
  return refusal && std::find(refusal->begin(), refusal->end(), packet) != refusal->end();
}

// An end that has gone through the handshake.
Endpoint connected(const Ends& ends, const Endpoint::Options& how = kPlain) {
  Endpoint end = end_of(ends, false, how);
  for (const auto& [whose, packet] : handshake()) {
    const bool own = whose.own == ends.own;
    EXPECT_TRUE(own ? sends(end, packet) : receives(end, packet)) << packet.type;
  }
  return end;
}

TEST(Endpoint, SendsWhatTheCoreSends) {
  Endpoint host = connected(kHost);
  EXPECT_TRUE(sends(host, packet_of(kHost, VMCI_PACKET_WROTE)));
  EXPECT_TRUE(sends(host, packet_of(kHost, VMCI_PACKET_SHUTDOWN, 2)));
  Endpoint machine = connected(kMachine);
  EXPECT_TRUE(sends(machine, packet_of(kMachine, VMCI_PACKET_READ)));
}

TEST(Endpoint, TellsWhatItWouldHaveSent) {
  Endpoint host = end_of(kHost);
  EXPECT_TRUE(receives(host, kRequest));
  WirePacket altered = kNegotiate;
  altered.payload[1] = 1;
  const auto refusal = host.send(altered);
  EXPECT_TRUE(contains(refusal, kNegotiate));
  EXPECT_TRUE(contains(refusal, kReset));
  EXPECT_TRUE(sends(host, kNegotiate));  // it is as it was
}

// Without a connection there is nothing to notify of.
TEST(Endpoint, NotifiesOnlyWhoIsConnected) {
  Endpoint host = end_of(kHost);
  EXPECT_FALSE(sends(host, packet_of(kHost, VMCI_PACKET_WROTE)));
  EXPECT_TRUE(receives(host, kRequest));
  EXPECT_FALSE(sends(host, packet_of(kHost, VMCI_PACKET_WROTE)));
}

// Nobody can name another pair than the one that he has made.
TEST(Endpoint, HoldsToThePairThatWasNamed) {
  Endpoint host = end_of(kHost);
  EXPECT_TRUE(receives(host, kRequest));
  EXPECT_TRUE(sends(host, kNegotiate));
  EXPECT_TRUE(receives(host, kOffer));
  EXPECT_FALSE(sends(host, packet_of(kHost, VMCI_PACKET_ATTACH, kHandle + 1)));
  EXPECT_TRUE(sends(host, kAttach));
}

// Whoever has no socket resets an offer and then takes a request. Were the request looked at first,
// the offer would be for its socket.
TEST(Endpoint, LooksAtPacketsInTheOrderInWhichTheyCame) {
  Endpoint host = end_of(kHost);
  EXPECT_TRUE(receives(host, kOffer));
  EXPECT_TRUE(receives(host, kRequest));
  const auto refusal = host.send(kNegotiate);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_TRUE(contains(refusal, kReset));
  EXPECT_TRUE(sends(host, kReset));
  EXPECT_TRUE(sends(host, kNegotiate));
}

// A packet may be on its way for as long as no more than eight are: then the first has arrived, and
// who owes an answer to it sends nothing else.
TEST(Endpoint, HasNoMoreThanEightPacketsOnTheirWay) {
  for (std::size_t more = 0; more <= Endpoint::kInFlight; ++more) {
    Endpoint host = end_of(kHost);
    EXPECT_TRUE(receives(host, kOffer));
    for (std::size_t i = 0; i < more; ++i) EXPECT_TRUE(receives(host, kMachineReset));
    Endpoint other = host;
    EXPECT_TRUE(sends(other, kReset)) << more;
    const auto refusal = host.send(packet_of(kHost, VMCI_PACKET_REQUEST2, kSize, 1));
    EXPECT_EQ(refusal.has_value(), more == Endpoint::kInFlight) << more;
    if (refusal) {
      EXPECT_EQ(*refusal, Endpoint::Refusal{kReset});
    }
  }
}

// What is owed is sent before anything else is looked at, so that nine offers are too many.
TEST(Endpoint, RefusesPacketsWhileOneIsOwed) {
  Endpoint host = end_of(kHost);
  std::size_t received = 0;
  std::optional<Endpoint::Refusal> refusal;
  while (!refusal && received < 30) {
    refusal = host.receive(kOffer);
    if (!refusal) ++received;
  }
  EXPECT_EQ(received, Endpoint::kInFlight + 1);
  EXPECT_TRUE(contains(refusal, kReset));
}

TEST(Endpoint, MayBeAnywhereBehindAGap) {
  Endpoint host = end_of(kHost);
  EXPECT_FALSE(sends(host, kAttach));
  host.lose();
  EXPECT_TRUE(sends(host, kAttach));
  Endpoint other = end_of(kHost, true);
  EXPECT_TRUE(sends(other, packet_of(kHost, VMCI_PACKET_SHUTDOWN, 3)));
  Endpoint third = end_of(kHost, true);
  EXPECT_TRUE(sends(third, packet_of(kHost, VMCI_PACKET_INVALID)));
}

TEST(Endpoint, MayBeOverWhenNothingIsLeft) {
  Endpoint host = end_of(kHost);
  EXPECT_TRUE(host.may_be_over());
  EXPECT_TRUE(receives(host, kRequest));
  EXPECT_FALSE(host.may_be_over());
  EXPECT_TRUE(sends(host, kReset));
  EXPECT_TRUE(host.may_be_over());
  EXPECT_FALSE(connected(kMachine).may_be_over());
}

TEST(Endpoint, LooksThroughNoMoreThanItMay) {
  Endpoint host = end_of(kHost, false, {.most = 3});
  EXPECT_THROW(host.lose(), Endpoint::BoundReached);
}

TEST(Endpoint, ExplainsHowItCameThere) {
  Endpoint::Options how = kPlain;
  how.explains = true;
  const std::vector<std::string> lines = connected(kMachine, how).explanation();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[1], "event 0: looks at NEGOTIATE2");
}

ConnectionEvent event_of_action(decltype(ConnectionEvent::action) action) {
  return {1, 0, std::move(action)};
}

// Hears a call, or an answer of the broker.
bool hears(Endpoint& end, const ConnectionEvent& event, bool maybe = false) {
  return !end.hear(event, maybe).has_value();
}

Endpoint heard_and_connected() {
  Endpoint machine = end_of(kMachine, false, kHeard);
  EXPECT_TRUE(hears(machine, event_of_action(Connects{40000, {2, 5000}, {42, 0x77}, kSize, 1})));
  EXPECT_TRUE(sends(machine, kRequest) && receives(machine, kNegotiate));
  EXPECT_TRUE(hears(machine, event_of_action(Paired{{42, 0x77}, kSize, false, 0})));
  EXPECT_TRUE(sends(machine, kOffer) && receives(machine, kAttach));
  return machine;
}

const WirePacket kShutdown = packet_of(kMachine, VMCI_PACKET_SHUTDOWN, 2);

// The calls of who is heard are those that are told.
TEST(Endpoint, MakesOnlyTheCallsThatAreHeard) {
  Endpoint machine = end_of(kMachine, false, kHeard);
  EXPECT_FALSE(sends(machine, kRequest));
  EXPECT_TRUE(hears(machine, event_of_action(Connects{40000, {2, 5000}, {42, 0x77}, kSize, 1})));
  EXPECT_TRUE(sends(machine, kRequest) && receives(machine, kNegotiate));
  EXPECT_FALSE(sends(machine, kOffer));
  EXPECT_FALSE(hears(machine, event_of_action(Paired{{42, 0x78}, kSize, false, 0})));
  EXPECT_TRUE(hears(machine, event_of_action(Paired{{42, 0x77}, kSize, false, 0})));
  EXPECT_TRUE(sends(machine, kOffer));
  Endpoint other = heard_and_connected();
  EXPECT_FALSE(sends(other, kShutdown));
  EXPECT_TRUE(hears(other, event_of_action(ShutsDown{2})));
  EXPECT_TRUE(sends(other, kShutdown));
}

// Each is followed by what comes of it, before anything else.
TEST(Endpoint, SendsWhatComesOfACallFirst) {
  Endpoint machine = heard_and_connected();
  EXPECT_TRUE(hears(machine, event_of_action(ShutsDown{2})));
  EXPECT_TRUE(contains(machine.hear(event_of_action(Closes{}), false), kShutdown));
  EXPECT_TRUE(contains(machine.receive(kReset), kShutdown));
  EXPECT_FALSE(sends(machine, packet_of(kMachine, VMCI_PACKET_WROTE)));
  EXPECT_TRUE(sends(machine, kShutdown));
}

// A call that may be another socket's may have been none of this one's.
TEST(Endpoint, MayHaveMadeACall) {
  for (const bool maybe : {false, true}) {
    Endpoint machine = heard_and_connected();
    EXPECT_TRUE(hears(machine, event_of_action(ShutsDown{2}), maybe));
    Endpoint other = machine;
    EXPECT_TRUE(sends(other, kShutdown));
    EXPECT_EQ(sends(machine, packet_of(kMachine, VMCI_PACKET_WROTE)), maybe);
  }
}

}  // namespace
}  // namespace vmcheck::replay::conform
