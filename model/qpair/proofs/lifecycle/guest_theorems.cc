// What a machine's driver lets its clients ask for: device/queue_pair_rules.h.
#include <fmt/core.h>

#include "model/qpair/proofs/lifecycle/checks.h"
#include "model/qpair/proofs/lifecycle/pages.h"
#include "model/qpair/proofs/lifecycle/symbolic_guest.h"
#include "model/qpair/proofs/lifecycle/topics.h"
#include "sim/smt/execution.h"
#include "sim/smt/number.h"

namespace vmcheck::qpair::proofs::guest {
namespace {

using namespace symbolic_guest;
using smt::all;
using smt::any;
using smt::Body;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::Word32;
using smt::Word64;
using Checks = std::vector<Check>;

// The protocol's numbers, written down once more.
constexpr unsigned kHost = 2;
constexpr unsigned kNone = 0xffffffff;
constexpr unsigned kMostBytes = 128U << 20;
constexpr unsigned kDatagram = 69632;
constexpr unsigned kHeader = 64;

Number times(const Number& number, unsigned factor) {
  Number product(0);
  for (unsigned i = 0; i < factor; ++i) product = product + number;
  return product;
}

vmci_queue_pair_request any_request(Execution& run) {
  vmci_queue_pair_request request;
  request.handle = {run.word<32>("handle's context"), run.word<32>("handle's resource")};
  request.peer = run.word<32>("peer");
  request.flags = run.word<32>("flags");
  request.produce_size = run.word<64>("produce size");
  request.consume_size = run.word<64>("consume size");
  return request;
}

unsigned any_number_size(Execution& run) {
  return run.word<32>("whether page numbers have 64 bits") == 0 ? 4 : 8;
}

Checks request_checks(const Word32& own, unsigned number_size,
                      const vmci_queue_pair_request& request) {
  const Bool attach_only = any({request.flags == 1, request.flags == 3});
  const Bool local = any({request.flags == 2, request.flags == 3});
  const Bool named = request.handle.resource != kNone;
  const Bool of_host = request.handle.context == kHost;
  const Bool attaches = any({attach_only, of_host});
  const Bool ours =
      any({request.handle.context == own, all({request.handle.context == kNone, !named})});
  const Number pages = pages_of(request.produce_size) + pages_of(request.consume_size);
  return {
      {VMCI_ERROR_INVALID_ARGS, request.flags > 3},
      {VMCI_ERROR_INVALID_ARGS, all({request.produce_size == 0, request.consume_size == 0})},
      {VMCI_ERROR_NO_RESOURCES,
       Number(request.produce_size) + request.consume_size > Number(kMostBytes)},
      {VMCI_ERROR_NO_RESOURCES,
       all({!local, times(pages, number_size) + kHeader > Number(kDatagram)})},
      {VMCI_ERROR_DEVICE_NOT_FOUND, own == kNone},
      {VMCI_ERROR_NO_ACCESS, all({!ours, any({local, !of_host})})},
      {VMCI_ERROR_NO_ACCESS, all({local, request.peer != own, request.peer != kNone})},
      {VMCI_ERROR_INVALID_ARGS, all({attaches, !named})},
      {VMCI_ERROR_INVALID_ARGS, all({named, !attaches, !local})},
  };
}

Body requests_are_judged(const Guest& guest) {
  return [&guest](Execution& run) {
    const Word32 own = run.word<32>("own context");
    run.assume(own > kHost);
    const vmci_queue_pair_request request = any_request(run);
    const unsigned number_size = any_number_size(run);
    const int result = guest.check_request(own, number_size, &request);
    run.show("result", fmt::format("{}", result));
    run.claim("the result is that of the first check that fails",
              is_first_failure(request_checks(own, number_size, request), result));
  };
}

Body messages_fit(const Guest& guest) {
  return [&guest](Execution& run) {
    const unsigned number_size = any_number_size(run);
    const Word64 pages = run.word<64>("pages");
    const Word64 before = run.word<64>("what the size held before");
    Word64 size = before;
    const int result = guest.message_size(number_size, pages, &size);
    const Number needed = times(pages, number_size) + kHeader;
    run.show("result", fmt::format("{}", result));
    run.claim("it is refused exactly when it is longer than a datagram",
              (result < VMCI_SUCCESS ? needed > Number(kDatagram) : needed <= Number(kDatagram)));
    run.claim("the size is exact, or left alone",
              result < VMCI_SUCCESS ? size == before : Number(size) == needed);
  };
}

Body ends_agree(const Guest& guest) {
  return [&guest](Execution& run) {
    const vmci_queue_pair_request request = any_request(run);
    const Word32 flags = run.word<32>("the creator's flags");
    const Word64 produce = run.word<64>("the creator's produce size");
    const Word64 consume = run.word<64>("the creator's consume size");
    run.assume(all({any({flags == 0, flags == 2}), request.flags <= 3}));
    const int result = guest.check_same(flags, produce, consume, &request);
    const Bool same =
        all({request.produce_size == consume, request.consume_size == produce,
             any({request.flags == flags, Number(request.flags) == Number(flags) + 1})});
    run.show("result", fmt::format("{}", result));
    run.claim("who attaches sees the queues exchanged, or is refused",
              result < VMCI_SUCCESS ? !same : same);
  };
}

Body pairs_stay_within_the_limit(const Guest& guest) {
  return [&guest](Execution& run) {
    const Word64 used = run.word<64>("bytes of all pairs");
    const Word64 produce = run.word<64>("produce size");
    const Word64 consume = run.word<64>("consume size");
    run.assume(all({used <= kMostBytes, Number(produce) + consume <= Number(kMostBytes)}));
    const int result = guest.check_room(used, produce, consume);
    const Bool fits = Number(used) + produce + consume <= Number(kMostBytes);
    run.show("result", fmt::format("{}", result));
    run.claim("there is room exactly when all together are within the limit",
              result < VMCI_SUCCESS ? !fits : fits);
  };
}

}  // namespace

std::vector<smt::Theorem> theorems() {
  return {
      {"guest/request",
       "Whatever a client asks for, the error is that of the first check that fails, and a machine "
       "creates pairs by ids of its driver's choice only.",
       requests_are_judged(sound_guest),
       {"a client gives the id", requests_are_judged(own_id_given)}},
      {"guest/message",
       "The list of a pair's pages fits in a datagram, or is refused; its size is exact.",
       messages_fit(sound_guest),
       {"the list's size wraps", messages_fit(pages_times_their_numbers_wrap)}},
      {"guest/attach",
       "Who attaches to a local pair sees its creator's queues exchanged.",
       ends_agree(sound_guest),
       {"the sizes are not exchanged", ends_agree(sizes_not_exchanged)}},
      {"guest/limit",
       "All pairs of a machine together stay within the limit.",
       pairs_stay_within_the_limit(sound_guest),
       {"one queue of the new pair is not counted",
        pairs_stay_within_the_limit(room_for_the_larger_queue)}},
  };
}

}  // namespace vmcheck::qpair::proofs::guest
