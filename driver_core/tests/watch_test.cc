// Contexts that watch each other, and what they are told of removals.
extern "C" {
#include "driver_core/host/watch.h"
}

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "driver_core/tests/whole_host.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kVm = 16;

class Watch : public testing::Test {
 protected:
  void SetUp() override {
    all.Add(kVm);
    uint32_t id = 0;
    EXPECT_EQ(vmci_host_subscribe(all.host.get(), VMCI_EVENT_CONTEXT_REMOVED, 41, &id),
              VMCI_SUCCESS);
  }
  void TearDown() override { EXPECT_EQ(all.Wrong(), ""); }

  int Begin(uint32_t watcher, uint32_t watched) {
    return vmci_host_watch(all.host.get(), watcher, watched);
  }
  int End(uint32_t watcher, uint32_t watched) {
    return vmci_host_unwatch(all.host.get(), watcher, watched);
  }
  // Whether the host's program is told of this removal alone.
  bool Told(uint32_t context) {
    all.programs.calls.clear();
    all.Work();
    if (all.programs.calls.size() != 1) return false;
    const uint32_t payload[] = {VMCI_EVENT_CONTEXT_REMOVED, 0, context, 0};
    const auto* bytes = reinterpret_cast<const unsigned char*>(payload);
    return all.programs.calls[0] == ProgramCall{41, true, {bytes, bytes + sizeof payload}};
  }

  WholeHost all;
};

TEST_F(Watch, WhoIsThereIsWatchedOnceButNotBetweenVirtualMachines) {
  all.Add(kVm + 1);
  EXPECT_EQ(Begin(kHost, kVm), VMCI_SUCCESS);
  EXPECT_EQ(Begin(kHost, kVm), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(Begin(kVm, kHost), VMCI_SUCCESS);
  EXPECT_EQ(Begin(kVm, kHost), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(Begin(kVm, kVm + 1), VMCI_ERROR_DST_UNREACHABLE);
  EXPECT_EQ(Begin(kVm, kVm + 2), VMCI_ERROR_DST_UNREACHABLE);
  EXPECT_EQ(Begin(kHost, kHost), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Begin(kHost, kVm + 2), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(Begin(kVm, 0), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(Begin(kVm + 2, kHost), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(End(kHost, kVm), VMCI_SUCCESS);
  EXPECT_EQ(End(kHost, kVm), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(End(kVm, kHost), VMCI_SUCCESS);
  EXPECT_EQ(End(kVm, kVm + 1), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(End(kVm + 2, kHost), VMCI_ERROR_INVALID_ARGS);
}

TEST_F(Watch, TheHostIsToldOnceOfEachThatItWatched) {
  all.Add(kVm + 1);
  EXPECT_EQ(Begin(kHost, kVm), VMCI_SUCCESS);
  all.Remove(kVm + 1);
  all.Work();
  EXPECT_TRUE(all.programs.calls.empty());
  all.platform.told.clear();
  all.Remove(kVm);
  EXPECT_EQ(all.platform.told.count(kHost), 1u);
  EXPECT_TRUE(Told(kVm));
  EXPECT_FALSE(Told(kVm));
  // The next one of its id is not watched.
  all.Add(kVm);
  EXPECT_EQ(Begin(kVm, kHost), VMCI_SUCCESS);
  all.Remove(kVm);
  EXPECT_FALSE(Told(kVm));
}

TEST_F(Watch, AnIdIsFreeBeforeTheHostIsToldAndThePlaceAfterwards) {
  EXPECT_EQ(Begin(kHost, kVm), VMCI_SUCCESS);
  all.Remove(kVm);
  all.Add(kVm);
  EXPECT_EQ(Begin(kHost, kVm), VMCI_SUCCESS);
  all.Remove(kVm);
  all.Add(kVm);
  uint32_t id = 0;
  const vmci_context_request request = {kVm + 1, 0, 0xb0000, 0};
  EXPECT_EQ(vmci_host_add_context(all.host.get(), &request, &id), VMCI_ERROR_NO_RESOURCES);
  all.Work();
  EXPECT_EQ(all.programs.calls.size(), 2u);
  all.Add(kVm + 1);
  all.Add(kVm + 2);
  // Whoever has the id now is charged for what it gets, and whoever had it is not.
  vmci_broker_operation create = {};
  create.request = {{2, 1024}, 8, 8, 4, kVm, 2, 0, 0, 0};
  create.store = all.platform.NewMemory(kVm, 8, 8);
  while (vmci_broker_alloc_step(&all.host->broker, &create) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(create.result, VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Begin(kHost, kVm), VMCI_SUCCESS);
  all.Remove(kVm);
  EXPECT_TRUE(Told(kVm));
}

}  // namespace
}  // namespace vmcheck::core
