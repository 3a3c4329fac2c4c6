// The rules of sockets for datagrams, on all small situations, against the rules as data.
#include <driver_core/vsock/datagram.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kGuest = 40;
constexpr uint32_t kMost = 69608;  // bytes of a payload

constexpr vmci_address kNobody = {kAny, kAny};
constexpr vmci_address kOne = {kGuest, 1024};
constexpr vmci_address kOther = {2, 1025};
constexpr vmci_address kAddresses[] = {kNobody,   kOne,    kOther, {kAny, 1024},
                                       {2, kAny}, {0, 14}, {0, 15}};

bool IsSame(const vmci_address& a, const vmci_address& b) {
  return a.cid == b.cid && a.port == b.port;
}

TEST(VsockDatagram, GoesToTheAddressThatIsNamedOrElseConnected) {
  for (const unsigned shut : {0u, 1u, 2u, 3u}) {
    for (const uint32_t flags : {0u, 1u, 2u, 0x100u}) {
      for (const vmci_address& named : kAddresses) {
        for (const vmci_address& connected : kAddresses) {
          for (const uint64_t length : {uint64_t{0}, uint64_t{kMost}, uint64_t{kMost} + 1}) {
            const vmci_address& meant = IsSame(named, kNobody) ? connected : named;
            const bool has_wildcard = meant.cid == kAny || meant.port == kAny;
            const int expected = (flags & 1) != 0                     ? VMCI_EOPNOTSUPP
                                 : (shut & 2) != 0                    ? VMCI_EPIPE
                                 : IsSame(meant, kNobody)             ? VMCI_ENOTCONN
                                 : has_wildcard                       ? VMCI_EINVAL
                                 : meant.cid == 0 && meant.port != 14 ? VMCI_EINVAL
                                 : length > kMost                     ? VMCI_EMSGSIZE
                                                                      : 0;
            vmci_address to = {77, 77};
            EXPECT_EQ(vmci_datagram_check_send(shut, flags, named, connected, length, &to),
                      expected);
            EXPECT_TRUE(IsSame(to, expected == 0 ? meant : vmci_address{77, 77}));
          }
        }
      }
    }
  }
}

constexpr unsigned kWithin = 1;
constexpr unsigned kAsGuest = 2;
constexpr unsigned kAsHost = 4;

// The ways of a datagram, by the rules of routes; none that the machine does not have.
unsigned WaysOf(uint32_t bound, uint32_t remote, unsigned present) {
  const bool is_guest = (present & kAsGuest) != 0;
  const bool is_own = remote == 1 || remote == (is_guest ? kGuest : 2);
  if ((present & kWithin) != 0 && is_own) return bound == 2 && is_guest ? 0 : kWithin;
  if (remote == 1 || bound == 1) return 0;
  unsigned known = bound == kAny ? kAsGuest | kAsHost : bound == 2 ? kAsHost : kAsGuest;
  if (remote == 0 || remote == 2) known &= kAsGuest;
  return known & present;
}

TEST(VsockDatagram, GoesAsTheRoutesSay) {
  for (unsigned short present = 0; present < 16; ++present) {
    const vmci_transports transports = {kGuest, present, 0};
    for (const uint32_t bound : {kAny, 1u, 2u, kGuest}) {
      for (const uint32_t remote : {0u, 1u, 2u, kGuest, 50u}) {
        const unsigned expected = WaysOf(bound, remote, present);
        const bool lacks = (present & 8) == 0 || (remote == 0 && (present & kAsGuest) == 0);
        unsigned ways = 77;
        EXPECT_EQ(vmci_datagram_ways(&transports, bound, remote, &ways), lacks ? VMCI_ENODEV
                                                                         : expected == 0
                                                                             ? VMCI_ENETUNREACH
                                                                             : 0)
            << present << " " << bound << " " << remote;
        EXPECT_EQ(ways, lacks || expected == 0 ? 77u : expected);
      }
    }
  }
}

TEST(VsockDatagram, SocketsAreKnownAsWhatTheyAreBoundTo) {
  EXPECT_EQ(vmci_datagram_outward(kAny), kAsGuest | kAsHost);
  EXPECT_EQ(vmci_datagram_outward(kGuest), kAsGuest);
  EXPECT_EQ(vmci_datagram_outward(2), kAsHost);
  EXPECT_EQ(vmci_datagram_outward(1), 0U);
}

TEST(VsockDatagram, IsForWhoReadsAndIsNotConnectedToAnother) {
  for (const unsigned shut : {0u, 1u, 2u, 3u}) {
    for (const vmci_address& connected : kAddresses) {
      for (const vmci_address& from : {kOne, kOther}) {
        const bool expected =
            (shut & 1) == 0 && (IsSame(connected, kNobody) || IsSame(connected, from));
        EXPECT_EQ(vmci_datagram_is_for(shut, connected, from) != 0, expected);
      }
    }
  }
}

TEST(VsockDatagram, TheBufferHoldsPayloadsAndHeaders) {
  constexpr uint64_t kMax = ~uint64_t{0};
  for (const uint64_t size : {uint64_t{0}, uint64_t{23}, uint64_t{24}, uint64_t{60}, kMax}) {
    for (const uint64_t used : {uint64_t{0}, uint64_t{1}, uint64_t{24}, uint64_t{36}, kMax}) {
      for (const uint64_t length : {uint64_t{0}, uint64_t{12}, uint64_t{kMost}, kMax}) {
        const __uint128_t sum = __uint128_t{used} + 24 + length;
        const bool fits = length <= kMost && sum <= size;
        uint64_t then = 77;
        EXPECT_EQ(vmci_datagram_receive_add(used, length, size, &then),
                  fits ? 0 : VMCI_ERROR_NO_RESOURCES);
        EXPECT_EQ(then, fits ? static_cast<uint64_t>(sum) : 77);
      }
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
