// The calls of sockets for connections one by one, over the driver of a simulated machine: what
// they refuse, and why; what poll() says; and a connection of the machine with itself.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <utility>

#include "model/vsock_fsm/stack/calls_machine.h"

namespace vmcheck::device::sockets {
namespace {

class Calls : public testing::Test, protected CallsMachine {};

TEST_F(Calls, OpenAsManyAsThereCanBe) {
  unsigned int slot = 0;
  EXPECT_EQ(try_open(VMCI_SOCKET_SEQPACKET, slot), VMCI_ESOCKTNOSUPPORT);
  for (unsigned int i = 0; i < VMCI_SOCKETS_MAX; ++i) EXPECT_EQ(open(), i);
  EXPECT_EQ(try_open(VMCI_SOCKET_STREAM, slot), VMCI_ENOMEM);
  EXPECT_EQ(call(1, VMCI_CALL_CLOSE), VMCI_SUCCESS);
  EXPECT_EQ(open(), 1u);
}

TEST_F(Calls, BindToOnesOwnAddressOnce) {
  const unsigned int one = open();
  EXPECT_EQ(bind(one, {7, kPort}), VMCI_EADDRNOTAVAIL);
  EXPECT_EQ(bind(one, {VMCI_CID_ANY, 80}), VMCI_EACCES);
  EXPECT_EQ(bind(one, {kContext, kPort}), VMCI_SUCCESS);
  EXPECT_EQ(bind(one, {kContext, kPort + 1}), VMCI_EINVAL);
  EXPECT_EQ(bind(open(), {VMCI_CID_ANY, kPort}), VMCI_EADDRINUSE);
}

TEST_F(Calls, ListenWhenBoundAndNotConnected) {
  const unsigned int one = open();
  EXPECT_EQ(listen(one), VMCI_EINVAL);
  unsigned int child = 0;
  EXPECT_EQ(accept(one, child), VMCI_EINVAL);
  EXPECT_EQ(bind(one, {VMCI_CID_ANY, VMCI_PORT_ANY}), VMCI_SUCCESS);
  EXPECT_EQ(listen(one), VMCI_SUCCESS);
  EXPECT_EQ(accept(one, child), VMCI_EAGAIN);
  EXPECT_EQ(poll(one), 0u);
  EXPECT_EQ(connect(one, {VMCI_CID_LOCAL, kPort}), VMCI_EINVAL);
}

TEST_F(Calls, ConnectToFullAddresses) {
  const unsigned int one = open();
  EXPECT_EQ(connect(one, {VMCI_CID_ANY, kPort}), VMCI_EINVAL);
  EXPECT_EQ(connect(one, {VMCI_CID_LOCAL, VMCI_PORT_ANY}), VMCI_EINVAL);
  EXPECT_EQ(connect(one, {VMCI_CID_LOCAL, kPort}), VMCI_EINPROGRESS);
  EXPECT_EQ(connect(one, {VMCI_CID_LOCAL, kPort}), VMCI_EALREADY);
  work();
  EXPECT_EQ(connected(one), VMCI_ECONNRESET) << "nobody listens";
  EXPECT_EQ(connected(one), VMCI_ENOTCONN) << "the error was taken";
}

TEST_F(Calls, NothingMovesWithoutAConnection) {
  const unsigned int one = open();
  std::uint8_t byte = 0;
  EXPECT_EQ(move(one, VMCI_STREAM_SEND, byte).first, VMCI_ENOTCONN);
  EXPECT_EQ(move(one, VMCI_STREAM_RECEIVE, byte).first, VMCI_ENOTCONN);
  EXPECT_EQ(call(one, VMCI_CALL_SHUTDOWN, {}, VMCI_SHUTDOWN_SEND), VMCI_ENOTCONN);
}

TEST_F(Calls, MoveBytesBothWaysAndLookAtThemBefore) {
  const auto [client, child] = connect_with_itself();
  EXPECT_EQ(connect(client, {VMCI_CID_LOCAL, kPort}), VMCI_EISCONN);
  EXPECT_EQ(poll(client), VMCI_POLL_OUT);
  std::uint8_t byte = 0x11;
  EXPECT_EQ(move(client, VMCI_STREAM_RECEIVE, byte).first, VMCI_EAGAIN);
  EXPECT_EQ(move(client, VMCI_STREAM_SEND, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
  EXPECT_EQ(move(client, VMCI_STREAM_SEND, byte).first, VMCI_EAGAIN) << "the queue is full";
  EXPECT_EQ(poll(client), 0u);
  platform_.woken = 0;
  work();
  EXPECT_EQ(platform_.woken, 1U << child);
  EXPECT_EQ(poll(child), VMCI_POLL_IN | VMCI_POLL_OUT);
  for (const unsigned int kind : {VMCI_STREAM_PEEK, VMCI_STREAM_PEEK, VMCI_STREAM_RECEIVE}) {
    byte = 0;
    EXPECT_EQ(move(child, kind, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
    EXPECT_EQ(byte, 0x11);
  }
  EXPECT_EQ(move(child, VMCI_STREAM_PEEK, byte).first, VMCI_EAGAIN);
  platform_.woken = 0;
  work();
  EXPECT_EQ(platform_.woken, 1U << client) << "there is space again";
  byte = 0x22;
  EXPECT_EQ(move(child, VMCI_STREAM_SEND, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
  byte = 0;
  EXPECT_EQ(move(client, VMCI_STREAM_RECEIVE, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
  EXPECT_EQ(byte, 0x22);
}

TEST_F(Calls, WhatWasSentBeforeTheEndComesBeforeIt) {
  const auto [client, child] = connect_with_itself();
  std::uint8_t byte = 0x33;
  EXPECT_EQ(move(client, VMCI_STREAM_SEND, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
  EXPECT_EQ(call(client, VMCI_CALL_SHUTDOWN, {}, VMCI_SHUTDOWN_SEND), VMCI_SUCCESS);
  EXPECT_EQ(move(client, VMCI_STREAM_SEND, byte).first, VMCI_EPIPE);
  work();
  EXPECT_EQ(poll(child), VMCI_POLL_IN | VMCI_POLL_OUT | VMCI_POLL_RDHUP);
  EXPECT_EQ(move(child, VMCI_STREAM_RECEIVE, byte), std::make_pair(int{VMCI_SUCCESS}, 1));
  EXPECT_EQ(move(child, VMCI_STREAM_RECEIVE, byte), std::make_pair(int{VMCI_SUCCESS}, 0));
  EXPECT_EQ(move(child, VMCI_STREAM_SEND, byte), std::make_pair(int{VMCI_SUCCESS}, 1))
      << "the other half is open";
  EXPECT_EQ(call(client, VMCI_CALL_CLOSE), VMCI_SUCCESS);
  work();
  EXPECT_EQ(move(child, VMCI_STREAM_SEND, byte).first, VMCI_EPIPE);
}

TEST_F(Calls, WaitForAsManyBytesAsAreAskedFor) {
  queue_ = 4;
  const auto [client, child] = connect_with_itself();
  const unsigned int slot = child;
  const auto set_low_mark = [&](vmci_u32 bytes) {
    run([&](const vmci_node& node) {
      core_.sockets->set_low_mark(node.stack, slot, bytes);
      return 0;
    });
    EXPECT_EQ(run([&](const vmci_node& node) { return core_.sockets->low_mark(node.stack, slot); }),
              bytes);
  };
  set_low_mark(2);
  std::uint8_t byte = 0x11;
  move(client, VMCI_STREAM_SEND, byte);
  work();
  EXPECT_EQ(poll(child), unsigned{VMCI_POLL_OUT});
  EXPECT_EQ(stack_->sockets[child].taken.length, 1u) << "so that the peer tells of the next";
  byte = 0x12;
  move(client, VMCI_STREAM_SEND, byte);
  platform_.woken = 0;
  work();
  EXPECT_EQ(platform_.woken, 1U << child);
  EXPECT_EQ(poll(child), VMCI_POLL_IN | VMCI_POLL_OUT);
  vmci_stream stream;
  core_.sockets->stream_init(&stream, child, VMCI_STREAM_RECEIVE);
  std::array<std::uint8_t, 4> bytes{};
  const auto receive = [&] {
    go([&](const vmci_node& node) {
      return core_.sockets->stream_step(&node, &stream, bytes.data(), bytes.size());
    });
    return stream.result;
  };
  stream.flags = VMCI_MESSAGE_WAIT_ALL;
  EXPECT_EQ(receive(), VMCI_EAGAIN) << "all of 4 are waited for";
  EXPECT_EQ(stream.count, 2u);
  for (byte = 0x13; byte < 0x15; ++byte) move(client, VMCI_STREAM_SEND, byte);
  work();
  EXPECT_EQ(receive(), VMCI_SUCCESS);
  EXPECT_EQ(stream.count, 4u);
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{0x11, 0x12, 0x13, 0x14}));
  set_low_mark(9);
  for (byte = 1; byte < 4; ++byte) move(client, VMCI_STREAM_SEND, byte);
  EXPECT_EQ(poll(child), VMCI_POLL_IN | VMCI_POLL_OUT) << "more cannot be there";
}

TEST_F(Calls, OutOfBandIsNotSupported) {
  const auto [client, child] = connect_with_itself();
  std::uint8_t byte = 0;
  for (const unsigned int kind : {VMCI_STREAM_SEND, VMCI_STREAM_RECEIVE, VMCI_STREAM_PEEK}) {
    vmci_stream stream;
    core_.sockets->stream_init(&stream, client, kind);
    stream.flags = VMCI_MESSAGE_OUT_OF_BAND;
    go([&](const vmci_node& node) { return core_.sockets->stream_step(&node, &stream, &byte, 1); });
    EXPECT_EQ(stream.result, VMCI_EOPNOTSUPP);
  }
  EXPECT_EQ(move(child, VMCI_STREAM_RECEIVE, byte).first, VMCI_EAGAIN);
}

TEST_F(Calls, PollSaysThereIsSomethingWhenThereIsNoMemoryForIt) {
  queue_ = 4;
  const auto [client, child] = connect_with_itself();
  const unsigned int slot = child;
  run([&](const vmci_node& node) {
    core_.sockets->set_low_mark(node.stack, slot, 3);
    return 0;
  });
  const unsigned int datagrams = open_datagram();
  ASSERT_EQ(bind_datagram(datagrams, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
  send_datagram(datagrams, {VMCI_CID_LOCAL, kPort}, 1, VMCI_POOL_BLOCKS * VMCI_POOL_BLOCK);
  std::uint8_t byte = 0x11;
  move(client, VMCI_STREAM_SEND, byte);
  EXPECT_EQ(poll(child), VMCI_POLL_IN | VMCI_POLL_OUT);
  receive_datagram(datagrams);
  EXPECT_EQ(poll(child), unsigned{VMCI_POLL_OUT});
}

}  // namespace
}  // namespace vmcheck::device::sockets
