// Conversations: each by itself, and forgotten when it is over.
#include "tools/replay/conform/explainer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tools/replay/conform/packets.h"
#include "tools/replay/diverged.h"

namespace vmcheck::replay::conform {
namespace {

Explainer explainer(const Explainer::Options& how) {
  return {socket_cores::sound_sockets, how};
}

// Whether the packets are explained, one after the other.
bool explains(Explainer& explainer, const std::vector<WirePacket>& packets) {
  try {
    for (const WirePacket& packet : packets) explainer.see(1, packet);
    return true;
  } catch (const Diverged&) {
    return false;
  }
}

// The same between other ports.
WirePacket at_port(WirePacket packet, std::uint32_t port) {
  (packet.src[0] == kMachine.own[0] ? packet.src : packet.dst)[2] = port;
  return packet;
}

const WirePacket kRequest = packet_of(kMachine, VMCI_PACKET_REQUEST2, kSize, 1);
const WirePacket kNegotiate = packet_of(kHost, VMCI_PACKET_NEGOTIATE2, kSize, 1);
const WirePacket kAttach = packet_of(kHost, VMCI_PACKET_ATTACH, kHandle);
const WirePacket kReset = packet_of(kHost, VMCI_PACKET_RST);

TEST(Explainer, KnowsWhatARecordBeginsWith) {
  for (const bool complete : {false, true}) {
    Explainer all = explainer({.complete = complete});
    EXPECT_EQ(explains(all, {kAttach}), !complete);
    Explainer begun = explainer({.complete = complete});
    EXPECT_FALSE(explains(begun, {kRequest, kAttach}));
  }
}

TEST(Explainer, TellsHowFarAConversationIsExplained) {
  Explainer all = explainer({});
  all.see(1, kRequest);
  all.see(2, at_port(kRequest, 7));
  all.see(3, kNegotiate);
  try {
    all.see(4, kNegotiate);
    FAIL();
  } catch (const Diverged& what) {
    EXPECT_NE(what.headline().find("; 2 packets of the two are explained"), std::string::npos);
  }
}

TEST(Explainer, HoldsAProgramToNothing) {
  Explainer all = explainer({.complete = true, .lawless = 42});
  EXPECT_TRUE(explains(all, {packet_of(kMachine, VMCI_PACKET_ATTACH, kHandle), kReset}));
  EXPECT_FALSE(explains(all, {kAttach}));
}

TEST(Explainer, AllowsAnythingBehindAGap) {
  Explainer all = explainer({.complete = true});
  all.see(1, kRequest);
  all.lose(2);
  EXPECT_TRUE(explains(all, {kAttach}));
  EXPECT_TRUE(explains(all, {at_port(kAttach, 7)}));
}

// Requests that are refused are over. Those that are not have a socket that waits.
TEST(Explainer, ForgetsWhatIsOver) {
  constexpr std::uint32_t kMany = 5 * Explainer::kKept;
  Explainer refused = explainer({.complete = true});
  Explainer waiting = explainer({});
  Explainer told = explainer({.explains = true});
  for (std::uint32_t port = 1; port <= kMany; ++port) {
    ASSERT_TRUE(explains(refused, {at_port(kRequest, port), at_port(kReset, port)}));
    ASSERT_LE(refused.conversations(), Explainer::kKept);
    if (port > 2 * Explainer::kKept) continue;
    ASSERT_TRUE(explains(waiting, {at_port(kRequest, port), at_port(kNegotiate, port)}));
    ASSERT_TRUE(explains(told, {at_port(kRequest, port), at_port(kReset, port)}));
  }
  EXPECT_EQ(waiting.conversations(), 2 * Explainer::kKept);
  EXPECT_EQ(told.conversations(), 2 * Explainer::kKept);
  // It may have begun when nobody looked.
  EXPECT_TRUE(explains(refused, {at_port(kAttach, 1)}));
}

const Explainer::Options kHeard{.complete = true, .heard = 42};

ConnectionEvent connects(std::uint32_t port) {
  return {1, 0, Connects{port, {2, 5000}, {42, 0x77}, kSize, 1}};
}

bool hears(Explainer& explainer, std::uint64_t number, const ConnectionEvent& event) {
  try {
    explainer.hear(number, event);
    return true;
  } catch (const Diverged&) {
    return false;
  }
}

TEST(Explainer, GivesACallToTheOnlySocketThereIs) {
  Explainer all = explainer(kHeard);
  EXPECT_TRUE(hears(all, 1, connects(40000)));
  // It owes a request.
  EXPECT_FALSE(hears(all, 2, {1, 0, Closes{}}));
  EXPECT_TRUE(explains(all, {kRequest}));
  EXPECT_TRUE(hears(all, 3, {1, 0, Closes{}}));
  EXPECT_TRUE(hears(all, 4, {1, 0, ShutsDown{2}}));  // of a socket that nobody has seen
}

// A connection of the machine that is heard, from this port.
void connect(Explainer& all, std::uint32_t port) {
  EXPECT_TRUE(hears(all, 1, connects(port)));
  for (const auto& [whose, packet] : handshake()) {
    if (packet.type == VMCI_PACKET_OFFER) {
      EXPECT_TRUE(hears(all, 2, {1, 0, Paired{{42, 0x77}, kSize, false, 0}}));
    }
    EXPECT_TRUE(explains(all, {at_port(packet, port)})) << packet.type;
  }
}

// One of two is shut down: nobody knows which, and the other one can go on.
TEST(Explainer, GivesACallToAnyOfSeveral) {
  Explainer all = explainer(kHeard);
  connect(all, 7);
  connect(all, 40000);
  EXPECT_TRUE(hears(all, 3, {1, 0, ShutsDown{2}}));
  EXPECT_TRUE(explains(all, {at_port(packet_of(kMachine, VMCI_PACKET_WROTE), 7)}));
  EXPECT_TRUE(explains(all, {packet_of(kMachine, VMCI_PACKET_SHUTDOWN, 2)}));
}

// That somebody connects may be missing in a gap; if none is, it is not.
TEST(Explainer, MissesCallsBehindAGapOnly) {
  Explainer all = explainer(kHeard);
  EXPECT_FALSE(explains(all, {kRequest}));
  Explainer gapped = explainer(kHeard);
  gapped.lose(1);
  EXPECT_TRUE(explains(gapped, {kRequest}));
}

// A socket that was there before a gap need not be the one that is closed behind it.
TEST(Explainer, IsNotSureOfASocketFromBeforeAGap) {
  const WirePacket wrote = packet_of(kMachine, VMCI_PACKET_WROTE);
  for (const bool gap : {false, true}) {
    Explainer all = explainer(kHeard);
    connect(all, 40000);
    if (gap) all.lose(3);
    EXPECT_TRUE(explains(all, {wrote}));
    EXPECT_TRUE(hears(all, 4, {1, 0, Closes{}}));
    EXPECT_EQ(explains(all, {wrote}), gap);
  }
}

}  // namespace
}  // namespace vmcheck::replay::conform
