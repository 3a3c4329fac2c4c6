// Which way datagrams take between a host's contexts: of all that can be known of one, in numbers
// on either side of every border.
#include <driver_core/host/dispatch.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <set>
#include <utility>

#include "driver_core/tests/dispatch_rule.h"

namespace vmcheck::core {

static std::ostream& operator<<(std::ostream& out, const DispatchAnswer& answer) {
  return out << "result " << answer.result << ", source " << answer.source << ", way "
             << static_cast<int>(answer.way);
}

static std::ostream& operator<<(std::ostream& out, const DispatchQuestion& q) {
  return out << q.sender << " sends " << q.payload_size << " bytes in " << q.size << " from "
             << q.src_context << " to " << q.dst_context << ':' << q.dst_resource << "; exists "
             << q.dst_exists << ", source " << q.has_source << ", target " << q.has_target
             << ", delayed " << q.target_delayed << "; privileges " << q.source_privileges << ", "
             << q.target_privileges << ", " << q.sender_privileges;
}

namespace {

constexpr uint32_t kAny = 0xffffffff;

constexpr DispatchWay WayOf(enum vmci_dispatch_way way) {
  switch (way) {
    case VMCI_DISPATCH_EVENT:
      return DispatchWay::kEvent;
    case VMCI_DISPATCH_CALL:
      return DispatchWay::kCall;
    case VMCI_DISPATCH_DEFER:
      return DispatchWay::kDefer;
    default:
      return DispatchWay::kQueue;
  }
}

// What the core says; of an error the rest must be as it was.
DispatchAnswer Ask(const DispatchQuestion& q) {
  vmci_dispatch dispatch = {};
  dispatch.src = {q.src_context, 1};
  dispatch.dst = {q.dst_context, q.dst_resource};
  dispatch.payload_size = q.payload_size;
  dispatch.size = q.size;
  dispatch.sender = q.sender;
  dispatch.dst_exists = q.dst_exists;
  dispatch.has_source = q.has_source;
  dispatch.has_target = q.has_target;
  dispatch.target_delayed = q.target_delayed;
  dispatch.source_privileges = static_cast<unsigned char>(q.source_privileges);
  dispatch.target_privileges = static_cast<unsigned char>(q.target_privileges);
  dispatch.sender_privileges = static_cast<unsigned char>(q.sender_privileges);
  DispatchAnswer answer;
  enum vmci_dispatch_way way = VMCI_DISPATCH_EVENT;
  answer.result = vmci_dispatch_decide(&dispatch, &answer.source, &way);
  answer.way = WayOf(way);
  return answer;
}

// Calls with each question that there is in these numbers.
template <typename Function>
void ForEach(const Function& function) {
  constexpr std::pair<uint64_t, uint64_t> kSizes[] = {{0, 24},
                                                      {32, 56},
                                                      {32, 55},
                                                      {32, 57},
                                                      {69608, 69632},
                                                      {69609, 69633},
                                                      {~uint64_t{0} - 23, 0}};
  DispatchQuestion q = {};
  for (const auto& [payload, size] : kSizes) {
    q.payload_size = payload;
    q.size = size;
    for (q.sender = 0; q.sender < 18; q.sender = q.sender == 2 ? 16 : q.sender + 1) {
      for (const uint32_t src : {0u, 1u, 2u, 16u, 17u, kAny}) {
        q.src_context = src;
        for (const uint32_t dst : {0u, 1u, 2u, 3u, 16u, 17u, kAny}) {
          q.dst_context = dst;
          function(q);
        }
      }
    }
  }
}

TEST(Dispatch, TakesTheWayThatTheProtocolSays) {
  std::set<int> results;
  std::set<DispatchWay> ways;
  uint64_t asked = 0;
  ForEach([&](DispatchQuestion q) {
    for (unsigned bits = 0; bits < 1u << 11; ++bits) {
      q.dst_resource = bits & 1;
      q.dst_exists = (bits >> 1 & 1) != 0;
      q.has_source = (bits >> 2 & 1) != 0;
      q.has_target = (bits >> 3 & 1) != 0;
      q.target_delayed = (bits >> 4 & 1) != 0;
      q.source_privileges = bits >> 5 & 3;
      q.target_privileges = bits >> 7 & 3;
      q.sender_privileges = bits >> 9 & 3;
      const DispatchAnswer expected = Dispatched(q);
      const DispatchAnswer answer = Ask(q);
      ASSERT_EQ(answer, expected) << q;
      results.insert(answer.result);
      if (answer.result == 0) ways.insert(answer.way);
      ++asked;
    }
  });
  EXPECT_EQ(asked, 7u * 5 * 6 * 7 * 2048);
  EXPECT_EQ(results, (std::set<int>{VMCI_SUCCESS, VMCI_ERROR_INVALID_RESOURCE,
                                    VMCI_ERROR_INVALID_ARGS, VMCI_ERROR_NO_ACCESS,
                                    VMCI_ERROR_DST_UNREACHABLE, VMCI_ERROR_DEVICE_NOT_FOUND}));
  EXPECT_EQ(ways.size(), 4u);
}

}  // namespace
}  // namespace vmcheck::core
