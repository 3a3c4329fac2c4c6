// The sockets of hosts and of their virtual machines, one within the other: connections both ways,
// what becomes of them when a machine is killed or its memory is away, and which way they go.
#include "model/vsock_fsm/stack/levels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vmcheck::device::sockets {
namespace {

constexpr std::uint32_t kPort = 1026;

// Two ends of a connection, by their levels and slots.
struct End {
  std::size_t level;
  unsigned int slot;
};
struct Ends {
  End client;
  End server;
  End listener;
};

class LevelsTest : public testing::Test {
 protected:
  explicit LevelsTest(std::size_t count = 2, const ContextIds& contexts = kContexts)
      : observer_(properties(), state::Observer::Use::telling),
        levels_(stack_cores::sound_stack, count, *state_, chooser_, observer_, contexts) {
    levels_.begin();
  }

  ~LevelsTest() override {
    EXPECT_FALSE(observer_.breach())
        << observer_.breach()->property.name << ": " << observer_.breach()->message;
  }

  static std::vector<run::Property> properties() {
    using namespace world::property;
    return {kLocks, kOneAction, kLifetimes, kInPage, kRegisters, kMessages, kNoSleep, kPins};
  }

  End open(std::size_t level) {
    End end{level, VMCI_SOCKETS_MAX};
    EXPECT_EQ(one(level,
                  [&](const vmci_node& node) {
                    return core_.open(node.stack, VMCI_SOCKET_STREAM, 0, 0, &end.slot);
                  }),
              VMCI_SUCCESS);
    for (const std::uint32_t name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
      const vmci_option size{size_of_queues_, 0};
      one(level, [&](const vmci_node& node) {
        return core_.set_option(node.stack, end.slot, VMCI_AF_VSOCK, name, 8, &size);
      });
    }
    return end;
  }

  End listen(std::size_t level, vmci_u32 backlog = 1, vmci_u32 context = VMCI_CID_ANY) {
    const End end = open(level);
    EXPECT_EQ(one(level,
                  [&](const vmci_node& node) {
                    return core_.bind(node.stack, end.slot, {context, kPort}, 0);
                  }),
              VMCI_SUCCESS);
    EXPECT_EQ(
        one(level,
            [&](const vmci_node& node) { return core_.listen(node.stack, end.slot, backlog); }),
        VMCI_SUCCESS);
    return end;
  }

  int call(End end, unsigned int kind, vmci_address remote = {VMCI_CID_ANY, 0}, vmci_u32 mode = 0) {
    vmci_call call;
    core_.call_init(&call, end.slot, kind);
    call.remote = remote;
    call.mode = mode;
    levels_.go(end.level, [&](const vmci_node& node) { return core_.call_step(&node, &call); });
    return call.result;
  }

  int connect(End end, vmci_u32 context) { return call(end, VMCI_CALL_CONNECT, {context, kPort}); }
  void close(End end) { EXPECT_EQ(call(end, VMCI_CALL_CLOSE), VMCI_SUCCESS); }

  int connected(End end) {
    return one(end.level,
               [&](const vmci_node& node) { return core_.connected(node.stack, end.slot); });
  }

  int accept(End listener, End& child) {
    child.level = listener.level;
    return one(listener.level, [&](const vmci_node& node) {
      return core_.accept(node.stack, listener.slot, &child.slot);
    });
  }

  std::pair<int, int> move(End end, unsigned int kind, std::uint8_t& byte) {
    vmci_stream stream;
    core_.stream_init(&stream, end.slot, kind);
    levels_.go(end.level,
               [&](const vmci_node& node) { return core_.stream_step(&node, &stream, &byte, 1); });
    return {stream.result, static_cast<int>(stream.count)};
  }

  int send(End end, std::uint8_t byte) { return move(end, VMCI_STREAM_SEND, byte).first; }

  // The byte, or an error, or 0x100: no more will come.
  int receive(End end) {
    std::uint8_t byte = 0;
    const auto [result, count] = move(end, VMCI_STREAM_RECEIVE, byte);
    if (result != VMCI_SUCCESS) return result;
    return count == 0 ? kEnd : byte;
  }
  static constexpr int kEnd = 0x100;

  unsigned int poll(End end) {
    vmci_stream stream;
    core_.stream_init(&stream, end.slot, VMCI_STREAM_POLL);
    levels_.go(end.level, [&](const vmci_node& node) { return core_.poll_step(&node, &stream); });
    return stream.events;
  }

  // A client on one machine connects to a listener on another, which it knows under a context.
  Ends connect(std::size_t from, std::size_t to, vmci_u32 context) {
    Ends ends{open(from), {}, listen(to)};
    EXPECT_EQ(connect(ends.client, context), VMCI_EINPROGRESS);
    levels_.settle();
    EXPECT_EQ(connected(ends.client), VMCI_SUCCESS);
    EXPECT_EQ(accept(ends.listener, ends.server), VMCI_SUCCESS);
    return ends;
  }

  void exchange_bytes(End one, End other) {
    EXPECT_EQ(receive(other), VMCI_EAGAIN);
    EXPECT_EQ(send(one, 0x11), VMCI_SUCCESS);
    EXPECT_EQ(send(one, 0x12), VMCI_EAGAIN) << "the queue is full";
    levels_.at(other.level).woken = 0;
    levels_.settle();
    EXPECT_NE(levels_.at(other.level).woken & 1U << other.slot, 0U) << "there is a byte";
    EXPECT_EQ(poll(other), VMCI_POLL_IN | VMCI_POLL_OUT);
    EXPECT_EQ(receive(other), 0x11);
    levels_.at(one.level).woken = 0;
    levels_.settle();
    EXPECT_NE(levels_.at(one.level).woken & 1U << one.slot, 0U) << "there is space";
    EXPECT_EQ(poll(one), VMCI_POLL_OUT);
  }

  void close_all(const Ends& ends) {
    close(ends.client);
    close(ends.listener);
    close(ends.server);
    levels_.settle();
    EXPECT_TRUE(levels_.has_no_pairs());
  }

  // Runs one step.
  template <typename Run>
  int one(std::size_t level, const Run& run) {
    return levels_.run(level, run);
  }

  void set_low_mark(End end, vmci_u32 bytes) {
    one(end.level, [&](const vmci_node& node) {
      core_.set_low_mark(node.stack, end.slot, bytes);
      return 0;
    });
  }

  std::uint64_t size_of_queues_ = kSizeOfQueues;
  const Sockets& core_ = *stack_cores::sound_stack.sockets;
  const std::unique_ptr<LevelsState> state_ = std::make_unique<LevelsState>();
  run::Replay chooser_{{}};
  state::Observer observer_;
  Levels levels_;
};

// From the virtual machine to its host, and the other way round.
struct Way {
  const char* name;
  std::size_t from;
  std::size_t to;
  vmci_u32 context;
};

class BothWays : public LevelsTest, public testing::WithParamInterface<Way> {
 protected:
  Ends connect() { return LevelsTest::connect(GetParam().from, GetParam().to, GetParam().context); }
};

TEST_P(BothWays, BytesGoBothWays) {
  const Ends ends = connect();
  for (int i = 0; i < 3; ++i) {
    exchange_bytes(ends.client, ends.server);
    exchange_bytes(ends.server, ends.client);
  }
  close_all(ends);
}

TEST_P(BothWays, OneHalfIsShutDown) {
  const Ends ends = connect();
  EXPECT_EQ(send(ends.client, 0x21), VMCI_SUCCESS);
  EXPECT_EQ(call(ends.client, VMCI_CALL_SHUTDOWN, {}, VMCI_SHUTDOWN_SEND), VMCI_SUCCESS);
  EXPECT_EQ(send(ends.client, 0x22), VMCI_EPIPE);
  levels_.settle();
  EXPECT_EQ(receive(ends.server), 0x21) << "what was sent before the end comes before it";
  EXPECT_EQ(receive(ends.server), kEnd);
  EXPECT_EQ(send(ends.server, 0x23), VMCI_SUCCESS) << "the other half is open";
  levels_.settle();
  EXPECT_EQ(receive(ends.client), 0x23);
  close_all(ends);
}

TEST_P(BothWays, WhoClosesIsGone) {
  const Ends ends = connect();
  EXPECT_EQ(receive(ends.server), VMCI_EAGAIN);
  levels_.at(ends.server.level).woken = 0;
  close(ends.client);
  levels_.settle();
  EXPECT_NE(levels_.at(ends.server.level).woken & 1U << ends.server.slot, 0U);
  EXPECT_EQ(receive(ends.server), kEnd);
  EXPECT_EQ(send(ends.server, 0x31), VMCI_EPIPE);
  close(ends.server);
  close(ends.listener);
  levels_.settle();
  EXPECT_TRUE(levels_.has_no_pairs());
}

TEST_P(BothWays, NobodyListens) {
  const End client = open(GetParam().from);
  EXPECT_EQ(LevelsTest::connect(client, GetParam().context), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_ECONNRESET);
}

TEST_P(BothWays, NoMoreWaitThanTheBacklogSays) {
  const End listener = listen(GetParam().to, 0);
  const End first = open(GetParam().from);
  const End second = open(GetParam().from);
  EXPECT_EQ(LevelsTest::connect(first, GetParam().context), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(first), VMCI_SUCCESS);
  EXPECT_EQ(LevelsTest::connect(second, GetParam().context), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(second), VMCI_ECONNRESET) << "the first has not been accepted";
  close(listener);
  levels_.settle();
  EXPECT_EQ(receive(first), kEnd);
}

TEST_P(BothWays, MemoryIsAwayAndComesBack) {
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  EXPECT_EQ(send(vm, 0x41), VMCI_SUCCESS);
  levels_.suspend(1);
  levels_.settle();
  EXPECT_EQ(receive(host), VMCI_EAGAIN);
  EXPECT_EQ(send(host, 0x42), VMCI_EAGAIN);
  EXPECT_EQ(poll(host), 0U);
  levels_.at(0).woken = 0;
  levels_.settle();
  EXPECT_EQ(levels_.at(0).woken, 0U);
  levels_.resume(1);
  levels_.settle();
  EXPECT_NE(levels_.at(0).woken & 1U << host.slot, 0U);
  EXPECT_EQ(receive(host), 0x41);
  EXPECT_EQ(send(host, 0x42), VMCI_SUCCESS);
  levels_.settle();
  EXPECT_EQ(receive(vm), 0x42);
  close_all(ends);
}

// Its packet is looked at while the memory is away, and once more when it is back.
TEST_P(BothWays, WhatWasSaidWhileMemoryWasAwayIsHeard) {
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  EXPECT_EQ(receive(host), VMCI_EAGAIN);
  EXPECT_EQ(send(vm, 0x51), VMCI_SUCCESS);
  levels_.suspend(1);
  levels_.at(0).woken = 0;
  levels_.settle();
  EXPECT_EQ(levels_.at(0).woken & 1U << host.slot, 0U);
  levels_.resume(1);
  levels_.settle();
  EXPECT_NE(levels_.at(0).woken & 1U << host.slot, 0U);
  EXPECT_EQ(receive(host), 0x51);
  close_all(ends);
}

// A virtual machine takes its memory with it, and what it has sent.
TEST_P(BothWays, TheMachineIsKilled) {
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  EXPECT_EQ(receive(host), VMCI_EAGAIN);
  EXPECT_EQ(send(vm, 0x61), VMCI_SUCCESS);
  levels_.at(0).woken = 0;
  levels_.kill(1);
  EXPECT_EQ(send(host, 0x62), VMCI_EPIPE) << "though it has not been told yet";
  levels_.settle();
  EXPECT_NE(levels_.at(0).woken & 1U << host.slot, 0U);
  EXPECT_EQ(receive(host), kEnd);
  EXPECT_EQ(send(host, 0x62), VMCI_EPIPE);
  close(host);
  levels_.settle();
  EXPECT_TRUE(levels_.has_no_pairs());
}

// A reader who wants two bytes has taken the first, and waits for the other.
TEST_P(BothWays, MemoryIsAwayFromAReaderOfTwoBytes) {
  size_of_queues_ = world::kQueueBytes;
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  set_low_mark(host, 2);
  std::array<std::uint8_t, 2> bytes{};
  vmci_stream stream;
  core_.stream_init(&stream, host.slot, VMCI_STREAM_RECEIVE);
  const auto receive_both = [&, level = host.level] {
    levels_.go(level, [&](const vmci_node& node) {
      return core_.stream_step(&node, &stream, bytes.data(), bytes.size());
    });
    return stream.result;
  };
  EXPECT_EQ(send(vm, 0x43), VMCI_SUCCESS);
  levels_.settle();
  EXPECT_EQ(receive_both(), VMCI_EAGAIN);
  EXPECT_EQ(send(vm, 0x44), VMCI_SUCCESS);
  levels_.suspend(1);
  levels_.settle();
  EXPECT_EQ(receive_both(), VMCI_EAGAIN);
  levels_.at(0).woken = 0;
  levels_.resume(1);
  levels_.settle();
  EXPECT_NE(levels_.at(0).woken & 1U << host.slot, 0U);
  EXPECT_EQ(receive_both(), VMCI_SUCCESS);
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 2>{0x43, 0x44}));
  close_all(ends);
}

// Of two bytes that are wanted, poll() has taken the first out of the ring.
TEST_P(BothWays, WhatWasTakenOutIsThereWhileMemoryIsAway) {
  size_of_queues_ = world::kQueueBytes;
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  set_low_mark(host, 2);
  EXPECT_EQ(send(vm, 0x45), VMCI_SUCCESS);
  levels_.settle();
  EXPECT_EQ(poll(host), VMCI_POLL_OUT);
  EXPECT_EQ(send(vm, 0x46), VMCI_SUCCESS);
  levels_.suspend(1);
  levels_.settle();
  EXPECT_EQ(poll(host), 0U) << "nobody knows of the second";
  set_low_mark(host, 1);
  EXPECT_EQ(poll(host), VMCI_POLL_IN);
  EXPECT_EQ(receive(host), 0x45);
  EXPECT_EQ(receive(host), VMCI_EAGAIN);
  levels_.resume(1);
  levels_.settle();
  EXPECT_EQ(receive(host), 0x46);
  close_all(ends);
}

// The end is behind what was sent, so it is not known while that is away.
TEST_P(BothWays, TheEndIsBehindWhatIsAway) {
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  EXPECT_EQ(send(vm, 0x47), VMCI_SUCCESS);
  EXPECT_EQ(call(vm, VMCI_CALL_SHUTDOWN, {}, VMCI_SHUTDOWN_SEND), VMCI_SUCCESS);
  levels_.suspend(1);
  levels_.settle();
  EXPECT_EQ(receive(host), VMCI_EAGAIN);
  EXPECT_EQ(poll(host), VMCI_POLL_RDHUP);
  levels_.resume(1);
  levels_.settle();
  EXPECT_EQ(poll(host), VMCI_POLL_IN | VMCI_POLL_OUT | VMCI_POLL_RDHUP);
  EXPECT_EQ(receive(host), 0x47);
  EXPECT_EQ(receive(host), kEnd);
  close_all(ends);
}

// What was taken out of the ring goes with the machine, too: it makes no difference who has polled.
TEST_P(BothWays, TheMachineIsKilledWhoseBytesWereTakenOut) {
  size_of_queues_ = world::kQueueBytes;
  const Ends ends = connect();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  set_low_mark(host, 2);
  EXPECT_EQ(send(vm, 0x63), VMCI_SUCCESS);
  levels_.settle();
  EXPECT_EQ(poll(host), VMCI_POLL_OUT);
  levels_.kill(1);
  levels_.settle();
  EXPECT_EQ(receive(host), kEnd);
  close(host);
  EXPECT_EQ(levels_.at(0).stack->pool.free, unsigned{VMCI_POOL_BLOCKS});
  levels_.settle();
  EXPECT_TRUE(levels_.has_no_pairs());
}

// Sockets part from the host, or from the driver, and have no pair any more.
TEST_P(BothWays, SocketsPart) {
  const Ends ends = connect();
  levels_.go(0, [&](const vmci_node& node) {
    return core_.part_host_step(&node, &*levels_.at(0).host_attachment);
  });
  levels_.settle();
  const auto [vm, host] = ends.client.level == 1 ? std::pair(ends.client, ends.server)
                                                 : std::pair(ends.server, ends.client);
  EXPECT_EQ(receive(host), kEnd);
  EXPECT_EQ(receive(vm), kEnd);
  EXPECT_EQ(LevelsTest::connect(open(0), kContexts[1]), VMCI_ENODEV);
  close_all(ends);
}

INSTANTIATE_TEST_SUITE_P(Levels, BothWays,
                         testing::Values(Way{"up", 0, 1, kContexts[1]},
                                         Way{"down", 1, 0, VMCI_CID_HOST}),
                         [](const auto& test) { return std::string(test.param.name); });

using TwoLevels = LevelsTest;

TEST_F(TwoLevels, ThereIsNoSuchMachine) {
  const End client = open(0);
  EXPECT_EQ(connect(client, 77), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_ENETUNREACH);
}

TEST_F(TwoLevels, AMachineThatIsKilledDoesNotAnswer) {
  listen(1);
  const End client = open(0);
  EXPECT_EQ(connect(client, kContexts[1]), VMCI_EINPROGRESS);
  levels_.kill(1);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_EINPROGRESS);
  levels_.expire(0);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_ETIMEDOUT);
  EXPECT_TRUE(levels_.has_no_pairs());
}

// Within the machine, by the context for that and by its own: a virtual machine's, and a host's.
TEST_F(TwoLevels, AMachineConnectsToItself) {
  for (const auto& [level, context] : {std::pair{std::size_t{1}, vmci_u32{VMCI_CID_LOCAL}},
                                       std::pair{std::size_t{1}, kContexts[1]},
                                       std::pair{std::size_t{0}, vmci_u32{VMCI_CID_LOCAL}},
                                       std::pair{std::size_t{0}, vmci_u32{VMCI_CID_HOST}}}) {
    SCOPED_TRACE(context);
    const Ends ends = connect(level, level, context);
    exchange_bytes(ends.client, ends.server);
    exchange_bytes(ends.server, ends.client);
    close_all(ends);
  }
}

// A pair within a host is no virtual machine's memory: what was sent stays when its sender leaves.
TEST_F(TwoLevels, WhoClosesWithinAHostIsRead) {
  for (const vmci_u32 context : {vmci_u32{VMCI_CID_LOCAL}, vmci_u32{VMCI_CID_HOST}}) {
    const Ends ends = connect(0, 0, context);
    EXPECT_EQ(send(ends.client, 0x81), VMCI_SUCCESS);
    close(ends.client);
    levels_.settle();
    EXPECT_EQ(receive(ends.server), 0x81);
    EXPECT_EQ(receive(ends.server), kEnd);
    close(ends.server);
    close(ends.listener);
    levels_.settle();
    EXPECT_TRUE(levels_.has_no_pairs());
  }
}

// Who listens at one of the machine's contexts is reached by that one alone.
TEST_F(TwoLevels, AListenerIsReachedByItsContext) {
  const End listener = listen(0, 1, VMCI_CID_LOCAL);
  const End stranger = open(0);
  EXPECT_EQ(connect(stranger, VMCI_CID_HOST), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(stranger), VMCI_ECONNRESET);
  const End client = open(0);
  EXPECT_EQ(connect(client, VMCI_CID_LOCAL), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_SUCCESS);
  End server{};
  EXPECT_EQ(accept(listener, server), VMCI_SUCCESS);
  close_all({client, server, listener});
}

// Nobody outside speaks for one end of a connection within.
TEST_F(TwoLevels, APacketFromOutsideIsNotFromWithin) {
  const Ends ends = connect(1, 1, kContexts[1]);
  vmci_packet packet{};
  packet.type = VMCI_PACKET_RST;
  packet.src_context = kContexts[1];
  packet.dst_context = kContexts[1];
  const auto& server = levels_.at(1).stack->sockets[ends.server.slot].connection;
  packet.src_port = server.remote_port;
  packet.dst_port = server.local_port;
  vmci_packet_msg msg{};
  vmci_packet_make(&packet, &msg);
  one(1, [&](const vmci_node& node) {
    core_.packet_arrived(node.stack, &msg, sizeof msg);
    return 0;
  });
  levels_.settle();
  EXPECT_EQ(receive(ends.server), VMCI_EAGAIN);
  exchange_bytes(ends.client, ends.server);
  close_all(ends);
}

// All pairs within a machine together hold no more than there may be.
TEST_F(TwoLevels, MemoryWithinAMachineHasABound) {
  vmci_stack& stack = *levels_.at(0).stack;
  stack.local_bytes = VMCI_QUEUE_PAIR_BYTES_MAX - 2 * kSizeOfQueues + 1;
  listen(0);
  const End client = open(0);
  EXPECT_EQ(connect(client, VMCI_CID_LOCAL), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_ENOMEM);
  --stack.local_bytes;
  EXPECT_EQ(connect(client, VMCI_CID_LOCAL), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_SUCCESS);
}

// A virtual machine that has one of its own.
class ThreeLevels : public LevelsTest {
 protected:
  ThreeLevels() : LevelsTest(3) {}
};

TEST_F(ThreeLevels, TheMiddleConnectsBothWays) {
  for (const Way& way :
       {Way{"to its host", 1, 0, VMCI_CID_HOST}, Way{"to its guest", 1, 2, kContexts[2]},
        Way{"from its host", 0, 1, kContexts[1]}, Way{"from its guest", 2, 1, VMCI_CID_HOST}}) {
    SCOPED_TRACE(way.name);
    const Ends ends = connect(way.from, way.to, way.context);
    exchange_bytes(ends.client, ends.server);
    exchange_bytes(ends.server, ends.client);
    close_all(ends);
  }
}

// One listener for both, and a connection each way at a time.
TEST_F(ThreeLevels, OneListenerServesBoth) {
  const End listener = listen(1, 2);
  const End below = open(0);
  const End above = open(2);
  EXPECT_EQ(connect(below, kContexts[1]), VMCI_EINPROGRESS);
  EXPECT_EQ(connect(above, VMCI_CID_HOST), VMCI_EINPROGRESS);
  levels_.settle();
  EXPECT_EQ(connected(below), VMCI_SUCCESS);
  EXPECT_EQ(connected(above), VMCI_SUCCESS);
  End one{};
  End other{};
  EXPECT_EQ(accept(listener, one), VMCI_SUCCESS);
  EXPECT_EQ(accept(listener, other), VMCI_SUCCESS);
  EXPECT_EQ(send(one, 0x71), VMCI_SUCCESS);
  EXPECT_EQ(send(other, 0x72), VMCI_SUCCESS);
  levels_.settle();
  EXPECT_EQ(receive(below) + receive(above), 0x71 + 0x72);
  levels_.kill(2);
  levels_.settle();
  const int first = receive(one);
  const int second = receive(other);
  EXPECT_EQ(std::minmax(first, second), std::minmax(int{VMCI_EAGAIN}, kEnd))
      << "the connection with the host stays";
  for (const End end : {below, one, other, listener}) close(end);
  levels_.settle();
  EXPECT_TRUE(levels_.has_no_pairs());
}

// Whose guest has the number that it has itself.
class SameNumbers : public LevelsTest {
 protected:
  SameNumbers() : LevelsTest(3, {VMCI_CONTEXT_HOST, kContexts[1], kContexts[1]}) {}
};

TEST_F(SameNumbers, AGuestIsNotTakenForItsHost) {
  const Ends ends = connect(2, 1, VMCI_CID_HOST);
  exchange_bytes(ends.client, ends.server);
  exchange_bytes(ends.server, ends.client);
  close_all(ends);
  const Ends within = connect(1, 1, kContexts[1]);
  exchange_bytes(within.client, within.server);
  close_all(within);
}

// A virtual machine has made a pair of the name that its host has drawn.
TEST_F(TwoLevels, ANameThatIsTakenIsNotTheConnections) {
  listen(1);
  const End client = open(0);
  EXPECT_EQ(connect(client, kContexts[1]), VMCI_EINPROGRESS);
  vmci_broker_operation taken{};
  taken.request.handle = {VMCI_CONTEXT_HOST, VMCI_RESOURCE_ID_FIRST};
  taken.request.context = kContexts[1];
  taken.request.peer = VMCI_CONTEXT_HOST;
  taken.request.produce_size = kSizeOfQueues;
  taken.request.consume_size = kSizeOfQueues;
  taken.request.pages = vmci_pair_pages(kSizeOfQueues, kSizeOfQueues);
  taken.store = {state_->memory.alloc(2, false), state_->memory.alloc(2, false)};
  const HostFunctions& broker = *stack_cores::sound_stack.broker;
  levels_.go(0,
             [&](const vmci_node& node) { return broker.alloc_step(&node.host->broker, &taken); });
  ASSERT_EQ(taken.result, VMCI_SUCCESS_QUEUEPAIR_CREATE);
  levels_.settle();
  EXPECT_EQ(connected(client), VMCI_EINVAL);
  const vmci_pair& pair = state_->levels[0].host->broker.pairs[taken.slot].pair;
  EXPECT_EQ(vmci_pair_party(&pair, VMCI_CONTEXT_HOST), 0U);
}

// Sockets for datagrams, on all levels.
class Datagrams : public ThreeLevels {
 protected:
  End open_bound(std::size_t level, vmci_u32 context = VMCI_CID_ANY) {
    End end{level, VMCI_SOCKETS_MAX};
    EXPECT_EQ(one(level,
                  [&](const vmci_node& node) {
                    return core_.open(node.stack, VMCI_SOCKET_DATAGRAM, 0, 0, &end.slot);
                  }),
              VMCI_SUCCESS);
    EXPECT_EQ(make(end, VMCI_DATAGRAM_BIND, {context, kPort}), VMCI_SUCCESS);
    return end;
  }

  // Makes a call; one that sends sends nothing but a header.
  int make(End end, unsigned int kind, vmci_address address) {
    vmci_datagram datagram{};
    vmci_datagram_call call;
    core_.datagram_call_init(&call, end.slot, kind);
    call.address = address;
    levels_.go(end.level, [&](const vmci_node& node) {
      return core_.datagram_call_step(&node, &call, &datagram, 0);
    });
    return call.result;
  }

  int receive(End end) {
    vmci_datagram_receive receive;
    core_.datagram_receive_init(&receive, end.slot);
    levels_.go(end.level, [&](const vmci_node& node) {
      return core_.datagram_receive_step(node.stack, &receive, nullptr, 0);
    });
    from_ = receive.from;
    return receive.result;
  }
  vmci_address from_{};

  unsigned int endpoints(End end) {
    return levels_.at(end.level).stack->sockets[end.slot].endpoints;
  }

  // Writes to a context and says who has it, by the context of the sender; 0: nobody.
  vmci_u32 write(End from, vmci_u32 context, const std::vector<End>& to) {
    EXPECT_EQ(make(from, VMCI_DATAGRAM_SEND, {context, kPort}), VMCI_SUCCESS);
    levels_.settle();
    vmci_u32 sender = 0;
    for (const End end : to) {
      if (receive(end) == VMCI_SUCCESS) sender += from_.cid;
    }
    return sender;
  }
};

constexpr unsigned int kAsGuest = VMCI_TRANSPORT_GUEST_TO_HOST;
constexpr unsigned int kAsHost = VMCI_TRANSPORT_HOST_TO_GUEST;

TEST_F(Datagrams, GoBothWaysBetweenAHostAndItsVirtualMachine) {
  const End host = open_bound(0);
  const End guest = open_bound(1);
  EXPECT_EQ(endpoints(host), kAsHost);
  EXPECT_EQ(endpoints(guest), kAsGuest | kAsHost);
  EXPECT_EQ(write(guest, VMCI_CID_HOST, {host}), kContexts[1]);
  EXPECT_EQ(write(host, kContexts[1], {guest}), vmci_u32{VMCI_CID_HOST});
}

TEST_F(Datagrams, StayWithinAHost) {
  const End one = open_bound(0, VMCI_CID_LOCAL);
  const End other = open_bound(0, VMCI_CID_HOST);
  EXPECT_EQ(endpoints(one), 0U);
  EXPECT_EQ(endpoints(other), kAsHost);
  EXPECT_EQ(write(other, VMCI_CID_LOCAL, {one}), vmci_u32{VMCI_CID_HOST});
  EXPECT_EQ(write(one, VMCI_CID_HOST, {other}), vmci_u32{VMCI_CID_LOCAL});
}

TEST_F(Datagrams, AHostHasNoHypervisorNorStrangers) {
  const End end = open_bound(0);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {VMCI_CID_HYPERVISOR, 14}), VMCI_ENODEV);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {77, kPort}), VMCI_ENETUNREACH);
}

// The middle one has both for neighbours, and hears of both.
TEST_F(Datagrams, GoAsTheRoutesSay) {
  const End below = open_bound(0);
  const End middle = open_bound(1);
  const End above = open_bound(2);
  EXPECT_EQ(write(middle, VMCI_CID_HOST, {below}), kContexts[1]);
  EXPECT_EQ(write(middle, kContexts[2], {above}), vmci_u32{VMCI_CID_HOST});
  EXPECT_EQ(write(below, kContexts[1], {middle}), vmci_u32{VMCI_CID_HOST});
  EXPECT_EQ(write(above, VMCI_CID_HOST, {middle}), kContexts[2]);
  EXPECT_EQ(write(middle, kContexts[1], {middle}), kContexts[1]) << "within";
}

// What is no virtual machine of its own a host takes for one beside it.
TEST_F(Datagrams, GoOnToTheHostBelow) {
  const End middle = open_bound(1);
  EXPECT_EQ(make(middle, VMCI_DATAGRAM_SEND, {77, kPort}), VMCI_ENETUNREACH);
  levels_.kill(2);
  EXPECT_EQ(make(middle, VMCI_DATAGRAM_SEND, {kContexts[2], kPort}), VMCI_ENETUNREACH);
}

TEST_F(Datagrams, AreOfTheContextThatTheirSocketIsBoundTo) {
  const End as_guest = open_bound(1, kContexts[1]);
  const End above = open_bound(2);
  EXPECT_EQ(endpoints(as_guest), kAsGuest);
  EXPECT_EQ(make(above, VMCI_DATAGRAM_SEND, {VMCI_CID_HOST, kPort}), VMCI_ENETUNREACH)
      << "it is not known to who is above";
  const End below = open_bound(0);
  EXPECT_EQ(write(as_guest, VMCI_CID_HOST, {below}), kContexts[1]);
}

TEST_F(Datagrams, AHostDoesNotSpeakAsAGuest) {
  const End end = open_bound(1, VMCI_CID_HOST);
  EXPECT_EQ(endpoints(end), kAsHost);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {kContexts[1], kPort}), VMCI_ENETUNREACH);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {VMCI_CID_HOST, kPort}), VMCI_ENETUNREACH);
  EXPECT_EQ(write(end, kContexts[2], {open_bound(2)}), vmci_u32{VMCI_CID_HOST});
}

// They come and go with what they are known by; what is within stays as long as there is one.
TEST_F(Datagrams, EndpointsComeAndGo) {
  const End end = open_bound(1);
  levels_.go(1, [&](const vmci_node& node) {
    return core_.part_host_step(&node, &*levels_.at(1).host_attachment);
  });
  EXPECT_EQ(endpoints(end), kAsGuest);
  EXPECT_EQ(write(end, kContexts[1], {end}), kContexts[1]);
  levels_.at(1).host_attachment.clear();
  levels_.go(1, [&](const vmci_node& node) {
    return core_.attach_host_step(&node, &*levels_.at(1).host_attachment);
  });
  levels_.settle();
  EXPECT_EQ(endpoints(end), kAsGuest | kAsHost);
  levels_.go(
      1, [&](const vmci_node& node) { return core_.part_step(&node, &*levels_.at(1).attachment); });
  EXPECT_EQ(endpoints(end), kAsHost);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {kContexts[1], kPort}), VMCI_ENETUNREACH);
  EXPECT_EQ(write(end, VMCI_CID_HOST, {end}), vmci_u32{VMCI_CID_HOST}) << "a host's is its own";
  EXPECT_EQ(write(end, kContexts[2], {open_bound(2)}), vmci_u32{VMCI_CID_HOST});
  levels_.go(1, [&](const vmci_node& node) {
    return core_.part_host_step(&node, &*levels_.at(1).host_attachment);
  });
  EXPECT_EQ(endpoints(end), 0U);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_SEND, {VMCI_CID_LOCAL, kPort}), VMCI_ENODEV);
}

// Another program of the host has the port, or another client of the driver: the socket has none.
TEST_F(Datagrams, APortThatSomebodyHasIsInUse) {
  vmci_handle created;
  one(1, [&](const vmci_node& node) {
    return stack_cores::sound_stack.host->endpoint_create(node.host, kPort, 0, 0, world::kPeers,
                                                          &created);
  });
  End end{1, VMCI_SOCKETS_MAX};
  one(1, [&](const vmci_node& node) {
    return core_.open(node.stack, VMCI_SOCKET_DATAGRAM, 0, 0, &end.slot);
  });
  EXPECT_EQ(make(end, VMCI_DATAGRAM_BIND, {VMCI_CID_ANY, kPort}), VMCI_EADDRINUSE);
  EXPECT_EQ(endpoints(end), 0U);
  EXPECT_EQ(make(end, VMCI_DATAGRAM_BIND, {kContexts[1], kPort}), VMCI_SUCCESS);
}

// A restricted machine speaks with who is trusted.
TEST_F(Datagrams, APortHasTheRightsOfItsSocket) {
  levels_.at(0).host->broker.contexts[1].privileges = VMCI_PRIVILEGE_RESTRICTED;
  End trusted{0, VMCI_SOCKETS_MAX};
  one(0, [&](const vmci_node& node) {
    return core_.open(node.stack, VMCI_SOCKET_DATAGRAM, 0, 1, &trusted.slot);
  });
  EXPECT_EQ(make(trusted, VMCI_DATAGRAM_BIND, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
  const End guest = open_bound(1);
  EXPECT_EQ(write(guest, VMCI_CID_HOST, {trusted}), kContexts[1]);
  EXPECT_EQ(make(trusted, VMCI_DATAGRAM_CLOSE, {VMCI_CID_ANY, VMCI_PORT_ANY}), VMCI_SUCCESS);
  open_bound(0);
  EXPECT_EQ(make(guest, VMCI_DATAGRAM_SEND, {VMCI_CID_HOST, kPort}), VMCI_EPERM);
}

}  // namespace
}  // namespace vmcheck::device::sockets
