// The host's broker beside a model of it: examples, and any operations of the host and three
// virtual machines on two handles and on ids that the broker chooses, their steps in any order,
// where memory cannot always be pinned and virtual machines come and go.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "driver_core/datagram.h"
#include "driver_core/tests/broker_model.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kNewest = 0xb0000;
constexpr uint32_t kOlder = 0x90000;
constexpr uint32_t kVm = 16;
constexpr uint64_t kVmProduces = VMCI_HAL_PAGE_SIZE;
constexpr uint64_t kVmConsumes = 2 * VMCI_HAL_PAGE_SIZE + 1;
constexpr uint64_t kPages = 2 + 4;

// What a context asks for when it means well.
vmci_pair_request Request(uint32_t context, vmci_handle handle, bool with_pages) {
  const bool host = context == kHost;
  vmci_pair_request request = {};
  request.handle = handle;
  request.produce_size = host ? kVmConsumes : kVmProduces;
  request.consume_size = host ? kVmProduces : kVmConsumes;
  request.pages = with_pages && !host ? kPages : 0;
  request.context = context;
  request.peer = kAny;
  return request;
}

constexpr vmci_handle kOfHost = {kHost, 1024};

class Broker : public testing::Test {
 protected:
  // The result of an operation that nobody else is in the way of.
  int Do(Asks what, const vmci_pair_request& request, bool fails = false) {
    BrokerRun::Operation operation = run.Begin(what, request, fails);
    EXPECT_EQ(run.Finish(operation), "");
    last = operation.of_broker.request.handle;
    return operation.of_broker.result;
  }
  int Do(Asks what, uint32_t context, vmci_handle handle) {
    const bool memory = what == Asks::kAlloc || what == Asks::kSetPageStore || what == Asks::kMap;
    return Do(what, Request(context, handle, memory));
  }

  BrokerRun run;
  vmci_handle last = {};
};

TEST_F(Broker, APairComesAndGoes) {
  ASSERT_EQ(run.Add({kVm, 0, kNewest}), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kAlloc, kHost, kOfHost), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kAlloc, kVm, kOfHost), VMCI_SUCCESS_QUEUEPAIR_ATTACH);
  EXPECT_EQ(Do(Asks::kUnmap, kVm, kOfHost), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kMap, kVm, kOfHost), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kDetach, kVm, kOfHost), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kDetach, kHost, kOfHost), VMCI_SUCCESS_LAST_DETACH);
  // Its handle is taken until the host has been told all.
  EXPECT_EQ(Do(Asks::kAlloc, kHost, kOfHost), VMCI_ERROR_UNAVAILABLE);
  EXPECT_EQ(run.FetchEvent(kHost), "");
  EXPECT_EQ(Do(Asks::kAlloc, kHost, kOfHost), VMCI_ERROR_UNAVAILABLE);
  EXPECT_EQ(run.FetchEvent(kHost), "");
  EXPECT_EQ(Do(Asks::kAlloc, kHost, kOfHost), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(run.End(), "");
}

TEST_F(Broker, IdsThatItChoosesAreNotSoonAnothers) {
  vmci_pair_request request = Request(kHost, {kAny, kAny}, false);
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(Do(Asks::kAlloc, request), VMCI_SUCCESS_QUEUEPAIR_CREATE);
    EXPECT_EQ(last.context, kHost);
    EXPECT_EQ(last.resource, 1024 + i);
    EXPECT_EQ(Do(Asks::kDetach, kHost, last), VMCI_SUCCESS_LAST_DETACH);
  }
  EXPECT_EQ(Do(Asks::kAlloc, kHost, {kHost, 1027}), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kAlloc, request), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(last.resource, 1028u);
}

TEST_F(Broker, OnlyTheHostLeavesTheIdToIt) {
  ASSERT_EQ(run.Add({kVm, 0, kNewest}), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kVm, kAny}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kAny, kAny}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kAny, 1024}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kVm, 1024}), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kDetach, kVm, {kAny, 1024}), VMCI_ERROR_NOT_FOUND);
}

TEST_F(Broker, WhatCannotBePinnedLeavesNothing) {
  ASSERT_EQ(run.Add({kVm, 0, kNewest}), VMCI_SUCCESS);
  const vmci_pair_request create = Request(kVm, {kVm, 7}, true);
  EXPECT_EQ(Do(Asks::kAlloc, create, true), VMCI_ERROR_NO_MEM);
  EXPECT_TRUE(run.model().pairs.empty());
  EXPECT_EQ(Do(Asks::kAlloc, create), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kUnmap, create), VMCI_SUCCESS);
  EXPECT_EQ(Do(Asks::kMap, create, true), VMCI_ERROR_NO_MEM);
  EXPECT_EQ(Do(Asks::kMap, create), VMCI_SUCCESS);
}

TEST_F(Broker, OneMachineHasItsShare) {
  ASSERT_EQ(run.Add({kVm, 0, kOlder}), VMCI_SUCCESS);
  for (uint32_t i = 0; i < VMCI_CONTEXT_PAIRS_MAX; ++i)
    EXPECT_EQ(Do(Asks::kAlloc, Request(kVm, {kVm, i}, false)), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kAlloc, Request(kVm, {kVm, 99}, false)), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(Do(Asks::kAlloc, kHost, kOfHost), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(Do(Asks::kAlloc, Request(kVm, kOfHost, false)), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(run.End(), "");
}

TEST_F(Broker, OneMachineHasItsShareOfBytes) {
  ASSERT_EQ(run.Add({kVm, 0, kOlder}), VMCI_SUCCESS);
  vmci_pair_request create = Request(kVm, {kVm, 1}, false);
  create.produce_size = VMCI_QUEUE_PAIR_BYTES_MAX - create.consume_size - 1;
  EXPECT_EQ(Do(Asks::kAlloc, create), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  create.handle.resource = 2;
  create.produce_size = 2;
  create.consume_size = 0;
  EXPECT_EQ(Do(Asks::kAlloc, create), VMCI_ERROR_NO_RESOURCES);
  create.produce_size = 1;
  EXPECT_EQ(Do(Asks::kAlloc, create), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(run.End(), "");
}

TEST_F(Broker, WhoFetchesNoEventsIsChargedForThem) {
  ASSERT_EQ(run.Add({kVm, 0, kNewest}), VMCI_SUCCESS);
  for (uint32_t i = 0; i < VMCI_CONTEXT_PAIRS_MAX; ++i) {
    EXPECT_EQ(Do(Asks::kAlloc, kHost, {kHost, i}), VMCI_SUCCESS_QUEUEPAIR_CREATE);
    EXPECT_EQ(Do(Asks::kAlloc, kVm, {kHost, i}), VMCI_SUCCESS_QUEUEPAIR_ATTACH);
    EXPECT_EQ(run.FetchEvent(kHost), "");
    EXPECT_EQ(Do(Asks::kDetach, kHost, {kHost, i}), VMCI_SUCCESS);
    EXPECT_EQ(Do(Asks::kDetach, kVm, {kHost, i}), VMCI_SUCCESS_LAST_DETACH);
  }
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kVm, 99}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(run.FetchEvent(kVm), "");
  EXPECT_EQ(Do(Asks::kAlloc, kVm, {kVm, 99}), VMCI_SUCCESS_QUEUEPAIR_CREATE);
  EXPECT_EQ(run.End(), "");
}

TEST_F(Broker, ContextsAreVirtualMachinesAndNoneTwice) {
  for (const uint32_t context : {0u, 1u, kHost, kAny})
    EXPECT_EQ(run.Add({context, 0, kNewest}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.Add({kVm, 4, kNewest}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.Add({kVm, 3, kNewest}), VMCI_SUCCESS);
  EXPECT_EQ(run.Add({kVm, 0, kNewest}), VMCI_ERROR_ALREADY_EXISTS);
  for (uint32_t i = 2; i < VMCI_CONTEXTS_MAX; ++i)
    EXPECT_EQ(run.Add({kVm + i, 0, 0}), VMCI_SUCCESS);
  EXPECT_EQ(run.Add({99, 0, kNewest}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(Do(Asks::kAlloc, 98, {98, 7}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.FetchEvent(98), "");
  BrokerRun::Operation removal = run.BeginRemoval(kHost);
  EXPECT_EQ(run.Finish(removal), "");
  EXPECT_EQ(run.End(), "");
}

// A number below `n` out of a word, which it shortens.
unsigned Take(uint32_t& word, unsigned n) {
  const unsigned taken = word % n;
  word /= n;
  return taken;
}

// What one of the contexts asks for next, mostly such that it comes to something.
BrokerRun::Operation Next(BrokerRun& run, uint32_t word) {
  constexpr Asks kAsks[] = {Asks::kAlloc,        Asks::kAlloc, Asks::kAlloc,
                            Asks::kSetPageStore, Asks::kUnmap, Asks::kUnmap,
                            Asks::kMap,          Asks::kMap,   Asks::kDetach};
  constexpr vmci_handle kHandles[] = {kOfHost, {kVm, 1025}, {kHost, kAny}};
  const Asks what = kAsks[Take(word, 9)];
  const uint32_t context = Take(word, 2) == 0 ? kHost : kVm + Take(word, 3);
  unsigned handle = Take(word, 3);
  if (handle == 2 && (what != Asks::kAlloc || context != kHost)) handle = 0;
  const auto known = run.model().contexts.find(context);
  const bool newest = known != run.model().contexts.end() && known->second.version >= kNewest;
  vmci_pair_request request = Request(context, kHandles[handle], newest || what != Asks::kAlloc);
  switch (Take(word, 12)) {
    case 0:
      request.flags = VMCI_QUEUE_PAIR_ATTACH_ONLY;
      break;
    case 1:
      request.peer = context == kHost ? kVm : kHost;
      break;
    case 2:  // as many pages
      (context == kHost ? request.produce_size : request.consume_size) += 1;
      break;
    case 3:
      request.pages += 1;
      break;
    default:
      break;
  }
  if (handle == 2) request.flags = 0;
  return run.Begin(what, request, Take(word, 4) == 0);
}

RC_GTEST_PROP(BrokerPrograms, AnyInterleavingOfAnyOperationsIsAsTheModelsAndLeavesNothing, ()) {
  BrokerRun run;
  run.Add({kVm, 0, kNewest});
  run.Add({kVm + 1, 0, kOlder});
  run.Add({kVm + 2, VMCI_PRIVILEGE_RESTRICTED, kNewest});
  std::vector<BrokerRun::Operation> under_way;
  const auto words =
      *rc::gen::container<std::vector<uint32_t>>(rc::gen::inRange<uint32_t>(0, 0xffffffff));
  for (uint32_t word : words) {
    const unsigned what = Take(word, 8);
    std::erase_if(under_way, [](const auto& operation) { return operation.done; });
    if (what < 5 && !under_way.empty()) {
      BrokerRun::Operation& next = under_way[Take(word, under_way.size())];
      if (run.CanStep(next)) RC_ASSERT(run.Step(next) == "");
    } else if (what == 6) {
      RC_ASSERT(run.FetchEvent(Take(word, 2) == 0 ? kHost : kVm + Take(word, 3)) == "");
    } else if (what == 7 && Take(word, 3) == 0) {
      constexpr uint32_t kVersions[] = {kNewest, kOlder, 0x80000};
      const uint32_t context = kVm + Take(word, 3);
      if (run.model().contexts.count(context) != 0)
        under_way.push_back(run.BeginRemoval(context));
      else
        run.Add({context, Take(word, 4), kVersions[Take(word, 3)]});
    } else if (under_way.size() < 5) {
      under_way.push_back(Next(run, word));
    }
  }
  for (bool moved = true; moved;) {
    moved = false;
    for (BrokerRun::Operation& operation : under_way) {
      while (run.CanStep(operation)) {
        RC_ASSERT(run.Step(operation) == "");
        moved = true;
      }
    }
  }
  for (const BrokerRun::Operation& operation : under_way) RC_ASSERT(operation.done);
  RC_ASSERT(run.End() == "");
}

}  // namespace
}  // namespace vmcheck::core
