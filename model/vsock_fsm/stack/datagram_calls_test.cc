// The calls of sockets for datagrams one by one: what they refuse, and why; and any sequence of
// them, against lists of what each has received.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "model/vsock_fsm/stack/calls_machine.h"

namespace vmcheck::device::sockets {
namespace {

constexpr vmci_address kHere{VMCI_CID_LOCAL, kPort};

class DatagramCalls : public testing::Test, protected CallsMachine {};

TEST_F(DatagramCalls, HavePortsOfTheDriver) {
  const unsigned int one = open_datagram();
  EXPECT_EQ(bind_datagram(one, {7, kPort}), VMCI_EADDRNOTAVAIL);
  EXPECT_EQ(bind_datagram(one, {VMCI_CID_ANY, 1}), VMCI_EACCES);
  EXPECT_EQ(bind_datagram(one, {VMCI_CID_ANY, 1}, true), VMCI_EADDRINUSE)
      << "packets come to that resource";
  EXPECT_EQ(bind_datagram(one, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS) << "it was not bound before";
  EXPECT_EQ(bind_datagram(one, {VMCI_CID_ANY, kPort + 1}), VMCI_EINVAL);
  const unsigned int other = open_datagram();
  EXPECT_EQ(bind_datagram(other, {kContext, kPort}), VMCI_EADDRINUSE);
  EXPECT_EQ(call_datagram(one, VMCI_DATAGRAM_CLOSE), VMCI_SUCCESS);
  EXPECT_EQ(bind_datagram(other, {kContext, kPort}), VMCI_SUCCESS);
}

TEST_F(DatagramCalls, AreNotThoseOfConnections) {
  const unsigned int one = open_datagram();
  EXPECT_EQ(bind(one, {VMCI_CID_ANY, kPort}), VMCI_EOPNOTSUPP);
  EXPECT_EQ(listen(one), VMCI_EOPNOTSUPP);
  EXPECT_EQ(connect(one, kHere), VMCI_EOPNOTSUPP);
  EXPECT_EQ(call(one, VMCI_CALL_CLOSE), VMCI_EOPNOTSUPP);
  std::uint8_t byte = 0;
  EXPECT_EQ(move(one, VMCI_STREAM_SEND, byte).first, VMCI_ENOTCONN);
}

TEST_F(DatagramCalls, SendToFullAddresses) {
  const unsigned int one = open_datagram();
  EXPECT_EQ(send_datagram(one, kNobody, 1), VMCI_ENOTCONN);
  EXPECT_EQ(send_datagram(one, {VMCI_CID_LOCAL, VMCI_PORT_ANY}, 1), VMCI_EINVAL);
  EXPECT_EQ(send_datagram(one, kHere, 1, 69609), VMCI_EMSGSIZE);
  EXPECT_EQ(send_datagram(one, kHere, 1, 1, VMCI_MESSAGE_OUT_OF_BAND), VMCI_EOPNOTSUPP);
  EXPECT_EQ(stack_->ports.sockets[one].sets, 0u) << "nothing has bound it";
  EXPECT_EQ(send_datagram(one, kHere, 1), VMCI_ENETUNREACH) << "nobody is there";
  EXPECT_EQ(stack_->ports.sockets[one].sets, vmci_table_index{VMCI_IN_BOUND});
}

TEST_F(DatagramCalls, ReceiveWhatWasSentInItsOrder) {
  const unsigned int one = open_datagram();
  const unsigned int other = open_datagram();
  ASSERT_EQ(bind_datagram(one, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
  ASSERT_EQ(bind_datagram(other, {kContext, kPort + 1}), VMCI_SUCCESS);
  EXPECT_EQ(receive_datagram(one).first.result, VMCI_EAGAIN);
  EXPECT_EQ(poll_datagram(one), unsigned{VMCI_POLL_OUT});
  EXPECT_EQ(send_datagram(other, kHere, 5, 3), VMCI_SUCCESS);
  EXPECT_EQ(platform_.woken, 1U << one);
  EXPECT_EQ(send_datagram(one, {kContext, kPort}, 6, 0), VMCI_SUCCESS) << "to itself";
  EXPECT_EQ(poll_datagram(one), VMCI_POLL_IN | VMCI_POLL_OUT);
  for (const vmci_u32 flag : {VMCI_MESSAGE_PEEK, VMCI_MESSAGE_OUT_OF_BAND}) {
    EXPECT_EQ(receive_datagram(one, 64, flag).first.result, VMCI_EOPNOTSUPP);
  }
  const auto [first, byte] = receive_datagram(one, 2);
  EXPECT_EQ(first.result, VMCI_SUCCESS);
  EXPECT_EQ(byte, 5);
  EXPECT_EQ(first.length, 3u);
  EXPECT_EQ(first.copied, 2u) << "the rest is lost";
  EXPECT_EQ(first.from.cid, kContext);
  EXPECT_EQ(first.from.port, kPort + 1);
  const auto [second, none] = receive_datagram(one);
  EXPECT_EQ(second.length, 0u);
  EXPECT_EQ(second.from.cid, kContext) << "as it was written to";
  EXPECT_EQ(second.from.port, kPort);
  EXPECT_EQ(receive_datagram(one).first.result, VMCI_EAGAIN);
}

TEST_F(DatagramCalls, HearOnlyFromWhomTheyAreConnectedTo) {
  const unsigned int one = open_datagram();
  const unsigned int other = open_datagram();
  const unsigned int third = open_datagram();
  for (const unsigned int slot : {one, other, third}) {
    ASSERT_EQ(bind_datagram(slot, {VMCI_CID_ANY, kPort - 2 + slot}), VMCI_SUCCESS);
  }
  const vmci_address at_one{VMCI_CID_LOCAL, kPort - 2 + one};
  const vmci_address at_other{VMCI_CID_LOCAL, kPort - 2 + other};
  EXPECT_EQ(send_datagram(other, at_one, 1), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(third, at_one, 2), VMCI_SUCCESS);
  EXPECT_EQ(shut_down_datagram(one, 0), VMCI_ENOTCONN);
  EXPECT_EQ(call_datagram(one, VMCI_DATAGRAM_CONNECT, at_other), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(third, at_one, 3), VMCI_SUCCESS);
  EXPECT_EQ(receive_datagram(one).second, 1);
  EXPECT_EQ(poll_datagram(one), unsigned{VMCI_POLL_OUT});
  EXPECT_EQ(send_datagram(one, kNobody, 4), VMCI_SUCCESS);
  EXPECT_EQ(receive_datagram(other).second, 4);
  EXPECT_EQ(dropped(one), 0u) << "what was not for it is not counted";
  EXPECT_EQ(call_datagram(one, VMCI_DATAGRAM_CONNECT), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(third, at_one, 5), VMCI_SUCCESS);
  EXPECT_EQ(receive_datagram(one).second, 5);
}

TEST_F(DatagramCalls, EndWhenTheyAreShutDown) {
  const unsigned int one = open_datagram();
  ASSERT_EQ(bind_datagram(one, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(one, kHere, 1), VMCI_SUCCESS);
  EXPECT_EQ(call_datagram(one, VMCI_DATAGRAM_CONNECT, kHere), VMCI_SUCCESS);
  EXPECT_EQ(shut_down_datagram(one, VMCI_SHUTDOWN_RECEIVE), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(one, kHere, 2), VMCI_SUCCESS) << "and it is lost";
  EXPECT_EQ(receive_datagram(one).second, 1);
  const vmci_datagram_receive end = receive_datagram(one).first;
  EXPECT_EQ(end.result, VMCI_SUCCESS);
  EXPECT_EQ(end.from.port, VMCI_PORT_ANY);
  EXPECT_EQ(poll_datagram(one), VMCI_POLL_IN | VMCI_POLL_OUT | VMCI_POLL_RDHUP);
  EXPECT_EQ(shut_down_datagram(one, VMCI_SHUTDOWN_SEND), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(one, kHere, 3), VMCI_EPIPE);
}

TEST_F(DatagramCalls, FollowTheMachinesContext) {
  const unsigned int one = open_datagram();
  ASSERT_EQ(bind_datagram(one, {kContext, kPort}), VMCI_SUCCESS);
  ASSERT_EQ(call_datagram(one, VMCI_DATAGRAM_CONNECT, {kContext, kPort}), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(one, kNobody, 1), VMCI_SUCCESS);
  move_to(kContext + 1);
  vmci_address local{};
  vmci_address remote{};
  run([&](const vmci_node& node) {
    core_.sockets->addresses(node.stack, one, &local, &remote);
    return 0;
  });
  EXPECT_EQ(local.cid, kContext + 1);
  EXPECT_EQ(remote.cid, kContext + 1);
  EXPECT_EQ(receive_datagram(one).first.from.cid, kContext + 1) << "so that it can be answered";
  EXPECT_EQ(send_datagram(one, kNobody, 2), VMCI_SUCCESS);
  EXPECT_EQ(receive_datagram(one).second, 2);
}

TEST_F(DatagramCalls, AreToldWhenTheirPortIsAnothersByTheTimeThereIsADriver) {
  run([&](const vmci_node& node) {
    node.stack->ports.transports.present = 0;
    return 0;
  });
  const unsigned int one = open_datagram();
  ASSERT_EQ(bind_datagram(one, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
  EXPECT_EQ(send_datagram(one, kHere, 1), VMCI_ENODEV);
  vmci_handle handle;
  run([&](const vmci_node& node) {
    return core_.core->driver->endpoint_create(node.guest, kPort, VMCI_ENDPOINT_FLAG_ANY_CONTEXT, 9,
                                               &handle);
  });
  vmci_stack_attachment attachment{};
  const auto part = [&](const vmci_node& node) {
    return core_.sockets->part_step(&node, &attachment_);
  };
  while (run(part) != VMCI_STEP_DONE) work();
  go([&](const vmci_node& node) { return core_.sockets->attach_step(&node, &attachment); });
  work();
  EXPECT_EQ(poll_datagram(one), VMCI_POLL_OUT | VMCI_POLL_ERR);
  EXPECT_EQ(receive_datagram(one).first.result, VMCI_EADDRINUSE);
  EXPECT_EQ(send_datagram(one, {VMCI_CID_HOST, 9}, 1, 8), VMCI_ENODEV);
}

// A socket as lists say it is.
struct Socket {
  struct Datagram {
    vmci_address from;
    std::uint8_t byte;
    std::size_t length;
  };
  std::optional<vmci_address> bound;
  vmci_address remote = kNobody;
  unsigned int shut = 0;
  std::uint32_t dropped = 0;
  std::deque<Datagram> received;
};

bool are_same(const vmci_address& a, const vmci_address& b) {
  return a.cid == b.cid && a.port == b.port;
}

// Three sockets on one machine, each of which may be bound to a port of its own.
class Model : public CallsMachine {
 public:
  Model() {
    for (unsigned int i = 0; i < 3; ++i) EXPECT_EQ(open_datagram(), i);
  }

  void make(std::uint32_t what, unsigned int slot, std::uint32_t operand) {
    Socket& socket = sockets_[slot];
    const vmci_address other{kCids[operand % 3], 1024 + operand / 3 % 3};
    switch (what % 6) {
      case 0:
        return try_bind(slot, {kCids[1 + operand % 3], 1024 + slot});
      case 1:
        return send(slot, operand % 2 == 0 ? kNobody : other, operand / 9 % 12);
      case 2:
        return receive(slot);
      case 3: {
        if (!socket.bound) return;
        socket.remote = operand % 4 == 0 ? kNobody : other;
        ASSERT_EQ(call_datagram(slot, VMCI_DATAGRAM_CONNECT, socket.remote), VMCI_SUCCESS);
        if (operand % 4 == 0) return;
        std::erase_if(socket.received, [&](const auto& one) { return !are_same(one.from, other); });
        return;
      }
      case 4:
        if (operand % 8 > 2) return;
        socket.shut |= 1U << operand % 2;
        ASSERT_EQ(shut_down_datagram(slot, 1U << operand % 2),
                  are_same(socket.remote, kNobody) ? int{VMCI_ENOTCONN} : int{VMCI_SUCCESS});
        return;
      default:
        ASSERT_EQ(call_datagram(slot, VMCI_DATAGRAM_CLOSE), VMCI_SUCCESS);
        socket = {};
        ASSERT_EQ(open_datagram(), slot);
        return;
    }
  }

  void look() {
    for (unsigned int slot = 0; slot < sockets_.size(); ++slot) {
      const Socket& socket = sockets_[slot];
      const bool is_readable = !socket.received.empty() || (socket.shut & 1) != 0;
      ASSERT_EQ((poll_datagram(slot) & VMCI_POLL_IN) != 0, is_readable);
      ASSERT_EQ((poll_datagram(slot) & VMCI_POLL_OUT) != 0, (socket.shut & 2) == 0);
      ASSERT_EQ(dropped(slot), socket.dropped);
    }
  }

 private:
  static constexpr std::array<vmci_u32, 4> kCids{VMCI_CID_LOCAL, kContext, VMCI_CID_ANY,
                                                 VMCI_CID_LOCAL};

  void try_bind(unsigned int slot, vmci_address address) {
    Socket& socket = sockets_[slot];
    ASSERT_EQ(bind_datagram(slot, address), socket.bound ? int{VMCI_EINVAL} : int{VMCI_SUCCESS});
    if (!socket.bound) socket.bound = address;
  }

  std::size_t blocks() const {
    std::size_t sum = 0;
    for (const Socket& socket : sockets_) {
      for (const auto& one : socket.received) {
        sum += (one.length + VMCI_POOL_BLOCK - 1) / VMCI_POOL_BLOCK;
      }
    }
    return sum;
  }

  std::size_t count() const {
    std::size_t sum = 0;
    for (const Socket& socket : sockets_) sum += socket.received.size();
    return sum;
  }

  void send(unsigned int slot, vmci_address to, std::size_t length) {
    Socket& socket = sockets_[slot];
    if (!socket.bound) return;
    const std::uint8_t byte = ++next_;
    const vmci_address named = are_same(to, kNobody) ? socket.remote : to;
    Socket* there = find(named);
    const int expected = (socket.shut & 2) != 0      ? VMCI_EPIPE
                         : are_same(named, kNobody)  ? VMCI_ENOTCONN
                         : named.cid == VMCI_CID_ANY ? VMCI_EINVAL
                         : there == nullptr          ? VMCI_ENETUNREACH
                                                     : 0;
    ASSERT_EQ(send_datagram(slot, to, byte, length), expected);
    if (expected == 0) arrive(socket, *there, named, {{}, byte, length});
  }

  Socket* find(vmci_address address) {
    for (Socket& other : sockets_) {
      if (other.bound && other.bound->port == address.port &&
          (other.bound->cid == address.cid || other.bound->cid == VMCI_CID_ANY)) {
        return &other;
      }
    }
    return nullptr;
  }

  void arrive(const Socket& socket, Socket& there, vmci_address to, Socket::Datagram datagram) {
    const bool is_any = socket.bound->cid == VMCI_CID_ANY;
    datagram.from = {is_any ? to.cid : socket.bound->cid, socket.bound->port};
    const bool is_peer = are_same(there.remote, kNobody) || are_same(there.remote, datagram.from);
    if ((there.shut & 1) != 0 || !is_peer) return;
    const std::size_t needed = (datagram.length + VMCI_POOL_BLOCK - 1) / VMCI_POOL_BLOCK;
    if (count() == VMCI_DATAGRAMS_MAX || blocks() + needed > VMCI_POOL_BLOCKS) {
      ++there.dropped;
    } else {
      there.received.push_back(datagram);
    }
  }

  void receive(unsigned int slot) {
    Socket& socket = sockets_[slot];
    const auto [got, byte] = receive_datagram(slot);
    if (socket.received.empty()) {
      const bool is_end = (socket.shut & 1) != 0;
      ASSERT_EQ(got.result, is_end ? int{VMCI_SUCCESS} : int{VMCI_EAGAIN});
      ASSERT_TRUE(are_same(got.from, kNobody));
      return;
    }
    const Socket::Datagram expected = socket.received.front();
    socket.received.pop_front();
    ASSERT_EQ(got.result, VMCI_SUCCESS);
    ASSERT_EQ(got.length, expected.length);
    ASSERT_TRUE(are_same(got.from, expected.from));
    ASSERT_TRUE(expected.length == 0 || byte == expected.byte);
  }

  std::array<Socket, 3> sockets_;
  std::uint8_t next_ = 0;
};

TEST(DatagramCall, IsAsListsOfDatagramsSay) {
  EXPECT_TRUE(rc::check([] {
    Model model;
    const auto calls = *rc::gen::container<std::vector<std::array<std::uint32_t, 3>>>(
        rc::gen::arbitrary<std::array<std::uint32_t, 3>>());
    for (const auto& [what, slot, operand] : calls) {
      model.make(what, slot % 3, operand);
      model.look();
      RC_ASSERT_FALSE(testing::Test::HasFailure());
    }
  }));
}

}  // namespace
}  // namespace vmcheck::device::sockets
