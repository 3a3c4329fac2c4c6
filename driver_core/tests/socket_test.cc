// What callers may ask of a socket: every small number, and those at borders, against the rules as
// data.
#include <driver_core/vsock/socket.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kNumbers[] = {0, 1, 2, 3, 4, 5, 6, 39, 40, 41, 0x80000000, kAny};

TEST(Socket, TypesAndProtocols) {
  for (const uint32_t type : kNumbers) {
    for (const uint32_t protocol : kNumbers) {
      const bool is_protocol = protocol == 0 || protocol == 40;
      const bool is_type = type == 1 || type == 2 || type == 5;
      EXPECT_EQ(vmci_socket_check_type(type, protocol), !is_protocol ? VMCI_EPROTONOSUPPORT
                                                        : !is_type   ? VMCI_ESOCKTNOSUPPORT
                                                                     : 0)
          << type << ' ' << protocol;
    }
  }
}

struct Backlog {
  uint32_t asked;
  uint32_t given;
};

constexpr Backlog kBacklogs[] = {
    {0, 1}, {1, 1}, {2, 2}, {128, 128}, {4095, 4095}, {4096, 4096}, {4097, 4096}, {kAny, 4096},
};

TEST(Socket, ListensOnceBoundAndNotConnected) {
  for (const unsigned type : {1u, 2u, 5u}) {
    for (unsigned state = 0; state <= VMCI_SOCKET_CLOSING; ++state) {
      for (const int is_bound : {0, 1}) {
        for (const Backlog& row : kBacklogs) {
          const int expected = type == 2                ? VMCI_EOPNOTSUPP
                               : state > 1 || !is_bound ? VMCI_EINVAL
                                                        : 0;
          uint32_t backlog = 77;
          EXPECT_EQ(vmci_socket_listen(type, state, is_bound, row.asked, &backlog), expected);
          EXPECT_EQ(backlog, expected == 0 ? row.given : 77) << type << state << is_bound;
        }
      }
    }
  }
}

TEST(Socket, AsManyWaitAsMayAndNotOneMore) {
  for (uint32_t backlog = 1; backlog < 6; ++backlog) {
    uint32_t waiting = 0;
    while (waiting < 10 && !vmci_backlog_is_full(waiting, backlog)) ++waiting;
    EXPECT_EQ(waiting, backlog);
  }
  EXPECT_TRUE(vmci_backlog_is_full(kAny, 1));
}

TEST(Socket, HalvesToShutDown) {
  for (const uint32_t how : kNumbers) {
    unsigned halves = 77;
    EXPECT_EQ(vmci_shutdown_halves(how, &halves), how < 3 ? 0 : VMCI_EINVAL) << how;
    EXPECT_EQ(halves, how < 3 ? how + 1 : 77) << how;
  }
}

TEST(Socket, EveryFlagOfAMessage) {
  for (unsigned bit = 0; bit < 32; ++bit) {
    const uint32_t flags = uint32_t{1} << bit;
    const int out_of_band = bit == 0 ? VMCI_EOPNOTSUPP : 0;
    EXPECT_EQ(vmci_check_send_flags(flags), out_of_band) << bit;
    EXPECT_EQ(vmci_check_receive_flags(VMCI_SOCKET_STREAM, flags), out_of_band) << bit;
    EXPECT_EQ(vmci_check_receive_flags(VMCI_SOCKET_SEQPACKET, flags), out_of_band) << bit;
    EXPECT_EQ(vmci_check_receive_flags(VMCI_SOCKET_DATAGRAM, flags), bit <= 1 ? VMCI_EOPNOTSUPP : 0)
        << bit;
  }
  EXPECT_EQ(vmci_check_send_flags(kAny), VMCI_EOPNOTSUPP);
  EXPECT_EQ(vmci_check_send_flags(0), 0);
  EXPECT_EQ(vmci_check_receive_flags(VMCI_SOCKET_DATAGRAM, 0), 0);
}

TEST(Socket, ReadersWaitForWhatTheyAskForIfItCanCome) {
  EXPECT_EQ(vmci_low_mark(0), 1u);
  EXPECT_EQ(vmci_low_mark(1), 1u);
  EXPECT_EQ(vmci_low_mark(4095), 4095u);
  EXPECT_EQ(vmci_low_mark(4096), 4096u);
  EXPECT_EQ(vmci_low_mark(4097), 4096u);
  EXPECT_EQ(vmci_low_mark(kAny), 4096u);
  for (uint64_t length = 1; length < 6; ++length) {
    for (uint64_t mark = 1; mark < 6; ++mark) {
      for (uint64_t capacity = 1; capacity < 6; ++capacity) {
        uint64_t least = length;
        while (least > mark || least > capacity) --least;
        EXPECT_EQ(vmci_receive_target(0, length, mark, capacity), least);
        EXPECT_EQ(vmci_receive_target(0x100, length, mark, capacity), length);
        EXPECT_EQ(vmci_receive_target(2, length, mark, capacity), 1u);
        EXPECT_EQ(vmci_receive_target(0x102, length, mark, capacity), 1u);
      }
    }
  }
}

TEST(Socket, DatagramsOfEachLengthToEachAddress) {
  constexpr uint64_t kMost = 69608;
  for (const uint32_t cid : {0u, 1u, 2u, 40u, kAny}) {
    for (const uint32_t port : {0u, 13u, 14u, 15u, 1024u, kAny}) {
      const bool is_there = cid != kAny && port != kAny && (cid != 0 || port == 14);
      for (const uint64_t length : {uint64_t{0}, kMost, kMost + 1, ~uint64_t{0}}) {
        EXPECT_EQ(vmci_check_datagram_to({cid, port}, length), !is_there        ? VMCI_EINVAL
                                                               : length > kMost ? VMCI_EMSGSIZE
                                                                                : 0)
            << cid << ' ' << port << ' ' << length;
      }
    }
  }
}

TEST(Socket, RestrictedMachinesTalkWithTheirOwnAndTheTrusted) {
  for (int bits = 0; bits < 8; ++bits) {
    EXPECT_EQ(vmci_check_peer(bits & 1, bits & 2, bits & 4), bits == 1 ? VMCI_EPERM : 0) << bits;
  }
}

struct Connect {
  uint16_t family;
  uint32_t length;
  uint32_t cid;
  uint32_t port;
  int result;
  bool is_connected;  // then
};

constexpr Connect kConnects[] = {
    {40, 16, 2, 1000, 0, true},
    {40, 15, 2, 1000, VMCI_EINVAL, false},
    {40, 16, kAny, 1000, VMCI_EINVAL, false},
    {40, 16, 2, kAny, VMCI_EINVAL, false},
    {40, 16, 0, 1000, VMCI_EINVAL, false},
    {40, 16, 0, 14, 0, true},
    {41, 16, 2, 1000, VMCI_EINVAL, false},
    {0, 15, 2, 1000, VMCI_EINVAL, false},
    {0, 16, 2, 1000, 0, false},
    {0, 16, kAny, kAny, 0, false},
    {0, 100, 0, 0, 0, false},
};

// Where datagrams without an address go to: of a socket that has been connected before, and not.
TEST(Socket, DatagramsGoToTheAddressThatIsConnectedTo) {
  constexpr vmci_address kNowhere = {kAny, kAny};
  constexpr vmci_address kBefore = {50, 7};
  for (const Connect& row : kConnects) {
    for (const vmci_address before : {kNowhere, kBefore}) {
      vmci_sockaddr address = {};
      address.family = row.family;
      address.cid = row.cid;
      address.port = row.port;
      vmci_address remote = before;
      EXPECT_EQ(vmci_datagram_connect(&address, row.length, &remote), row.result);
      const vmci_address then = row.result != 0    ? before
                                : row.is_connected ? vmci_address{row.cid, row.port}
                                                   : kNowhere;
      EXPECT_TRUE(vmci_address_equal(remote, then)) << row.family << ' ' << row.cid;
      const bool can_send = vmci_check_datagram_to(remote, 1) == VMCI_SUCCESS;
      EXPECT_EQ(can_send, vmci_address_is_full(then) != 0);
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
