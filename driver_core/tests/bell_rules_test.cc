// Who may ring whose doorbell: of all that can be known of both.
#include <driver_core/host/bell_rules.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "driver_core/tests/dispatch_rule.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;

// The protocol's checks in their order, once more.
int Expected(const vmci_bell_question& q) {
  const bool of_host = q.handle.context == 2;
  if (q.handle.context == kAny || q.handle.resource == kAny) return VMCI_ERROR_INVALID_ARGS;
  if (IsVm(q.sender) && !of_host && q.handle.context != q.sender) return VMCI_ERROR_DST_UNREACHABLE;
  if (!q.dst_exists) return VMCI_ERROR_NOT_FOUND;
  if (of_host && !q.registered) return VMCI_ERROR_NOT_FOUND;
  const bool chosen = q.sender == 2 && q.program_privileges != 0;
  const unsigned from = chosen ? q.program_privileges : q.sender_privileges;
  if (Denied(from, of_host ? q.doorbell_privileges : q.context_privileges))
    return VMCI_ERROR_NO_ACCESS;
  return q.registered ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND;
}

TEST(BellRules, OfAllThatIsKnownTheFirstErrorIsTold) {
  std::set<int> results;
  vmci_bell_question q = {};
  for (const uint32_t context : {0u, 2u, 3u, 16u, 17u, kAny}) {
    for (const uint32_t resource : {0u, kAny}) {
      for (const uint32_t sender : {2u, 16u, 17u}) {
        for (unsigned bits = 0; bits < 1u << 10; ++bits) {
          q.handle = {context, resource};
          q.sender = sender;
          q.dst_exists = bits & 1;
          q.registered = bits >> 1 & 1;
          q.sender_privileges = bits >> 2 & 3;
          q.program_privileges = bits >> 4 & 3;
          q.context_privileges = bits >> 6 & 3;
          q.doorbell_privileges = bits >> 8 & 3;
          const int result = vmci_bell_check(&q);
          ASSERT_EQ(result, Expected(q))
              << sender << " rings " << context << ':' << resource << ", " << bits;
          results.insert(result);
        }
      }
    }
  }
  EXPECT_EQ(results, (std::set<int>{VMCI_SUCCESS, VMCI_ERROR_INVALID_ARGS, VMCI_ERROR_NOT_FOUND,
                                    VMCI_ERROR_NO_ACCESS, VMCI_ERROR_DST_UNREACHABLE}));
}

}  // namespace
}  // namespace vmcheck::core
