// The sockets of a program that is a virtual machine, before a kernel that the test makes up, with
// a host whose program the test plays.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "driver_core/tests/dev_vmci_kernel.h"

extern "C" {
#include "driver_core/ring.h"
#include "driver_core/stack/call.h"
#include "driver_core/stack/stream.h"
#include "driver_core/user/sockets.h"
}

namespace vmcheck::core {
namespace {

constexpr uint64_t kPages = 16;
constexpr uint64_t kSize = 4096;
constexpr uint32_t kPort = 1026;
constexpr uint32_t kHostsPort = 900;

class UserSockets : public testing::Test {
 protected:
  UserSockets() {
    kernel_ = DevVmciKernel();
    kernel_.program = [this](const std::vector<unsigned char>& datagram) { Hear(datagram); };
    EXPECT_EQ(vmci_user_sockets_begin(sockets_.get(), 16, kPages), VMCI_SUCCESS);
  }

  ~UserSockets() override {
    vmci_user_sockets_end(sockets_.get());
    kernel_.program = nullptr;
    EXPECT_FALSE(kernel_.file);
  }

  // What the machine sends to the host.
  void Hear(const std::vector<unsigned char>& datagram) {
    vmci_packet_msg msg;
    ASSERT_EQ(datagram.size(), sizeof(msg));
    std::memcpy(&msg, datagram.data(), sizeof(msg));
    ASSERT_EQ(vmci_packet_check(&msg.header), VMCI_SUCCESS);
    vmci_packet_read(&msg, &heard_.emplace_back());
  }

  // The last packet of a type that the host has heard.
  vmci_packet Heard(vmci_u32 type) {
    for (auto packet = heard_.rbegin(); packet != heard_.rend(); ++packet) {
      if (packet->type == type) return *packet;
    }
    ADD_FAILURE() << "no packet of type " << type;
    return {};
  }

  // The host sends a packet to the machine, whose socket has a port.
  void Tell(vmci_packet packet, vmci_u32 from, vmci_u32 to) {
    packet.dst_context = kernel_.context;
    packet.src_port = from;
    packet.dst_port = to;
    vmci_packet_msg msg;
    vmci_packet_make(&packet, &msg);
    msg.header.src = {VMCI_CONTEXT_HOST, VMCI_PACKET_RESOURCE};
    const auto* bytes = reinterpret_cast<const unsigned char*>(&msg);
    kernel_.datagrams.emplace_back(bytes, bytes + sizeof(msg));
    Serve();
  }

  void Serve() {
    while (vmci_user_serve(&sockets_->device, 0)) {
    }
  }

  static vmci_packet PacketOf(vmci_u32 type) {
    vmci_packet packet;
    vmci_packet_init(&packet);
    packet.type = type;
    return packet;
  }

  unsigned int Open() {
    unsigned int slot = 0;
    EXPECT_EQ(vmci_stack_open(&sockets_->stack, VMCI_SOCKET_STREAM, 0, 0, &slot), VMCI_SUCCESS);
    for (const vmci_u32 name : {VMCI_OPTION_BUFFER_MIN_SIZE, VMCI_OPTION_BUFFER_MAX_SIZE}) {
      const vmci_option size = {kSize, 0};
      EXPECT_EQ(vmci_stack_set_option(&sockets_->stack, slot, VMCI_AF_VSOCK, name, 8, &size),
                VMCI_SUCCESS);
    }
    return slot;
  }

  unsigned int Listen() {
    const unsigned int slot = Open();
    EXPECT_EQ(vmci_stack_bind(&sockets_->stack, slot, {VMCI_CID_ANY, kPort}, 0), VMCI_SUCCESS);
    EXPECT_EQ(vmci_stack_listen(&sockets_->stack, slot, 1), VMCI_SUCCESS);
    return slot;
  }

  int Call(unsigned int slot, unsigned int kind, vmci_address remote = {VMCI_CID_ANY, 0}) {
    vmci_call call;
    vmci_call_init(&call, slot, kind);
    call.remote = remote;
    vmci_user_call(sockets_.get(), vmci_call_step(&sockets_->node, &call));
    return call.result;
  }

  // What was moved, or an error.
  std::pair<int, std::string> Move(unsigned int slot, unsigned int kind, std::string bytes) {
    vmci_stream stream;
    vmci_stream_init(&stream, slot, kind);
    vmci_user_call(sockets_.get(),
                   vmci_stream_step(&sockets_->node, &stream, bytes.data(), bytes.size()));
    bytes.resize(stream.count);
    return {stream.result, bytes};
  }

  void Sends(unsigned int slot, const std::string& bytes) {
    EXPECT_EQ(Move(slot, VMCI_STREAM_SEND, bytes), std::make_pair(int{VMCI_SUCCESS}, bytes));
    Serve();
  }
  void Receives(unsigned int slot, const std::string& bytes) {
    EXPECT_EQ(Move(slot, VMCI_STREAM_RECEIVE, std::string(kSize, '\0')),
              std::make_pair(int{VMCI_SUCCESS}, bytes));
  }

  // The host's end of the pair, on the memory that the kernel was given.
  void BeginEnd() {
    auto* first = static_cast<unsigned char*>(kernel_.pair->memory);
    consume_ = first + VMCI_HAL_PAGE_SIZE;
    produce_ = first + 3 * VMCI_HAL_PAGE_SIZE;
    end_.produce.header = reinterpret_cast<vmci_queue_header*>(first + 2 * VMCI_HAL_PAGE_SIZE);
    end_.produce.bytes = {&produce_, 1, kSize};
    end_.consume.header = reinterpret_cast<vmci_queue_header*>(first);
    end_.consume.bytes = {&consume_, 1, kSize};
    ASSERT_EQ(vmci_ring_pair_init(&end_), VMCI_SUCCESS);
  }

  // Bytes go both ways between a socket, which has a port, and the host's.
  void ExchangeWithHost(unsigned int slot, vmci_u32 from, vmci_u32 to) {
    vmci_u64 count = 0;
    EXPECT_EQ(vmci_ring_enqueue(&end_, "down", 4, &count), VMCI_SUCCESS);
    Tell(PacketOf(VMCI_PACKET_WROTE), from, to);
    Receives(slot, "down");
    Sends(slot, "up");
    EXPECT_EQ(Heard(VMCI_PACKET_WROTE).dst_port, from);
    char came[3] = {};
    EXPECT_EQ(vmci_ring_dequeue(&end_, came, 2, &count), VMCI_SUCCESS);
    EXPECT_STREQ(came, "up");
  }

  DevVmciKernel& kernel_ = DevVmciKernel::current();
  std::unique_ptr<vmci_user_sockets> sockets_ = std::make_unique<vmci_user_sockets>();
  std::vector<vmci_packet> heard_;
  vmci_page consume_ = nullptr;
  vmci_page produce_ = nullptr;
  vmci_ring_pair end_;
};

TEST_F(UserSockets, ConnectToThemselves) {
  for (const vmci_u32 context : {vmci_u32{VMCI_CID_LOCAL}, kernel_.context}) {
    const unsigned int listener = Listen();
    const unsigned int client = Open();
    EXPECT_EQ(Call(client, VMCI_CALL_CONNECT, {context, kPort}), VMCI_EINPROGRESS);
    Serve();
    EXPECT_EQ(vmci_stack_connected(&sockets_->stack, client), VMCI_SUCCESS);
    unsigned int server = 0;
    ASSERT_EQ(vmci_stack_accept(&sockets_->stack, listener, &server), VMCI_SUCCESS);
    EXPECT_EQ(Move(server, VMCI_STREAM_RECEIVE, "?").first, VMCI_EAGAIN);
    Sends(client, std::string(kSize - 1, 'a'));
    EXPECT_EQ(Move(client, VMCI_STREAM_SEND, "?").first, VMCI_EAGAIN);
    Receives(server, std::string(kSize - 1, 'a'));
    Sends(server, "back");
    Receives(client, "back");
    EXPECT_EQ(Call(client, VMCI_CALL_CLOSE), VMCI_SUCCESS);
    Serve();
    Receives(server, "");
    EXPECT_EQ(Call(server, VMCI_CALL_CLOSE), VMCI_SUCCESS);
    EXPECT_EQ(Call(listener, VMCI_CALL_CLOSE), VMCI_SUCCESS);
    EXPECT_TRUE(heard_.empty()) << "the host has nothing to do with it";
  }
}

TEST_F(UserSockets, ConnectToTheHost) {
  const unsigned int client = Open();
  EXPECT_EQ(Call(client, VMCI_CALL_CONNECT, {VMCI_CID_HOST, kHostsPort}), VMCI_EINPROGRESS);
  const vmci_u32 port = Heard(VMCI_PACKET_REQUEST2).src_port;
  vmci_packet negotiate = PacketOf(VMCI_PACKET_NEGOTIATE2);
  negotiate.size = kSize;
  negotiate.protocols = VMCI_PROTOCOL_ON_NOTIFY;
  Tell(negotiate, kHostsPort, port);
  vmci_packet attach = PacketOf(VMCI_PACKET_ATTACH);
  attach.handle = Heard(VMCI_PACKET_OFFER).handle;
  ASSERT_TRUE(kernel_.pair);
  BeginEnd();
  Tell(attach, kHostsPort, port);
  EXPECT_EQ(vmci_stack_connected(&sockets_->stack, client), VMCI_SUCCESS);
  ExchangeWithHost(client, kHostsPort, port);
  EXPECT_EQ(Call(client, VMCI_CALL_CLOSE), VMCI_SUCCESS);
  EXPECT_FALSE(kernel_.pair);
}

TEST_F(UserSockets, AHostConnectsToThem) {
  const unsigned int listener = Listen();
  vmci_packet request = PacketOf(VMCI_PACKET_REQUEST2);
  request.size = kSize;
  request.protocols = VMCI_PROTOCOL_ON_NOTIFY;
  Tell(request, kHostsPort, kPort);
  EXPECT_EQ(Heard(VMCI_PACKET_NEGOTIATE2).size, kSize);
  vmci_packet offer = PacketOf(VMCI_PACKET_OFFER);
  offer.handle = {VMCI_CONTEXT_HOST, 1030};
  Tell(offer, kHostsPort, kPort);
  EXPECT_EQ(Heard(VMCI_PACKET_ATTACH).handle.resource, 1030u);
  ASSERT_TRUE(kernel_.pair);
  BeginEnd();
  unsigned int server = 0;
  ASSERT_EQ(vmci_stack_accept(&sockets_->stack, listener, &server), VMCI_SUCCESS);
  ExchangeWithHost(server, kHostsPort, kPort);
  EXPECT_EQ(Call(server, VMCI_CALL_CLOSE), VMCI_SUCCESS);
  EXPECT_FALSE(kernel_.pair);
}

TEST_F(UserSockets, WhatTheHostDoesNotAnswerTakesTooLong) {
  const unsigned int client = Open();
  const vmci_option timeout = {0, 1000};
  ASSERT_EQ(vmci_stack_set_option(&sockets_->stack, client, VMCI_AF_VSOCK,
                                  VMCI_OPTION_CONNECT_TIMEOUT, 16, &timeout),
            VMCI_SUCCESS);
  EXPECT_EQ(Call(client, VMCI_CALL_CONNECT, {VMCI_CID_HOST, kHostsPort}), VMCI_EINPROGRESS);
  int result = VMCI_EINPROGRESS;
  while (result == VMCI_EINPROGRESS) {
    vmci_user_serve(&sockets_->device, 1);
    result = vmci_stack_connected(&sockets_->stack, client);
  }
  EXPECT_EQ(result, VMCI_ETIMEDOUT);
}

TEST_F(UserSockets, AKernelRefusesTheirPair) {
  const unsigned int client = Open();
  EXPECT_EQ(Call(client, VMCI_CALL_CONNECT, {VMCI_CID_HOST, kHostsPort}), VMCI_EINPROGRESS);
  kernel_.refuses = VMCI_ERROR_NO_RESOURCES;
  vmci_packet negotiate = PacketOf(VMCI_PACKET_NEGOTIATE2);
  negotiate.size = kSize;
  negotiate.protocols = VMCI_PROTOCOL_ON_NOTIFY;
  Tell(negotiate, kHostsPort, Heard(VMCI_PACKET_REQUEST2).src_port);
  EXPECT_EQ(vmci_stack_connected(&sockets_->stack, client), VMCI_ENOMEM);
  EXPECT_EQ(Heard(VMCI_PACKET_RST).dst_port, kHostsPort);
}

}  // namespace
}  // namespace vmcheck::core
