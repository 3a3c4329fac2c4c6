// What checkpoints hold and what may be restored: of every type, with sizes on either side of every
// border.
#include <driver_core/host/checkpoint_rules.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

constexpr uint64_t kUntouched = 0xdeadbeef;
constexpr uint64_t kContexts = 5;

TEST(CheckpointRules, SizesAreThoseOfWhatThereIs) {
  for (uint32_t type = 0; type < 9; ++type) {
    for (const uint32_t watched : {0u, 1u, 3u, ~0u}) {
      for (const uint32_t doorbells : {0u, 1u, 1024u, ~0u}) {
        uint64_t size = kUntouched;
        const int result = vmci_checkpoint_size(type, watched, doorbells, &size);
        if (type == 3 || type == 4 || type == 5) {
          EXPECT_EQ(result, VMCI_ERROR_OBSOLETE) << type;
        } else if (type == 1 || type == 2 || type == 6) {
          EXPECT_EQ(result, VMCI_SUCCESS) << type;
          EXPECT_EQ(size, type == 1   ? uint64_t{watched} * 4
                          : type == 2 ? 0
                                      : uint64_t{doorbells} * 16)
              << type;
        } else {
          EXPECT_EQ(result, VMCI_ERROR_INVALID_ARGS) << type;
        }
        EXPECT_EQ(size == kUntouched, result < 0);
      }
    }
  }
}

TEST(CheckpointRules, WatchedContextsAloneAreRestored) {
  for (uint32_t type = 0; type < 9; ++type) {
    for (const uint64_t size : {uint64_t{0}, uint64_t{1}, uint64_t{3}, uint64_t{4}, uint64_t{6},
                                uint64_t{20}, uint64_t{24}, ~uint64_t{0} - 3, ~uint64_t{0}}) {
      int expected = VMCI_ERROR_INVALID_ARGS;
      if (type >= 3 && type <= 5) expected = VMCI_ERROR_OBSOLETE;
      if (type == 2) expected = size == 0 ? VMCI_SUCCESS : VMCI_ERROR_OBSOLETE;
      if (type == 1 && (size == 0 || size == 4 || size == 20)) expected = VMCI_SUCCESS;
      EXPECT_EQ(vmci_checkpoint_check_restore(type, size, kContexts), expected)
          << type << ", " << size << " bytes";
    }
  }
}

TEST(CheckpointRules, AVirtualMachineWatchesTheHostAlone) {
  for (const uint64_t others : {0u, 1u, 2u}) {
    for (const uint32_t watched : {16u, 3u, 0xfffffffeu})
      EXPECT_EQ(vmci_checkpoint_check_watched(watched, others), VMCI_ERROR_DST_UNREACHABLE);
    for (const uint32_t watched : {0u, 1u, 0xffffffffu})
      EXPECT_EQ(vmci_checkpoint_check_watched(watched, others), VMCI_ERROR_NOT_FOUND);
    EXPECT_EQ(vmci_checkpoint_check_watched(2, others),
              others == 0 ? VMCI_SUCCESS : VMCI_ERROR_ALREADY_EXISTS);
  }
}

}  // namespace
}  // namespace vmcheck::core
