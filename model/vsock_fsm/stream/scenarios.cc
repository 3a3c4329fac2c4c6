// The scenarios of what passes over a connection.
#include <memory>
#include <utility>

#include "model/vsock_fsm/stream/properties.h"
#include "model/vsock_fsm/stream/streams.h"

namespace vmcheck::vsock::stream {
namespace {

using namespace property;

state::Scenario scenario(const Functions& core, const char* name, const char* summary,
                         const char* bounds, Bounds what) {
  return {name, summary, bounds, std::make_shared<StreamsModel>(core, std::move(what))};
}

// One end writes, and the other one reads.
std::vector<state::Scenario> one_way(const Functions& core) {
  return {
      scenario(core, "vsock/blocked-writer",
               "a writer waits for space, and is told by a queue that was full",
               "queues of 3 bytes, 7 bytes to the host, packets in any order",
               {.ends = {{{}, {.bytes = 7}}},
                .order = Order::any,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kShrunk, &kRead}}),
      scenario(core, "vsock/blocked-writer-older",
               "the same with packets that say who waits and for what",
               "queues of 3 bytes, 7 bytes to the host, packets in any order",
               {.ends = {{{}, {.bytes = 7}}},
                .protocols = 0,
                .order = Order::any,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kShrunk, &kRead}}),
      scenario(core, "vsock/blocked-reader", "a reader waits for 3 bytes, which come one by one",
               "queues of 5 bytes, 7 bytes to the guest, the last one not enough, any order",
               {.ends = {{{.bytes = 7, .piece = 1}, {.lowat = 3}}},
                .size = 5,
                .order = Order::any,
                .reached = {&kReaderBlocked, &kTaken, &kShrunk, &kRead}}),
      scenario(core, "vsock/blocked-reader-older",
               "the same with packets that say who waits and for what",
               "queues of 5 bytes, 7 bytes to the guest, the last one not enough, any order",
               {.ends = {{{.bytes = 7, .piece = 1}, {.lowat = 3}}},
                .size = 5,
                .protocols = 0,
                .order = Order::any,
                .reached = {&kReaderBlocked, &kTaken, &kShrunk, &kRead}}),
      scenario(core, "vsock/blocked-smallest", "queues with room for one byte, and readers of many",
               "queues of 2 bytes, 4 bytes to the guest, newest packets first, one unsent",
               {.ends = {{{.bytes = 4}, {.lowat = 9}}},
                .size = 2,
                .order = Order::newest_first,
                .unsent = 1,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kRead, &kOwed}}),
  };
}

// Both ends write and read; some do not come to the end.
std::vector<state::Scenario> both_ways(const Functions& core) {
  return {
      scenario(core, "vsock/blocked-both-ways", "both ends write and read",
               "queues of 2 bytes, 1 and 2 bytes, packets as they were sent",
               {.ends = {{{.bytes = 1}, {.bytes = 2}}},
                .size = 2,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kBothBlocked, &kRead}}),
      scenario(core, "vsock/blocked-both-ways-older",
               "the same with packets that say who waits and for what",
               "queues of 2 bytes, 1 and 2 bytes, packets as they were sent",
               {.ends = {{{.bytes = 1}, {.bytes = 2}}},
                .size = 2,
                .protocols = 0,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kBothBlocked, &kRead}}),
      scenario(core, "vsock/blocked-half-closed",
               "an end that reads no more, or writes no more, waits for the other half",
               "queues of 2 bytes, 3 bytes to the host, up to 1 call each: a half is shut, or all",
               {.ends = {{{.calls = 1}, {.bytes = 3, .calls = 1}}},
                .size = 2,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kRead, &kBroken}}),
      scenario(core, "vsock/blocked-half-closed-older",
               "the same with packets that say who waits and for what",
               "queues of 2 bytes, 3 bytes to the host, up to 1 call of the guest's",
               {.ends = {{{}, {.bytes = 3, .calls = 1}}},
                .size = 2,
                .protocols = 0,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kRead, &kBroken}}),
      scenario(core, "vsock/blocked-migration",
               "the guest goes on elsewhere, or an end loses its transport, with all asleep",
               "queues of 2 bytes, 1 and 2 bytes, up to 1 change",
               {.ends = {{{.bytes = 1}, {.bytes = 2}}},
                .size = 2,
                .changes = 1,
                .reached = {&kWriterBlocked, &kReaderBlocked, &kBothBlocked, &kRead, &kBroken}}),
  };
}

}  // namespace

std::vector<state::Scenario> scenarios(const Functions& core) {
  std::vector<state::Scenario> all = one_way(core);
  for (state::Scenario& scenario : both_ways(core)) all.push_back(std::move(scenario));
  return all;
}

}  // namespace vmcheck::vsock::stream
