// Which datagrams are let through: lengths and queues against arithmetic that cannot wrap, and
// privileges against the protocol's rule, which stands here once more as data.
#include <driver_core/datagram.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint64_t kUntouched = 0xdeadbeef;
constexpr uint32_t kInvalid = 0xffffffff;
constexpr uint32_t kContexts[] = {0, 1, 2, 3, 15, 16, 17, kInvalid - 1, kInvalid};

// Numbers of bytes: any at all, about a border, and so near to 2^64 that sums wrap.
rc::Gen<uint64_t> Bytes() {
  const auto near = [](uint64_t border) {
    return rc::gen::map(rc::gen::inRange(-40, 41), [border](int distance) {
      return border + static_cast<uint64_t>(static_cast<int64_t>(distance));
    });
  };
  return rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(), rc::gen::inRange<uint64_t>(0, 200000),
                        near(0), near(uint64_t{1} << 32), near(69608), near(69632), near(139264),
                        near(188416));
}

RC_GTEST_PROP(Datagram, SizeIsHeaderAndPayloadWithinTheLimit, ()) {
  const uint64_t payload = *Bytes();
  const Wide total = Wide{24} + payload;
  const bool fits = payload <= 69632 && total <= 69632;
  uint64_t size = kUntouched;
  RC_ASSERT(vmci_datagram_size(payload, &size) == (fits ? VMCI_SUCCESS : VMCI_ERROR_INVALID_ARGS));
  RC_ASSERT(size == (fits ? static_cast<uint64_t>(total) : kUntouched));
}

RC_GTEST_PROP(Datagram, JoinsAQueueThatDoesNotGetFull, ()) {
  const uint64_t used = *Bytes();
  const uint64_t size = *Bytes();
  const uint32_t context = *rc::gen::element<uint32_t>(0, 1, 2, 16, kInvalid);
  const uint32_t resource = *rc::gen::element<uint32_t>(0, 1, kInvalid);
  const Wide then = Wide{used} + size;
  const bool from_hypervisor = context == 0 && resource == 0;
  const bool full = then >= 139264 && (!from_hypervisor || then >= 188416);
  uint64_t used_then = kUntouched;
  RC_ASSERT(vmci_datagram_queue_add(used, size, context, resource, &used_then) ==
            (full ? VMCI_ERROR_NO_RESOURCES : VMCI_SUCCESS));
  RC_ASSERT(used_then == (full ? kUntouched : static_cast<uint64_t>(then)));
}

TEST(Datagram, SizeAtTheLimits) {
  uint64_t size = kUntouched;
  EXPECT_EQ(vmci_datagram_size(69609, &size), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(vmci_datagram_size(~uint64_t{0} - 23, &size), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(size, kUntouched);
  EXPECT_EQ(vmci_datagram_size(69608, &size), VMCI_SUCCESS);
  EXPECT_EQ(size, 69632u);
  EXPECT_EQ(vmci_datagram_size(0, &size), VMCI_SUCCESS);
  EXPECT_EQ(size, 24u);
}

TEST(Datagram, QueueAtTheLimits) {
  uint64_t used = kUntouched;
  EXPECT_EQ(vmci_datagram_queue_add(139240, 24, 2, 0, &used), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(vmci_datagram_queue_add(139240, 24, 0, 1, &used), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(vmci_datagram_queue_add(188392, 24, 0, 0, &used), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(used, kUntouched);
  EXPECT_EQ(vmci_datagram_queue_add(139239, 24, 2, 0, &used), VMCI_SUCCESS);
  EXPECT_EQ(used, 139263u);
  EXPECT_EQ(vmci_datagram_queue_add(188391, 24, 0, 0, &used), VMCI_SUCCESS);
  EXPECT_EQ(used, 188415u);
}

// D where two parties may not interact. Privileges: none, restricted, trusted, both.
constexpr const char* kDenied[] = {
    ".D.D",  // none
    "DD.D",  // restricted
    "....",  // trusted
    "DD..",  // both
};

TEST(Datagram, RestrictedPartiesReachOnlyTrustedOnes) {
  for (unsigned a = 0; a < 4; ++a) {
    for (unsigned b = 0; b < 4; ++b) {
      EXPECT_EQ(vmci_privileges_deny(a, b) != 0, kDenied[a][b] == 'D') << a << " and " << b;
    }
  }
}

// Privileges first; then a virtual machine reaches only the host and itself.
int Expected(uint32_t src, uint32_t dst, unsigned src_privileges, unsigned dst_privileges) {
  if (kDenied[src_privileges][dst_privileges] == 'D') return VMCI_ERROR_NO_ACCESS;
  const bool from_vm = src >= 3 && src < kInvalid;
  return from_vm && dst != 2 && dst != src ? VMCI_ERROR_DST_UNREACHABLE : VMCI_SUCCESS;
}

TEST(Datagram, InteractsAsPrivilegesAndContextsAllow) {
  for (uint32_t src : kContexts) {
    for (uint32_t dst : kContexts) {
      for (unsigned a = 0; a < 4; ++a) {
        for (unsigned b = 0; b < 4; ++b) {
          EXPECT_EQ(vmci_datagram_check_interaction(src, dst, a, b), Expected(src, dst, a, b))
              << src << " to " << dst << ", privileges " << a << " and " << b;
        }
      }
    }
  }
}

TEST(Datagram, NamesItsSender) {
  for (uint32_t sender : kContexts) {
    for (uint32_t src : kContexts) {
      EXPECT_EQ(vmci_datagram_check_source(sender, src),
                sender == src ? VMCI_SUCCESS : VMCI_ERROR_NO_ACCESS);
    }
  }
}

TEST(Datagram, ActsWithThePrivilegesOfItsSource) {
  for (unsigned entry = 0; entry < 4; ++entry) {
    for (unsigned context = 0; context < 4; ++context) {
      EXPECT_EQ(vmci_source_privileges(0, entry, context), 2u);
      EXPECT_EQ(vmci_source_privileges(2, entry, context), entry);
      EXPECT_EQ(vmci_source_privileges(1, entry, context), context);
      EXPECT_EQ(vmci_source_privileges(16, entry, context), context);
    }
  }
}

}  // namespace
}  // namespace vmcheck::core
