// A machine whose sockets are called one call after the other, for tests.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "model/device/machine.h"
#include "model/vsock_fsm/stack/core.h"
#include "sim/world/clock/clock.h"
#include "sim/world/properties.h"
#include "sim/world/queue_pairs.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {

inline constexpr std::uint32_t kPort = 1026;
inline constexpr vmci_address kNobody{VMCI_CID_ANY, VMCI_PORT_ANY};

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

class CallsMachine {
 public:
  CallsMachine() {
    start(*machine_, *core_.core->driver, {.vectors = world::Vectors::exclusive, .faults = {}});
    core_.sockets->init(stack_.get(), kMachine, 0);
    go([&](const vmci_node& node) { return core_.sockets->attach_step(&node, &attachment_); });
    EXPECT_EQ(attachment_.result, VMCI_SUCCESS);
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
      const vmci_option size{queue_, 0};
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

  unsigned int open_datagram() {
    unsigned int slot = VMCI_SOCKETS_MAX;
    EXPECT_EQ(try_open(VMCI_SOCKET_DATAGRAM, slot), VMCI_SUCCESS);
    return slot;
  }

  int call_datagram(unsigned int slot, unsigned int kind, vmci_address address = kNobody,
                    bool is_privileged = false) {
    vmci_datagram_call call;
    core_.sockets->datagram_call_init(&call, slot, kind);
    call.address = address;
    call.is_privileged = is_privileged ? 1 : 0;
    go([&](const vmci_node& node) {
      return core_.sockets->datagram_call_step(&node, &call, nullptr, 0);
    });
    return call.result;
  }

  int bind_datagram(unsigned int slot, vmci_address address, bool is_privileged = false) {
    return call_datagram(slot, VMCI_DATAGRAM_BIND, address, is_privileged);
  }

  // A payload of so many bytes, whose first is given.
  int send_datagram(unsigned int slot, vmci_address to, std::uint8_t byte, std::size_t length = 1,
                    vmci_u32 flags = 0) {
    vmci_datagram_call call;
    core_.sockets->datagram_call_init(&call, slot, VMCI_DATAGRAM_SEND);
    call.address = to;
    call.flags = flags;
    std::vector<std::uint64_t> memory((sizeof(vmci_datagram) + length) / 8 + 1);
    auto* header = reinterpret_cast<vmci_datagram*>(memory.data());
    if (length != 0) *reinterpret_cast<std::uint8_t*>(header + 1) = byte;
    go([&](const vmci_node& node) {
      return core_.sockets->datagram_call_step(&node, &call, header, length);
    });
    return call.result;
  }

  // With the first byte of the payload.
  std::pair<vmci_datagram_receive, std::uint8_t> receive_datagram(unsigned int slot,
                                                                  std::size_t room = 64,
                                                                  vmci_u32 flags = 0) {
    vmci_datagram_receive receive;
    core_.sockets->datagram_receive_init(&receive, slot);
    receive.flags = flags;
    std::vector<std::uint8_t> bytes(room + 1, 0xee);
    go([&](const vmci_node& node) {
      return core_.sockets->datagram_receive_step(node.stack, &receive, bytes.data(), room);
    });
    EXPECT_EQ(bytes[receive.copied], 0xee);
    return {receive, bytes[0]};
  }

  int shut_down_datagram(unsigned int slot, unsigned int halves) {
    return run([&](const vmci_node& node) {
      return core_.sockets->datagram_shutdown(node.stack, slot, halves);
    });
  }

  unsigned int poll_datagram(unsigned int slot) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->datagram_poll(node.stack, slot); });
  }

  std::uint32_t dropped(unsigned int slot) {
    return run(
        [&](const vmci_node& node) { return core_.sockets->datagram_dropped(node.stack, slot); });
  }

  // The machine goes on under another context.
  void move_to(std::uint32_t context) {
    machine_->context.id = context;
    machine_->guest->context = context;
    run([&](const vmci_node& node) {
      core_.sockets->event_happened(node.stack);
      return 0;
    });
    work();
  }

  std::uint64_t queue_ = 2;  // bytes of each queue of a connection that is made next
  const StackCore& core_ = stack_cores::sound_stack;
  Platform platform_;
  vmci_stack_attachment attachment_{};
  const std::unique_ptr<Machine> machine_ = std::make_unique<Machine>();
  const std::unique_ptr<vmci_stack> stack_ = std::make_unique<vmci_stack>();
};

}  // namespace vmcheck::device::sockets
