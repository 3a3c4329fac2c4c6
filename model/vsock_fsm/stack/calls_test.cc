// The calls of sockets one by one, over the driver of a simulated machine: what they refuse, and
// why; what poll() says; and a connection of the machine with itself.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "sim/world/clock/clock.h"
#include "sim/world/properties.h"
#include "sim/world/queue_pairs.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {
namespace {

constexpr std::uint32_t kPort = 1026;
constexpr std::uint64_t kQueue = 2;

// A machine with nobody else on it: whoever waits is not woken, and the work is run when asked for.
struct Platform final : world::Clients, world::QueuePairs, world::Sockets {
  world::QueueMemory queues{};
  std::array<world::Timer, VMCI_SOCKETS_MAX> timers{};
  std::uint32_t woken = 0;  // sockets, as bits

  world::QueuePairs* queue_pairs() override { return this; }
  world::QueueMemory& memory() override { return queues; }
  bool knows(world::Queue) const override { return false; }
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override {
    return VMCI_ERROR_NO_RESOURCES;
  }
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override {
    return VMCI_ERROR_NOT_FOUND;
  }
  void reset(std::uint32_t) override {}
  world::Sockets* sockets() override { return this; }
  world::Clock clock(std::uint32_t) override { return world::Clock(timers); }
  void work(std::uint32_t) override {}
  void wake(std::uint32_t) override {}
  void wake_socket(std::uint32_t, std::uint32_t number) override { woken |= 1U << number; }
};

class Calls : public testing::Test {
 protected:
  Calls() {
    start(*machine_, *core_.core->driver, {.vectors = world::Vectors::exclusive, .faults = {}});
    core_.sockets->init(stack_.get(), kMachine, 0);
    vmci_stack_attachment attachment{};
    go([&](const vmci_node& node) { return core_.sockets->attach_step(&node, &attachment); });
    EXPECT_EQ(attachment.result, VMCI_SUCCESS);
  }

  // Runs one step.
  template <typename Run>
  auto run(const Run& run) {
    run::Replay chooser({});
    state::Observer observer({world::property::kLocks, world::property::kOneAction,
                              world::property::kLifetimes, world::property::kInPage,
                              world::property::kRegisters});
    MachineStep step(world::Machines(std::span(machine_.get(), 1)), *machine_, *core_.core->driver,
                     platform_, chooser, observer);
    const auto made = step.drive([&](vmci_guest& guest) {
      const vmci_node node{stack_.get(), &guest, nullptr};
      return run(node);
    });
    EXPECT_FALSE(observer.take_broken());
    return made;
  }

  // Makes steps until it is done.
  template <typename Step>
  void go(const Step& step) {
    while (run(step) != VMCI_STEP_DONE) {
    }
  }

  void work() {
    vmci_stack_work work;
    core_.sockets->work_init(&work);
    go([&](const vmci_node& node) { return core_.sockets->work_step(&node, &work); });
  }

  unsigned int open() {
    unsigned int slot = VMCI_SOCKETS_MAX;
    EXPECT_EQ(try_open(VMCI_SOCKET_STREAM, slot), VMCI_SUCCESS);
    for (const std::uint32_t name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
      const vmci_option size{kQueue, 0};
      run([&](const vmci_node& node) {
        return core_.sockets->set_option(node.stack, slot, VMCI_AF_VSOCK, name, 8, &size);
      });
    }
    return slot;
  }

  int try_open(vmci_u32 type, unsigned int& slot) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->open(node.stack, type, 0, 0, &slot); });
  }

  int bind(unsigned int slot, vmci_address address) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->bind(node.stack, slot, address, 0); });
  }

  int listen(unsigned int slot, vmci_u32 backlog = 1) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->listen(node.stack, slot, backlog); });
  }

  int accept(unsigned int slot, unsigned int& child) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->accept(node.stack, slot, &child); });
  }

  int connected(unsigned int slot) {
    return run([&](const vmci_node& node) { return core_.sockets->connected(node.stack, slot); });
  }

  int call(unsigned int slot, unsigned int kind, vmci_address remote = {VMCI_CID_ANY, 0},
           vmci_u32 mode = 0) {
    vmci_call call;
    core_.sockets->call_init(&call, slot, kind);
    call.remote = remote;
    call.mode = mode;
    go([&](const vmci_node& node) { return core_.sockets->call_step(&node, &call); });
    return call.result;
  }

  int connect(unsigned int slot, vmci_address remote) {
    return call(slot, VMCI_CALL_CONNECT, remote);
  }

  std::pair<int, int> move(unsigned int slot, unsigned int kind, std::uint8_t& byte) {
    vmci_stream stream;
    core_.sockets->stream_init(&stream, slot, kind);
    go([&](const vmci_node& node) { return core_.sockets->stream_step(&node, &stream, &byte, 1); });
    return {stream.result, static_cast<int>(stream.count)};
  }

  unsigned int poll(unsigned int slot) {
    vmci_stream stream;
    core_.sockets->stream_init(&stream, slot, VMCI_STREAM_POLL);
    go([&](const vmci_node& node) { return core_.sockets->poll_step(&node, &stream); });
    return stream.events;
  }

  // A client, and the child that was accepted.
  std::pair<unsigned int, unsigned int> connect_with_itself() {
    const unsigned int listener = open();
    EXPECT_EQ(bind(listener, {VMCI_CID_ANY, kPort}), VMCI_SUCCESS);
    EXPECT_EQ(listen(listener), VMCI_SUCCESS);
    const unsigned int client = open();
    EXPECT_EQ(connect(client, {VMCI_CID_LOCAL, kPort}), VMCI_EINPROGRESS);
    EXPECT_EQ(connected(client), VMCI_EINPROGRESS);
    work();
    EXPECT_EQ(connected(client), VMCI_SUCCESS);
    EXPECT_EQ(poll(listener), VMCI_POLL_IN);
    unsigned int child = VMCI_SOCKETS_MAX;
    EXPECT_EQ(accept(listener, child), VMCI_SUCCESS);
    return {client, child};
  }

  const StackCore& core_ = stack_cores::sound_stack;
  Platform platform_;
  const std::unique_ptr<Machine> machine_ = std::make_unique<Machine>();
  const std::unique_ptr<vmci_stack> stack_ = std::make_unique<vmci_stack>();
};

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

}  // namespace
}  // namespace vmcheck::device::sockets
