// What an allocation refuses at once, and for which reason of several.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/device/cores.h"
#include "model/qpair/lifecycle/client.h"
#include "sim/world/properties.h"

namespace vmcheck::device::lifecycle {
namespace {

constexpr std::uint32_t kHost = 2;
constexpr std::uint32_t kAnother = 99;
constexpr std::uint32_t kNone = VMCI_ID_INVALID;
constexpr std::uint32_t kLocal = VMCI_QUEUE_PAIR_LOCAL;
constexpr std::uint32_t kAttach = VMCI_QUEUE_PAIR_ATTACH_ONLY;
constexpr std::uint64_t kMost = VMCI_QUEUE_PAIR_BYTES_MAX;

// A machine on which allocations make their first step.
class Requests : public testing::Test {
 protected:
  Requests() { start(*machine_, *cores::sound_core.driver, {.vectors = {}, .faults = {}}); }

  int ask(const Request& request) {
    run::Replay chooser({});
    state::Observer observer({world::property::kLocks, world::property::kOneAction});
    world::Clients nobody;
    const MachineStep step(world::Machines(std::span(machine_.get(), 1)), *machine_,
                           *cores::sound_core.driver, nobody, chooser, observer);
    Client client{};
    ClientStep allocation(client, step, *cores::sound_core.driver);
    allocation.allocate(request, 1);
    allocation.go_on();
    EXPECT_FALSE(observer.take_broken());
    return client.steps->result;
  }

  const std::unique_ptr<Machine> machine_ = std::make_unique<Machine>();
};

TEST_F(Requests, OfWhatNoPairIs) {
  const vmci_handle fresh{kNone, kNone};
  EXPECT_EQ(ask({fresh, kHost, 16, 0, 0}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({fresh, kHost, VMCI_QUEUE_PAIR_NONBLOCK, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({fresh, kHost, VMCI_QUEUE_PAIR_PINNED, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({fresh, kHost, 0, 0, 0}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({fresh, kHost, 0, kMost + 1, 0}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(ask({fresh, kHost, 0, 0, kMost + 1}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(ask({fresh, kHost, 0, UINT64_MAX, 2}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(ask({fresh, kHost, 0, kMost, 0}), VMCI_SUCCESS);
}

TEST_F(Requests, WithoutAContextOfTheMachine) {
  machine_->guest->context = kNone;
  EXPECT_EQ(ask({{kAnother, 7}, kHost, 0, 3, 2}), VMCI_ERROR_DEVICE_NOT_FOUND);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, kLocal, 3, 2}), VMCI_ERROR_DEVICE_NOT_FOUND);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, 0, 0, 0}), VMCI_ERROR_INVALID_ARGS);
}

TEST_F(Requests, ByOtherHandles) {
  for (const std::uint32_t flags : {0U, kAttach, kLocal, kLocal | kAttach}) {
    EXPECT_EQ(ask({{kAnother, 7}, kNone, flags, 3, 2}), VMCI_ERROR_NO_ACCESS) << flags;
    EXPECT_EQ(ask({{kNone, 7}, kNone, flags, 3, 2}), VMCI_ERROR_NO_ACCESS) << flags;
  }
  EXPECT_EQ(ask({{kHost, 7}, kNone, kLocal, 3, 2}), VMCI_ERROR_NO_ACCESS);
  EXPECT_EQ(ask({{kContext, 7}, kHost, kLocal, 3, 2}), VMCI_ERROR_NO_ACCESS);
  EXPECT_EQ(ask({{kContext, 7}, kHost, 0, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({{kHost, kNone}, kHost, 0, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, kAttach, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({{kContext, kNone}, kNone, kLocal | kAttach, 3, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(ask({{kContext, 7}, kNone, kLocal | kAttach, 3, 2}), VMCI_ERROR_NOT_FOUND);
}

TEST_F(Requests, ByHandlesThatMayBe) {
  EXPECT_EQ(ask({{kNone, kNone}, kNone, kLocal, 3, 0}), VMCI_SUCCESS);
  EXPECT_EQ(ask({{kHost, 7}, kHost, 0, 3, 0}), VMCI_SUCCESS);
}

TEST_F(Requests, ByHandlesThatAreTaken) {
  EXPECT_EQ(ask({{kContext, 7}, kHost, kAttach, 3, 0}), VMCI_SUCCESS);
  EXPECT_EQ(ask({{kContext, 7}, kHost, kAttach, 3, 0}), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(ask({{kContext, 7}, kNone, kLocal, 3, 0}), VMCI_ERROR_UNAVAILABLE);
}

TEST_F(Requests, BeyondTheMachinesLimits) {
  EXPECT_EQ(ask({{kNone, kNone}, kHost, 0, kMost - 4, 0}), VMCI_SUCCESS);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, 0, 3, 2}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(ask({{kNone, kNone}, kNone, kLocal, 3, 2}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, 0, 1, 0}), VMCI_SUCCESS);
  EXPECT_EQ(ask({{kNone, kNone}, kHost, 0, 1, 0}), VMCI_ERROR_NO_RESOURCES);
}

}  // namespace
}  // namespace vmcheck::device::lifecycle
