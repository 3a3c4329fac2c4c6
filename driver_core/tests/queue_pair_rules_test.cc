// Which queue pairs a machine may ask for, against the protocol's description written down once
// more, with sums that cannot wrap.
#include <driver_core/device/queue_pair_rules.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

namespace vmcheck::core {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr uint32_t kHost = 2;
constexpr uint32_t kOwn = 42;
constexpr uint32_t kOther = 43;
constexpr uint32_t kInvalid = 0xffffffff;
constexpr uint64_t kMost = 128 << 20;

rc::Gen<uint32_t> Context() {
  return rc::gen::element(kHost, kOwn, kOther, kInvalid, 0u);
}

rc::Gen<uint64_t> Bytes() {
  return rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(), rc::gen::inRange<uint64_t>(0, 3),
                        rc::gen::inRange<uint64_t>(kMost - 2, kMost + 3),
                        rc::gen::inRange<uint64_t>(0, kMost));
}

vmci_queue_pair_request AnyRequest() {
  vmci_queue_pair_request request;
  request.handle = {*Context(), *rc::gen::element(kInvalid, 1024u)};
  request.peer = *Context();
  request.flags = *rc::gen::inRange<uint32_t>(0, 5);
  request.produce_size = *Bytes();
  request.consume_size = *Bytes();
  return request;
}

int ExpectedOfHandle(const vmci_queue_pair_request& request) {
  const bool local = (request.flags & 2) != 0;
  const bool names_id = request.handle.resource != kInvalid;
  const bool anonymous = request.handle.context == kInvalid && !names_id;
  const bool own = request.handle.context == kOwn || anonymous;
  const bool of_host = request.handle.context == kHost;
  if (local && !own) return VMCI_ERROR_NO_ACCESS;
  if (!local && !own && !of_host) return VMCI_ERROR_NO_ACCESS;
  if (local && request.peer != kOwn && request.peer != kInvalid) return VMCI_ERROR_NO_ACCESS;
  const bool attaches = (request.flags & 1) != 0 || of_host;
  if (attaches && !names_id) return VMCI_ERROR_INVALID_ARGS;
  if (!attaches && names_id && !local) return VMCI_ERROR_INVALID_ARGS;
  return VMCI_SUCCESS;
}

Wide PagesOf(uint64_t size) {
  return Wide{1} + (Wide{size} + VMCI_HAL_PAGE_SIZE - 1) / VMCI_HAL_PAGE_SIZE;
}

RC_GTEST_PROP(QueuePairRules, OfARequestTheFirstErrorIsTold, (bool far, bool has_context)) {
  const vmci_queue_pair_request request = AnyRequest();
  const Wide sum = Wide{request.produce_size} + request.consume_size;
  const Wide named =
      (PagesOf(request.produce_size) + PagesOf(request.consume_size)) * (far ? 8 : 4);
  int expected = ExpectedOfHandle(request);
  if (!has_context) expected = VMCI_ERROR_DEVICE_NOT_FOUND;
  if ((request.flags & 2) == 0 && 64 + named > 69632) expected = VMCI_ERROR_NO_RESOURCES;
  if (sum > kMost) expected = VMCI_ERROR_NO_RESOURCES;
  if (sum == 0) expected = VMCI_ERROR_INVALID_ARGS;
  if (request.flags > 3) expected = VMCI_ERROR_INVALID_ARGS;
  RC_ASSERT(vmci_queue_pair_check_request(has_context ? kOwn : kInvalid, far ? 8 : 4, &request) ==
            expected);
}

RC_GTEST_PROP(QueuePairRules, AHandleIsOnesOwnOrTheHosts, ()) {
  const vmci_queue_pair_request request = AnyRequest();
  RC_ASSERT(vmci_queue_pair_check_handle(kOwn, &request) == ExpectedOfHandle(request));
}

RC_GTEST_PROP(QueuePairRules, AMessageIsNoLongerThanADatagram, (bool far)) {
  const uint64_t pages =
      *rc::gen::oneOf(rc::gen::arbitrary<uint64_t>(), rc::gen::inRange<uint64_t>(8690, 8702),
                      rc::gen::inRange<uint64_t>(17386, 17398),
                      rc::gen::map(rc::gen::inRange<uint64_t>(0, 99),
                                   [](uint64_t more) { return (uint64_t{1} << 61) + more; }));
  const Wide expected = Wide{64} + Wide{pages} * (far ? 8 : 4);
  uint64_t size = 7;
  const int result = vmci_queue_pair_message_size(far ? 8 : 4, pages, &size);
  RC_ASSERT(result == (expected > 69632 ? VMCI_ERROR_NO_RESOURCES : VMCI_SUCCESS));
  RC_ASSERT(size == (expected > 69632 ? 7 : static_cast<uint64_t>(expected)));
}

RC_GTEST_PROP(QueuePairRules, WhoAttachesExchangesTheQueues, ()) {
  vmci_queue_pair_request request = AnyRequest();
  request.flags = *rc::gen::inRange<uint32_t>(0, 4);
  const uint64_t produce =
      *rc::gen::element(request.produce_size, request.consume_size, uint64_t{9});
  const uint64_t consume =
      *rc::gen::element(request.produce_size, request.consume_size, uint64_t{9});
  const uint32_t flags = *rc::gen::element(0u, 2u);
  const bool same = request.produce_size == consume && request.consume_size == produce &&
                    (request.flags & 2) == flags;
  RC_ASSERT(vmci_queue_pair_check_same(flags, produce, consume, &request) ==
            (same ? VMCI_SUCCESS : VMCI_ERROR_QUEUEPAIR_MISMATCH));
}

RC_GTEST_PROP(QueuePairRules, AllPairsTogetherStayWithinTheLimit, ()) {
  const uint64_t used = *rc::gen::inRange<uint64_t>(0, kMost + 1);
  const uint64_t produce = *rc::gen::inRange<uint64_t>(0, kMost + 1);
  const uint64_t consume = *rc::gen::inRange<uint64_t>(0, kMost + 1 - produce);
  RC_ASSERT(vmci_queue_pair_check_room(used, produce, consume) ==
            (used + produce + consume > kMost ? VMCI_ERROR_NO_RESOURCES : VMCI_SUCCESS));
}

}  // namespace
}  // namespace vmcheck::core
