// Who may watch whom, and how it is kept: of all that can be known.
#include <driver_core/host/watch_rules.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "driver_core/tests/dispatch_rule.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kContexts[] = {0, 1, 2, 3, 16, 17, kAny - 1, kAny};

// The protocol's checks in their order, once more.
int Expected(uint32_t watcher, bool has_watcher, uint32_t watched, bool has_watched) {
  if (!has_watcher) return VMCI_ERROR_INVALID_ARGS;
  if (watcher == watched) return VMCI_ERROR_INVALID_ARGS;
  if (IsVm(watcher) && IsVm(watched)) return VMCI_ERROR_DST_UNREACHABLE;
  return has_watched ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND;
}

TEST(WatchRules, OfAllThatIsKnownTheFirstErrorIsTold) {
  for (const uint32_t watcher : kContexts) {
    for (const uint32_t watched : kContexts) {
      for (unsigned there = 0; there < 4; ++there) {
        const bool has_watcher = there & 1;
        const bool has_watched = there & 2;
        EXPECT_EQ(vmci_watch_check(watcher, has_watcher, watched, has_watched),
                  Expected(watcher, has_watcher, watched, has_watched))
            << watcher << " watches " << watched << ", " << there;
      }
    }
  }
}

TEST(WatchRules, WatchesBeginAndEndOneByOne) {
  EXPECT_NE(vmci_watch_bit(2), vmci_watch_bit(16));
  EXPECT_EQ(vmci_watch_bit(16), vmci_watch_bit(17));
  for (const uint32_t watcher : {2u, 16u}) {
    const unsigned bit = vmci_watch_bit(watcher);
    for (unsigned before = 0; before < 4; ++before) {
      auto watches = static_cast<unsigned char>(before);
      const bool begun = before & bit;
      EXPECT_EQ(vmci_watch_begin(&watches, bit), begun ? VMCI_ERROR_ALREADY_EXISTS : VMCI_SUCCESS);
      EXPECT_EQ(watches, before | bit);
      watches = static_cast<unsigned char>(before);
      EXPECT_EQ(vmci_watch_end(&watches, bit), begun ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND);
      EXPECT_EQ(watches, before & ~bit);
    }
  }
}

TEST(WatchRules, WhoWatchesAMachineIsNoPartOfItsState) {
  for (unsigned before = 0; before < 4; ++before) {
    for (const bool watches_host : {false, true}) {
      const unsigned now = vmci_watch_restored(static_cast<unsigned char>(before), watches_host);
      EXPECT_EQ(now & VMCI_CONTEXT_WATCHED, before & VMCI_CONTEXT_WATCHED);
      EXPECT_EQ((now & VMCI_CONTEXT_WATCHES_HOST) != 0, watches_host);
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
