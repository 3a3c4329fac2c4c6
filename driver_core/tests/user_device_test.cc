// The device of a program that is a virtual machine, with the core's driver on it, before a kernel
// that the test makes up.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "driver_core/tests/dev_vmci_kernel.h"

extern "C" {
#include "driver_core/device/endpoint.h"
#include "driver_core/device/probe.h"
#include "driver_core/device/queue_pair.h"
#include "driver_core/ring.h"
#include "driver_core/user/device.h"
}

namespace vmcheck::core {
namespace {

constexpr uint64_t kPages = 16;
constexpr uint32_t kPeerResource = 9;
constexpr uint64_t kSize = 5000;  // two pages

class UserDevice : public testing::Test {
 protected:
  UserDevice() {
    kernel_ = DevVmciKernel();
    vmci_guest_begin(guest_.get(), device_.get());
    EXPECT_EQ(vmci_user_device_begin(device_.get(), guest_.get(), 16, kPages), VMCI_SUCCESS);
    device_->watcher = {Sent, Came, this};
    vmci_user_run(device_.get(), vmci_probe_step(guest_.get(), &probe_));
    EXPECT_EQ(probe_.result, VMCI_SUCCESS);
  }

  ~UserDevice() override {
    vmci_user_run(device_.get(), vmci_remove_step(guest_.get(), &probe_));
    EXPECT_FALSE(kernel_.pair && kernel_.refuses == 0);
    for (const vmci_handle pair : std::vector(pairs_)) EXPECT_GE(Detach(pair), VMCI_SUCCESS);
    vmci_user_device_end(device_.get());
    EXPECT_FALSE(kernel_.file);
  }

  static void Sent(void* self, const void*, size_t, int result) {
    static_cast<UserDevice*>(self)->results_.push_back(result);
  }
  static void Came(void* self, const void*, size_t) { ++static_cast<UserDevice*>(self)->came_; }
  static void Arrived(void* self, const void* datagram, size_t size) {
    const auto* bytes = static_cast<const char*>(datagram);
    static_cast<UserDevice*>(self)->arrived_.emplace_back(bytes + sizeof(vmci_datagram),
                                                          size - sizeof(vmci_datagram));
  }
  static void Changed(void* self, unsigned int) { ++static_cast<UserDevice*>(self)->changed_; }

  vmci_handle CreateEndpoint() {
    vmci_handle handle = {};
    const vmci_callback callback = {{.arrived = Arrived}, this};
    EXPECT_EQ(vmci_endpoint_create(guest_.get(), VMCI_ID_INVALID, 0, callback, &handle),
              VMCI_SUCCESS);
    return handle;
  }

  int Send(vmci_handle from, const std::string& payload) {
    std::vector<unsigned char> bytes(sizeof(vmci_datagram) + payload.size());
    const vmci_datagram header = {{VMCI_CONTEXT_HOST, kPeerResource}, from, payload.size()};
    std::memcpy(bytes.data(), &header, sizeof(header));
    std::memcpy(bytes.data() + sizeof(header), payload.data(), payload.size());
    vmci_endpoint_operation send = {};
    vmci_user_run(device_.get(),
                  vmci_endpoint_send_step(guest_.get(),
                                          reinterpret_cast<vmci_datagram*>(bytes.data()), &send));
    return send.result;
  }

  vmci_queue_pair_operation CreatePair() {
    vmci_queue_pair_operation alloc = {};
    alloc.peer = VMCI_CONTEXT_HOST;
    alloc.handle = {VMCI_ID_INVALID, VMCI_ID_INVALID};
    alloc.produce_size = kSize;
    alloc.consume_size = kSize;
    alloc.callback.changed = Changed;
    alloc.callback.client = this;
    vmci_user_run(device_.get(), vmci_queue_pair_alloc_step(guest_.get(), &alloc));
    if (alloc.result >= VMCI_SUCCESS) pairs_.push_back(alloc.handle);
    return alloc;
  }

  int Detach(vmci_handle handle) {
    vmci_queue_pair_operation detach = {};
    detach.handle = handle;
    vmci_user_run(device_.get(), vmci_queue_pair_detach_step(guest_.get(), &detach));
    if (detach.result >= VMCI_SUCCESS) {
      std::erase_if(pairs_, [&](const vmci_handle& pair) {
        return pair.context == handle.context && pair.resource == handle.resource;
      });
    }
    return detach.result;
  }

  // The other end of the pair, on the memory that the kernel was given.
  struct Peer {
    std::vector<vmci_page> produce;
    std::vector<vmci_page> consume;
    vmci_ring_pair ring;
  };
  void BeginPeer(Peer& peer) const {
    auto* first = static_cast<unsigned char*>(kernel_.pair->memory);
    const uint64_t pages = kernel_.pair->pages / 2;
    for (uint64_t i = 1; i < pages; ++i) {
      peer.consume.push_back(first + i * VMCI_HAL_PAGE_SIZE);
      peer.produce.push_back(first + (pages + i) * VMCI_HAL_PAGE_SIZE);
    }
    peer.ring.produce.header =
        reinterpret_cast<vmci_queue_header*>(first + pages * VMCI_HAL_PAGE_SIZE);
    peer.ring.produce.bytes = {peer.produce.data(), peer.produce.size(), kSize};
    peer.ring.consume.header = reinterpret_cast<vmci_queue_header*>(first);
    peer.ring.consume.bytes = {peer.consume.data(), peer.consume.size(), kSize};
    ASSERT_EQ(vmci_ring_pair_init(&peer.ring), VMCI_SUCCESS);
  }

  static std::string Through(vmci_ring_pair& from, vmci_ring_pair& to, const std::string& bytes) {
    vmci_u64 copied = 0;
    EXPECT_EQ(vmci_ring_enqueue(&from, bytes.data(), bytes.size(), &copied), VMCI_SUCCESS);
    EXPECT_EQ(copied, bytes.size());
    std::string came(bytes.size(), '\0');
    EXPECT_EQ(vmci_ring_dequeue(&to, came.data(), came.size(), &copied), VMCI_SUCCESS);
    came.resize(copied);
    return came;
  }

  static std::string Text(size_t size) {
    std::string text(size, '\0');
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
    return text;
  }

  DevVmciKernel& kernel_ = DevVmciKernel::current();
  std::unique_ptr<vmci_guest> guest_ = std::make_unique<vmci_guest>();
  std::unique_ptr<vmci_user_device> device_ = std::make_unique<vmci_user_device>();
  vmci_probe probe_ = {};
  std::vector<vmci_handle> pairs_;  // that its client has not left
  std::vector<int> results_;
  std::vector<std::string> arrived_;
  unsigned came_ = 0;
  unsigned changed_ = 0;
};

TEST_F(UserDevice, HasTheKernelsContext) {
  EXPECT_EQ(vmci_guest_context(guest_.get()), kernel_.context);
}

TEST_F(UserDevice, SendsAndReceives) {
  const vmci_handle endpoint = CreateEndpoint();
  EXPECT_EQ(Send(endpoint, "to and fro"), 34);
  EXPECT_EQ(results_.back(), 34);
  EXPECT_TRUE(vmci_user_serve(device_.get(), -1));
  EXPECT_EQ(arrived_, std::vector<std::string>{"to and fro"});
  EXPECT_EQ(came_, 1u);
}

// Of any length, and so many that they are cut where the driver's reads end.
TEST_F(UserDevice, ReceivesAsManyAsThereAre) {
  const vmci_handle endpoint = CreateEndpoint();
  std::vector<std::string> sent{Text(4096 - 2 * VMCI_DATAGRAM_HEADER_SIZE + 16)};
  kernel_.Send(endpoint.resource, sent.back());
  for (size_t size = 0; size < 6000; size = size * 3 / 2 + 7) {
    sent.push_back(Text(size));
    kernel_.Send(endpoint.resource, sent.back());
  }
  sent.push_back(Text(VMCI_DATAGRAM_SIZE_MAX - VMCI_DATAGRAM_HEADER_SIZE));
  kernel_.Send(endpoint.resource, sent.back());
  while (vmci_user_serve(device_.get(), 0)) {
  }
  EXPECT_EQ(arrived_, sent);
}

TEST_F(UserDevice, QueuesAreTheKernelsMemoryToo) {
  device_->pages.used[device_->pages.next + 2] = 1;  // they are not in a row
  const vmci_queue_pair_operation alloc = CreatePair();
  ASSERT_GE(alloc.result, VMCI_SUCCESS);
  EXPECT_EQ(kernel_.pair->pages, 6u);
  vmci_ring_pair ring;
  vmci_queue_pair_views(guest_.get(), alloc.slot, alloc.end, &ring);
  ASSERT_EQ(vmci_ring_pair_init(&ring), VMCI_SUCCESS);
  Peer peer;
  BeginPeer(peer);
  EXPECT_EQ(Through(ring, peer.ring, Text(kSize - 1)), Text(kSize - 1));
  EXPECT_EQ(Through(peer.ring, ring, Text(4321)), Text(4321));
  EXPECT_GE(Detach(alloc.handle), VMCI_SUCCESS);
  EXPECT_FALSE(kernel_.pair);
}

TEST_F(UserDevice, QueuesMoveWithWhatIsInThem) {
  const vmci_queue_pair_operation alloc = CreatePair();
  vmci_ring_pair ring;
  vmci_queue_pair_views(guest_.get(), alloc.slot, alloc.end, &ring);
  ASSERT_EQ(vmci_ring_pair_init(&ring), VMCI_SUCCESS);
  vmci_u64 copied = 0;
  const std::string text = Text(4999);
  ASSERT_EQ(vmci_ring_enqueue(&ring, text.data(), text.size(), &copied), VMCI_SUCCESS);

  EXPECT_EQ(vmci_user_device_quiesce(device_.get()), VMCI_SUCCESS);
  EXPECT_EQ(kernel_.pair->memory, nullptr);
  EXPECT_EQ(vmci_user_device_resume(device_.get()), VMCI_SUCCESS);
  ASSERT_NE(kernel_.pair->memory, nullptr);
  Peer peer;
  BeginPeer(peer);
  std::string came(text.size(), '\0');
  ASSERT_EQ(vmci_ring_dequeue(&peer.ring, came.data(), came.size(), &copied), VMCI_SUCCESS);
  EXPECT_EQ(came, text);
}

TEST_F(UserDevice, WhatTheKernelRefusesIsRefused) {
  kernel_.refuses = VMCI_ERROR_NO_RESOURCES;
  EXPECT_EQ(CreatePair().result, VMCI_ERROR_NO_RESOURCES);
  kernel_.refuses = 0;
  EXPECT_EQ(vmci_user_device_quiesce(device_.get()), VMCI_SUCCESS);
  const vmci_queue_pair_operation alloc = CreatePair();
  ASSERT_GE(alloc.result, VMCI_SUCCESS);
  kernel_.refuses = VMCI_ERROR_UNAVAILABLE;
  EXPECT_EQ(Detach(alloc.handle), VMCI_ERROR_UNAVAILABLE);
  kernel_.refuses = 0;
  EXPECT_EQ(vmci_user_device_quiesce(device_.get()), VMCI_SUCCESS);
  EXPECT_EQ(kernel_.pair->memory, nullptr);
  EXPECT_EQ(vmci_user_device_resume(device_.get()), VMCI_SUCCESS);
  EXPECT_GE(Detach(alloc.handle), VMCI_SUCCESS);
}

// The machine has 15 pages, the driver asks for 6 at a time.
TEST_F(UserDevice, PagesAreGivenBackAndAreZeroAgain) {
  for (int i = 0; i < 9; ++i) {
    const vmci_queue_pair_operation alloc = CreatePair();
    ASSERT_GE(alloc.result, VMCI_SUCCESS);
    auto* first = static_cast<unsigned char*>(kernel_.pair->memory);
    EXPECT_EQ(first[VMCI_HAL_PAGE_SIZE], 0);
    std::memset(first, 0xa5, kernel_.pair->pages * VMCI_HAL_PAGE_SIZE);
    ASSERT_GE(Detach(alloc.handle), VMCI_SUCCESS);
  }
}

TEST_F(UserDevice, RemovalTakesPairsAlong) {
  CreatePair();
  EXPECT_TRUE(kernel_.pair);
}

}  // namespace
}  // namespace vmcheck::core
