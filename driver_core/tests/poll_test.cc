// What poll() says of every socket, against what calls of it would do, which stands here as a
// model.
#include <driver_core/vsock/poll.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace vmcheck::core {
namespace {

constexpr uint64_t kCapacity = 3;

// What a call does at once, or that it waits.
enum class Call { kWaits, kDone, kEnds, kFails };

Call Read(const vmci_poll_facts& facts) {
  if (facts.type == 2) {
    if (facts.ready > 0) return Call::kDone;
    return (facts.shut & 1) != 0 ? Call::kEnds : Call::kWaits;
  }
  if (facts.state == VMCI_SOCKET_LISTENING) return facts.ready > 0 ? Call::kDone : Call::kWaits;
  if ((facts.shut & 1) != 0 || (facts.peer_shut & 2) != 0) return Call::kEnds;
  if (facts.state < VMCI_SOCKET_CONNECTED) return Call::kFails;
  uint64_t wanted = facts.low_mark == 0 ? 1 : facts.low_mark;
  if (wanted > kCapacity) wanted = kCapacity;
  return facts.ready >= wanted ? Call::kDone : Call::kWaits;
}

Call Write(const vmci_poll_facts& facts) {
  if ((facts.shut & 2) != 0) return Call::kFails;
  if (facts.type == 2) return Call::kDone;
  if (facts.state == VMCI_SOCKET_CONNECTED && (facts.peer_shut & 1) != 0) return Call::kEnds;
  if (facts.state == VMCI_SOCKET_CONNECTED) return facts.free > 0 ? Call::kDone : Call::kWaits;
  const bool is_over = facts.state == VMCI_SOCKET_UNCONNECTED || facts.state == VMCI_SOCKET_CLOSING;
  return is_over ? Call::kEnds : Call::kFails;
}

// As in poll(2): a call that fails as the caller must know is not told of.
unsigned Expected(const vmci_poll_facts& facts) {
  unsigned events = facts.failed ? 8 : 0;
  const Call read = Read(facts);
  const Call write = Write(facts);
  if (read == Call::kDone || read == Call::kEnds) events |= 1;
  if (write == Call::kDone || write == Call::kEnds) events |= 4;
  if (facts.shut == 3 || ((facts.shut & 2) != 0 && (facts.peer_shut & 2) != 0)) events |= 0x10;
  if ((facts.shut & 1) != 0 || (facts.peer_shut & 2) != 0) events |= 0x2000;
  return events;
}

std::string Text(const vmci_poll_facts& facts) {
  return "type " + std::to_string(facts.type) + ", state " + std::to_string(facts.state) +
         ", shut " + std::to_string(facts.shut) + ", by the peer " +
         std::to_string(facts.peer_shut) + ", ready " + std::to_string(facts.ready) + ", low " +
         std::to_string(facts.low_mark) + ", free " + std::to_string(facts.free);
}

// Calls the function with every socket whose numbers are small.
template <typename Function>
void ForEachSocket(Function function) {
  for (int bits = 0; bits < 3 * 5 * 4 * 4 * 2; ++bits) {
    vmci_poll_facts facts = {};
    constexpr unsigned char kTypes[] = {1, 2, 5};
    facts.type = kTypes[bits % 3];
    facts.state = static_cast<unsigned char>(bits / 3 % 5);
    facts.shut = static_cast<unsigned char>(bits / 15 % 4);
    facts.peer_shut = static_cast<unsigned char>(bits / 60 % 4);
    facts.failed = static_cast<unsigned char>(bits / 240);
    facts.capacity = kCapacity;
    for (facts.ready = 0; facts.ready <= kCapacity; ++facts.ready) {
      for (facts.low_mark = 0; facts.low_mark <= kCapacity + 1; ++facts.low_mark) {
        for (facts.free = 0; facts.free < 2; ++facts.free) function(facts);
      }
    }
  }
}

TEST(Poll, SaysWhichCallsDoNotWait) {
  ForEachSocket([](const vmci_poll_facts& facts) {
    EXPECT_EQ(vmci_poll(&facts), Expected(facts)) << Text(facts);
  });
}

}  // namespace
}  // namespace vmcheck::core
