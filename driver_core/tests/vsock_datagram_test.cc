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

TEST(VsockDatagram, WhatIsLocalStaysWithin) {
  for (unsigned short present = 0; present < 16; ++present) {
    const vmci_transports transports = {kGuest, present, 0};
    const bool has_local = (present & 1) != 0;
    const bool is_guest = (present & 2) != 0;
    for (const uint32_t bound : {kAny, 1u, 2u, kGuest}) {
      for (const uint32_t remote : {0u, 1u, 2u, kGuest, 50u}) {
        const bool is_within =
            has_local && (remote == 1 || (is_guest ? remote == kGuest : remote == 2));
        const bool leaves = bound != 1 && bound != 2 && remote != 1;
        const bool is_another = bound == 2 && (is_guest || !has_local);
        EXPECT_EQ(vmci_datagram_check_way(&transports, bound, remote),
                  !is_another && (is_within || leaves) ? 0 : VMCI_ENETUNREACH);
      }
    }
  }
}

TEST(VsockDatagram, ThoseOfTheMachineAsAGuestHaveEndpoints) {
  EXPECT_TRUE(vmci_datagram_has_endpoint(kAny));
  EXPECT_TRUE(vmci_datagram_has_endpoint(kGuest));
  EXPECT_FALSE(vmci_datagram_has_endpoint(1));
  EXPECT_FALSE(vmci_datagram_has_endpoint(2));
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
