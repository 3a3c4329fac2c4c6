// Checkpoints of virtual machines: what is written, and what is restored.
extern "C" {
#include "driver_core/host/checkpoint.h"

#include "driver_core/host/watch.h"
}

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "driver_core/tests/whole_host.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kVm = 16;
constexpr unsigned char kUntouched = 0xa5;

class Checkpoint : public testing::Test {
 protected:
  void SetUp() override { all.Add(kVm); }
  void TearDown() override { EXPECT_EQ(all.Wrong(), ""); }

  // Leaves what was written, with one byte more, in `bytes`, and how much it is in `size`.
  int Get(uint32_t type, uint64_t room, uint32_t context = kVm) {
    bytes.assign(room + 1, kUntouched);
    size = room;
    const int result = vmci_host_get_checkpoint(all.host.get(), context, type, bytes.data(), &size);
    EXPECT_EQ(bytes[room], kUntouched);
    return result;
  }
  int Set(uint32_t type, const std::vector<uint32_t>& ids, uint64_t cut = 0) {
    return vmci_host_set_checkpoint(all.host.get(), kVm, type,
                                    reinterpret_cast<const unsigned char*>(ids.data()),
                                    ids.size() * 4 - cut);
  }
  bool WatchesHost() {
    EXPECT_EQ(Get(1, 64), VMCI_SUCCESS);
    return size != 0;
  }

  WholeHost all;
  std::vector<unsigned char> bytes;
  uint64_t size = 0;
};

TEST_F(Checkpoint, HasTheContextsThatAreWatched) {
  EXPECT_FALSE(WatchesHost());
  EXPECT_EQ(Get(1, 0), VMCI_SUCCESS);
  EXPECT_EQ(vmci_host_watch(all.host.get(), kVm, kHost), VMCI_SUCCESS);
  EXPECT_EQ(vmci_host_watch(all.host.get(), kHost, kVm), VMCI_SUCCESS);
  EXPECT_EQ(Get(1, 3), VMCI_ERROR_MORE_DATA);
  EXPECT_EQ(size, 4u);
  EXPECT_EQ(bytes, std::vector<unsigned char>(4, kUntouched));
  EXPECT_EQ(Get(1, 4), VMCI_SUCCESS);
  const uint32_t host = kHost;
  EXPECT_EQ(std::memcmp(bytes.data(), &host, 4), 0);
}

TEST_F(Checkpoint, HasEveryByteOfTheDoorbells) {
  EXPECT_EQ(all.Register(kVm, {kVm, 7}), VMCI_SUCCESS);
  all.Add(kVm + 1);
  EXPECT_EQ(all.Register(kVm + 1, {kVm + 1, 8}), VMCI_SUCCESS);
  EXPECT_EQ(all.Register(kVm, {kVm, 9}), VMCI_SUCCESS);
  EXPECT_EQ(Get(6, 31), VMCI_ERROR_MORE_DATA);
  EXPECT_EQ(size, 32u);
  EXPECT_EQ(Get(6, 40), VMCI_SUCCESS);
  EXPECT_EQ(size, 32u);
  const vmci_checkpoint_doorbell expected[] = {{{kVm, 7}, 0}, {{kVm, 9}, 0}};
  EXPECT_EQ(std::memcmp(bytes.data(), expected, sizeof expected), 0);
  EXPECT_EQ(bytes[32], kUntouched);
}

TEST_F(Checkpoint, OfOtherTypesHasNothing) {
  EXPECT_EQ(Get(2, 0), VMCI_SUCCESS);
  EXPECT_EQ(size, 0u);
  EXPECT_EQ(Get(3, 8), VMCI_ERROR_OBSOLETE);
  EXPECT_EQ(size, 8u);
  EXPECT_EQ(Get(7, 8), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Get(1, 8, kVm + 1), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Get(1, 8, kHost), VMCI_ERROR_INVALID_ARGS);
}

TEST_F(Checkpoint, IsRestoredAsAWholeOrNotAtAll) {
  EXPECT_EQ(vmci_host_watch(all.host.get(), kHost, kVm), VMCI_SUCCESS);
  EXPECT_EQ(Set(1, {kHost}), VMCI_SUCCESS);
  EXPECT_TRUE(WatchesHost());
  EXPECT_EQ(Set(1, {kVm}), VMCI_ERROR_DST_UNREACHABLE);
  EXPECT_EQ(Set(1, {kHost, kHost}), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(Set(1, {1}), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(Set(1, {kHost}, 1), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Set(1, std::vector<uint32_t>(VMCI_CONTEXTS_MAX + 1, kHost)), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Set(2, {kHost}), VMCI_ERROR_OBSOLETE);
  EXPECT_EQ(Set(2, {}), VMCI_SUCCESS);
  EXPECT_EQ(Set(6, {}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Set(3, {}), VMCI_ERROR_OBSOLETE);
  EXPECT_TRUE(WatchesHost());
  EXPECT_EQ(Set(1, {}), VMCI_SUCCESS);
  EXPECT_FALSE(WatchesHost());
  EXPECT_EQ(Set(1, {kHost, kVm}), VMCI_ERROR_DST_UNREACHABLE);
  EXPECT_FALSE(WatchesHost());
  // Who watches it is no part of its state.
  EXPECT_EQ(vmci_host_watch(all.host.get(), kHost, kVm), VMCI_ERROR_ALREADY_EXISTS);
  all.Remove(kVm);
  EXPECT_EQ(Set(1, {kHost}), VMCI_ERROR_INVALID_ARGS);
  all.Work();
}

}  // namespace
}  // namespace vmcheck::core
