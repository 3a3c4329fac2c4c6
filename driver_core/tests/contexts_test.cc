// What a host's contexts send each other: examples, and any of them in any order, step by step,
// beside a model that has the protocol's rules and a queue for each virtual machine.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "driver_core/tests/context_run.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kNewest = 0xb0000;
constexpr uint32_t kVm = 16;
constexpr uint64_t kLongest = 69632;
constexpr vmci_handle kOfVm = {kVm, 7};
constexpr vmci_handle kOfHost = {2, 1};

class Contexts : public testing::Test {
 protected:
  void SetUp() override {
    Add(kVm, 0);
    EXPECT_EQ(run.Create(1, 0, 0, 11), VMCI_SUCCESS);
  }
  void TearDown() override { EXPECT_EQ(run.Wrong(), ""); }

  uint32_t Add(uint32_t wish, unsigned char privileges) {
    uint32_t id = kAny;
    const vmci_context_request request = {wish, 1000, kNewest, privileges};
    EXPECT_EQ(vmci_host_add_context(&run.host(), &request, &id), VMCI_SUCCESS);
    return id;
  }
  int Send(uint32_t sender, vmci_handle src, vmci_handle dst, uint64_t size = 24) {
    ContextRun::Send send = run.Begin(sender, src, dst, size - 24, size);
    while (!send.done) run.StepAlone(send);
    return send.of_host.result;
  }
  // The size of what is fetched, or an error.
  int Fetch(uint32_t context, uint64_t room = kLongest) {
    fetch = {};
    fetch.context = context;
    fetch.room = room;
    const int result = vmci_host_fetch(&run.host(), &fetch);
    if (result < 0) return result;
    if (!fetch.is_event) vmci_hal_host_forget(run.host().broker.host, fetch.kept);
    return static_cast<int>(fetch.size);
  }

  ContextRun run;
  vmci_fetch fetch = {};
};

TEST_F(Contexts, AVirtualMachineFetchesWhatItWasSentOldestFirst) {
  for (const int size : {24, 40, 32}) EXPECT_EQ(Send(2, kOfHost, kOfVm, size), size);
  EXPECT_EQ(run.platform.told.count(kVm), 3u);
  EXPECT_EQ(Fetch(kVm), 24);
  EXPECT_EQ(fetch.next, 40u);
  EXPECT_EQ(Fetch(kVm, 39), VMCI_ERROR_NO_MEM);
  EXPECT_EQ(fetch.size, 40u);
  EXPECT_EQ(Fetch(kVm, 40), 40);
  EXPECT_EQ(Fetch(kVm), 32);
  EXPECT_EQ(fetch.next, 0u);
  EXPECT_EQ(Fetch(kVm), VMCI_ERROR_NO_MORE_DATAGRAMS);
  EXPECT_EQ(Fetch(kVm + 1), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.programs.kept(), 0u);
}

TEST_F(Contexts, AMailboxIsNeverQuiteFull) {
  EXPECT_EQ(Send(2, kOfHost, kOfVm, kLongest), static_cast<int>(kLongest));
  EXPECT_EQ(Send(2, kOfHost, kOfVm, kLongest), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(Send(2, kOfHost, kOfVm, kLongest - 1), static_cast<int>(kLongest) - 1);
  EXPECT_EQ(Send(2, kOfHost, kOfVm), VMCI_ERROR_NO_RESOURCES);
  // The hypervisor itself has more room, up to 188416 bytes.
  EXPECT_EQ(Send(0, {0, 1}, kOfVm), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(Send(0, {0, 0}, kOfVm, 188416 - 2 * kLongest + 1), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(Send(0, {0, 0}, kOfVm, 188416 - 2 * kLongest), 49152);
  EXPECT_EQ(run.programs.kept(), 3u);
  EXPECT_EQ(Fetch(kVm), static_cast<int>(kLongest));
  EXPECT_EQ(Send(2, kOfHost, kOfVm), 24);
}

TEST_F(Contexts, AVirtualMachineCallsAProgramAtOnce) {
  EXPECT_EQ(Send(kVm, kOfVm, kOfHost, 32), 32);
  ASSERT_EQ(run.programs.calls.size(), 1u);
  EXPECT_EQ(run.programs.calls[0].program, 11u);
  EXPECT_EQ(run.programs.calls[0].bytes.size(), 32u);
  run.programs.verdict = VMCI_ERROR_NOT_FOUND;
  EXPECT_EQ(Send(kVm, kOfVm, kOfHost), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(run.programs.kept(), 0u);
}

TEST_F(Contexts, ProgramsCallEachOtherLater) {
  EXPECT_EQ(run.Create(2, VMCI_ENDPOINT_FLAG_DELAYED, 0, 12), VMCI_SUCCESS);
  run.programs.verdict = VMCI_ERROR_NOT_FOUND;
  EXPECT_EQ(Send(2, kOfHost, kOfHost, 32), 32);
  EXPECT_EQ(Send(kVm, kOfVm, {2, 2}, 40), 40);
  EXPECT_EQ(Send(2, {kAny, 1}, {2, 2}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_TRUE(run.programs.calls.empty());
  EXPECT_EQ(run.platform.told.count(2), 2u);
  EXPECT_EQ(Fetch(2), VMCI_ERROR_NO_MORE_DATAGRAMS);
  run.Work();
  ASSERT_EQ(run.programs.calls.size(), 2u);
  EXPECT_EQ(run.programs.calls[0].program, 11u);
  EXPECT_EQ(run.programs.calls[1].program, 12u);
  EXPECT_EQ(run.programs.kept(), 0u);
  EXPECT_EQ(Send(2, {kAny, 1}, {2, 2}), 24);
}

TEST_F(Contexts, WhatCannotBeCopiedIsNotSent) {
  run.programs.fail_keep = true;
  EXPECT_EQ(Send(2, kOfHost, kOfVm), VMCI_ERROR_NO_MEM);
  EXPECT_EQ(Fetch(kVm), VMCI_ERROR_NO_MORE_DATAGRAMS);
}

TEST_F(Contexts, ADatagramHasTheLengthThatItSays) {
  for (const uint64_t payload : {uint64_t{7}, uint64_t{9}, ~uint64_t{0} - 15}) {
    ContextRun::Send send = run.Begin(kVm, kOfVm, kOfHost, payload, 32);
    while (!send.done) run.StepAlone(send);
    EXPECT_EQ(send.of_host.result, VMCI_ERROR_INVALID_ARGS);
  }
}

TEST_F(Contexts, ContextsGetTheIdsTheyWishForOrTheNext) {
  EXPECT_EQ(Add(2, 0), kVm + 1);
  EXPECT_EQ(Add(50, VMCI_PRIVILEGE_RESTRICTED), 50u);
  uint32_t id = 5;
  vmci_context_request request = {50, 1000, kNewest, 0};
  EXPECT_EQ(vmci_host_add_context(&run.host(), &request, &id), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(run.Remove(kVm), VMCI_SUCCESS);
  request.privileges = 4;
  EXPECT_EQ(vmci_host_add_context(&run.host(), &request, &id), VMCI_ERROR_INVALID_ARGS);
  request = {kAny, 1000, kNewest, 0};
  EXPECT_EQ(vmci_host_add_context(&run.host(), &request, &id), VMCI_ERROR_INVALID_ARGS);
  request = {50, 1000, 0, 0};
  EXPECT_EQ(vmci_host_add_context(&run.host(), &request, &id), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(id, 5u);
  EXPECT_EQ(Add(kAny - 1, 0), kAny - 1);
  EXPECT_EQ(run.Remove(50), VMCI_SUCCESS);
  EXPECT_EQ(Add(kAny - 1, 0), kVm);
}

TEST_F(Contexts, AContextHasOneOwner) {
  EXPECT_TRUE(vmci_host_is_owner(&run.host(), kVm, 1000));
  EXPECT_FALSE(vmci_host_is_owner(&run.host(), kVm, 1001));
  EXPECT_FALSE(vmci_host_is_owner(&run.host(), kVm + 1, 1000));
  EXPECT_FALSE(vmci_host_is_owner(&run.host(), 2, 0));
  EXPECT_EQ(run.Remove(kVm), VMCI_SUCCESS);
  EXPECT_FALSE(vmci_host_is_owner(&run.host(), kVm, 1000));
}

TEST_F(Contexts, WhatAVirtualMachineHasNotFetchedGoesWithIt) {
  EXPECT_EQ(Send(2, kOfHost, kOfVm), 24);
  EXPECT_EQ(Send(kVm, kOfVm, kOfVm), 24);
  ContextRun::Send late = run.Begin(2, kOfHost, kOfVm, 0, 24);
  while (run.programs.kept() < 3) run.StepAlone(late);
  EXPECT_EQ(run.Remove(kVm), VMCI_SUCCESS);
  EXPECT_EQ(run.Remove(kVm), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(run.Remove(2), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(Send(kVm, kOfVm, kOfHost), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(Send(2, kOfHost, kOfVm), VMCI_ERROR_DST_UNREACHABLE);
  // Who had begun before does not get it to the next one of that id, who may forbid it.
  EXPECT_EQ(Add(kVm, VMCI_PRIVILEGE_RESTRICTED), kVm);
  while (!late.done) run.StepAlone(late);
  EXPECT_EQ(late.of_host.result, VMCI_ERROR_NO_ACCESS);
  EXPECT_EQ(Fetch(kVm), VMCI_ERROR_NO_MORE_DATAGRAMS);
  EXPECT_EQ(run.programs.kept(), 0u);
}

TEST_F(Contexts, EndpointsAreOfTheHostOrOfAnyContext) {
  EXPECT_EQ(run.Create(1, 0, 0, 12), VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(run.Create(3, 1, 0, 12), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.Create(3, 0, 4, 12), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.Create(3, VMCI_ENDPOINT_FLAG_ANY_CONTEXT, 0, 13), VMCI_SUCCESS);
  EXPECT_EQ(Send(2, {2, 3}, kOfVm), 24);
  EXPECT_EQ(Send(kVm, kOfVm, {2, 3}), 24);
  EXPECT_EQ(run.programs.calls.back().program, 13u);
  EXPECT_EQ(Send(2, {2, 4}, kOfVm), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(run.Create(kAny, 0, 0, 14), VMCI_SUCCESS);
  EXPECT_EQ(run.created.resource, 1024u);
}

TEST_F(Contexts, DestructionWaitsForCalls) {
  ContextRun::Send send = run.Begin(kVm, kOfVm, kOfHost, 0, 24);
  run.StepAlone(send);
  vmci_program_destroy destroy = {};
  destroy.handle = kOfHost;
  EXPECT_EQ(vmci_program_endpoint_destroy_step(&run.host(), &destroy), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_program_endpoint_destroy_step(&run.host(), &destroy), VMCI_STEP_WAIT);
  EXPECT_EQ(Send(kVm, kOfVm, kOfHost), VMCI_ERROR_INVALID_RESOURCE);
  const unsigned wakes = run.platform.wakes;
  while (!send.done) run.StepAlone(send);
  EXPECT_EQ(run.platform.wakes, wakes + 1);
  EXPECT_EQ(vmci_program_endpoint_destroy_step(&run.host(), &destroy), VMCI_STEP_DONE);
  EXPECT_EQ(destroy.result, VMCI_SUCCESS);
  destroy = {};
  destroy.handle = kOfHost;
  EXPECT_EQ(vmci_program_endpoint_destroy_step(&run.host(), &destroy), VMCI_STEP_DONE);
  EXPECT_EQ(destroy.result, VMCI_ERROR_NOT_FOUND);
}

TEST_F(Contexts, SubscribersHearOfEvents) {
  uint32_t id = 0;
  EXPECT_EQ(vmci_host_subscribe(&run.host(), VMCI_EVENT_CONTEXT_REMOVED, 21, &id), VMCI_SUCCESS);
  struct {
    vmci_datagram header;
    vmci_event_data event;
    vmci_event_payload_context payload;
  } removed = {{{2, 0}, {0, 0}, 16}, {VMCI_EVENT_CONTEXT_REMOVED, 0}, {kVm, 0}};
  const auto announce = [&] {
    vmci_host_send send = {};
    send.datagram = &removed.header;
    send.size = sizeof removed;
    while (vmci_host_send_step(&run.host(), &send) != VMCI_STEP_DONE) {
    }
    return send.result;
  };
  EXPECT_EQ(announce(), 40);
  ASSERT_EQ(run.programs.calls.size(), 1u);
  const auto* payload = reinterpret_cast<const unsigned char*>(&removed.event);
  EXPECT_EQ(run.programs.calls[0], (ProgramCall{21, true, {payload, payload + 16}}));
  removed.event.event = VMCI_EVENT_PEER_ATTACH;
  EXPECT_EQ(announce(), VMCI_ERROR_INVALID_ARGS);
  vmci_host_unsubscribe unsubscribe = {};
  unsubscribe.id = id;
  EXPECT_EQ(vmci_host_unsubscribe_step(&run.host(), &unsubscribe), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_host_unsubscribe_step(&run.host(), &unsubscribe), VMCI_STEP_DONE);
  removed.event.event = VMCI_EVENT_CONTEXT_REMOVED;
  EXPECT_EQ(announce(), 40);
  EXPECT_EQ(run.programs.calls.size(), 1u);
}

TEST_F(Contexts, SubscriptionsEndWhenCallsAreOver) {
  vmci_host_unsubscribe unsubscribe = {};
  EXPECT_EQ(vmci_host_subscribe(&run.host(), VMCI_EVENT_CONTEXT_REMOVED, 21, &unsubscribe.id),
            VMCI_SUCCESS);
  const struct {
    vmci_event_data event;
    vmci_event_payload_context payload;
  } removed = {{VMCI_EVENT_CONTEXT_REMOVED, 0}, {kVm, 0}};
  vmci_announcement announcement = {};
  const auto announce = [&] {
    return vmci_announce_step(&run.host(), &removed, sizeof removed, &announcement);
  };
  EXPECT_EQ(announce(), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_host_unsubscribe_step(&run.host(), &unsubscribe), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_host_unsubscribe_step(&run.host(), &unsubscribe), VMCI_STEP_WAIT);
  const unsigned wakes = run.platform.wakes;
  while (announce() != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(run.programs.calls.size(), 1u);
  EXPECT_EQ(run.platform.wakes, wakes + 1);
  EXPECT_EQ(vmci_host_unsubscribe_step(&run.host(), &unsubscribe), VMCI_STEP_DONE);
}

// Events of a pair come before datagrams, and programs hear of theirs in their deferred work.
TEST_F(Contexts, ContextsHearOfTheirPairs) {
  uint32_t id = 0;
  EXPECT_EQ(vmci_host_subscribe(&run.host(), VMCI_EVENT_PEER_ATTACH, 21, &id), VMCI_SUCCESS);
  vmci_broker_operation create = {};
  create.request = {{2, 1024}, 8, 8, 0, 2, kVm, 0, 0, 0};
  while (vmci_broker_alloc_step(&run.host().broker, &create) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(create.result, VMCI_SUCCESS_QUEUEPAIR_CREATE);
  vmci_broker_operation attach = {};
  attach.request = {{2, 1024}, 8, 8, 4, kVm, 2, 0, 0, 0};
  attach.store = run.platform.NewMemory(kVm, 8, 8);
  while (vmci_broker_alloc_step(&run.host().broker, &attach) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(attach.result, VMCI_SUCCESS_QUEUEPAIR_ATTACH);
  EXPECT_EQ(run.platform.told.count(2), 1u);
  run.Work();
  ASSERT_EQ(run.programs.calls.size(), 1u);
  EXPECT_EQ(run.programs.calls[0].program, 21u);
  EXPECT_EQ(run.programs.calls[0].bytes.size(), 24u);
  vmci_broker_operation detach = {};
  detach.request.handle = {2, 1024};
  detach.request.context = 2;
  EXPECT_EQ(Send(2, kOfHost, kOfVm), 24);
  while (vmci_broker_detach_step(&run.host().broker, &detach) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(Fetch(kVm, 47), VMCI_ERROR_NO_MEM);
  EXPECT_EQ(Fetch(kVm), 48);
  EXPECT_EQ(fetch.event.event.event, VMCI_EVENT_PEER_DETACH);
  EXPECT_EQ(fetch.next, 24u);
  EXPECT_EQ(Fetch(kVm), 24);
}

RC_GTEST_PROP(ContextPrograms, WhateverIsSentArrivesOnceAndInOrderOrIsRefusedByTheRules, ()) {
  ContextRun run;
  const auto words =
      *rc::gen::container<std::vector<uint32_t>>(rc::gen::inRange<uint32_t>(0, 0xffffffff));
  for (const uint32_t word : words) RC_ASSERT(run.Next(word) == "");
  RC_ASSERT(run.End() == "");
}

}  // namespace
}  // namespace vmcheck::core
