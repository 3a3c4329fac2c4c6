// Doorbells of a host's contexts and notify bytes: examples, and any calls beside a model that has
// a set of doorbells and a queue of those that were rung.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "driver_core/tests/whole_host.h"

namespace vmcheck::core {
namespace {

constexpr uint32_t kAny = 0xffffffff;
constexpr uint32_t kVm = 16;

class HostDoorbell : public testing::Test {
 protected:
  void SetUp() override { bells.Add(kVm); }
  void TearDown() override { EXPECT_EQ(bells.Wrong(), ""); }

  int SetByte(uint32_t context, unsigned place) {
    vmci_notify_operation set = {};
    set.context = context;
    set.place = place;
    while (vmci_host_set_notify_step(bells.host.get(), &set) != VMCI_STEP_DONE) {
    }
    return set.result;
  }
  int UnsetByte(uint32_t context) {
    vmci_notify_operation unset = {};
    unset.context = context;
    while (vmci_host_unset_notify_step(bells.host.get(), &unset) != VMCI_STEP_DONE) {
    }
    return unset.result;
  }

  WholeHost bells;
  std::vector<vmci_handle> rung;
};

TEST_F(HostDoorbell, IsRegisteredOnceByItsOwn) {
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_ERROR_DUPLICATE_ENTRY);
  EXPECT_EQ(bells.Register(kVm, {kVm + 1, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Register(kVm, {kAny, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Register(kVm, {kVm, kAny}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Register(kHost, {kHost, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Register(kVm + 1, {kVm + 1, 2}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 2}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 3}), VMCI_ERROR_NO_RESOURCES);
  EXPECT_EQ(bells.Unregister(kVm, {kVm, 3}), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(bells.Unregister(kVm, {kHost, 1}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Unregister(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 3}), VMCI_SUCCESS);
}

TEST_F(HostDoorbell, IsCollectedOnceHoweverOftenItWasRung) {
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 2}), VMCI_SUCCESS);
  for (const uint32_t resource : {2u, 1u, 2u}) {
    EXPECT_EQ(bells.Ring(kHost, {kVm, resource}), VMCI_SUCCESS);
  }
  EXPECT_EQ(bells.Ring(kHost, {kVm, 3}), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(bells.Ring(99, {kVm, 1}), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Collect(kVm, rung, 1), VMCI_ERROR_MORE_DATA);
  EXPECT_EQ(rung.size(), 2u);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  ASSERT_EQ(rung.size(), 2u);
  EXPECT_EQ(rung[0].resource, 2u);
  EXPECT_EQ(rung[1].resource, 1u);
  // They are lost on the way: one is rung meanwhile, and one no longer registered.
  EXPECT_EQ(bells.Ring(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Unregister(kVm, {kVm, 2}), VMCI_SUCCESS);
  EXPECT_EQ(vmci_host_return_bells(bells.host.get(), kVm, rung.data(), 2), VMCI_SUCCESS);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  ASSERT_EQ(rung.size(), 1u);
  EXPECT_EQ(rung[0].resource, 1u);
  EXPECT_EQ(vmci_host_return_bells(bells.host.get(), kVm, rung.data(), 1), VMCI_SUCCESS);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  EXPECT_EQ(rung.size(), 1u);
  EXPECT_EQ(bells.Collect(kHost, rung), VMCI_ERROR_INVALID_ARGS);
  // Nobody rings by saying that something got lost.
  bells.Add(kVm + 1);
  const vmci_handle others = {kVm, 1};
  EXPECT_EQ(vmci_host_return_bells(bells.host.get(), kVm + 1, &others, 1), VMCI_SUCCESS);
  EXPECT_EQ(bells.Collect(kVm + 1, rung), VMCI_SUCCESS);
  EXPECT_TRUE(rung.empty());
}

TEST_F(HostDoorbell, LeavesTheQueueWhereverItIs) {
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 2}), VMCI_SUCCESS);
  for (const uint32_t resource : {1u, 2u}) bells.Ring(kHost, {kVm, resource});
  EXPECT_EQ(bells.Unregister(kVm, {kVm, 2}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 3}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kHost, {kVm, 3}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Unregister(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  ASSERT_EQ(rung.size(), 1u);
  EXPECT_EQ(rung[0].resource, 3u);
}

TEST_F(HostDoorbell, OfAProgramIsAnsweredByDeferredWork) {
  vmci_handle created = {};
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), 5, 0, 31, &created), VMCI_SUCCESS);
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), 5, 0, 32, &created),
            VMCI_ERROR_ALREADY_EXISTS);
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), 6, 4, 32, &created),
            VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(bells.Ring(kVm, {kHost, 5}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kVm, {kHost, 5}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kVm, {kHost, 6}), VMCI_ERROR_NOT_FOUND);
  EXPECT_TRUE(bells.programs.calls.empty());
  bells.Work();
  ASSERT_EQ(bells.programs.calls.size(), 1u);
  EXPECT_EQ(bells.programs.calls[0], (ProgramCall{31, false, {}}));
}

TEST_F(HostDoorbell, DestructionOfAProgramsWaitsForItsCall) {
  vmci_handle created = {};
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), kAny, 0, 31, &created), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kVm, created), VMCI_SUCCESS);
  vmci_programs work = {};
  while (bells.programs.calls.empty()) vmci_programs_step(bells.host.get(), &work);
  EXPECT_EQ(bells.Ring(kVm, created), VMCI_SUCCESS);
  vmci_program_destroy destroy = {};
  destroy.handle = created;
  EXPECT_EQ(vmci_program_doorbell_destroy_step(bells.host.get(), &destroy), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_program_doorbell_destroy_step(bells.host.get(), &destroy), VMCI_STEP_WAIT);
  while (vmci_programs_step(bells.host.get(), &work) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(bells.platform.wakes, 1u);
  EXPECT_EQ(vmci_program_doorbell_destroy_step(bells.host.get(), &destroy), VMCI_STEP_DONE);
  EXPECT_EQ(bells.programs.calls.size(), 1u);
  // Another one begins with nothing.
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), kAny, 0, 32, &created), VMCI_SUCCESS);
  bells.Work();
  EXPECT_EQ(bells.programs.calls.size(), 1u);
  destroy = {};
  destroy.handle = {kVm, 1};
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(vmci_program_doorbell_destroy_step(bells.host.get(), &destroy), VMCI_STEP_DONE);
  EXPECT_EQ(destroy.result, VMCI_ERROR_NOT_FOUND);
}

TEST_F(HostDoorbell, PrivilegesAreThoseOfTheContextOrThatAProgramChooses) {
  bells.Add(kVm + 1, VMCI_PRIVILEGE_RESTRICTED);
  EXPECT_EQ(bells.Register(kVm + 1, {kVm + 1, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kHost, {kVm + 1, 1}), VMCI_ERROR_NO_ACCESS);
  EXPECT_EQ(bells.Ring(kHost, {kVm + 1, 1}, VMCI_PRIVILEGE_TRUSTED), VMCI_SUCCESS);
  vmci_handle created = {};
  EXPECT_EQ(vmci_program_doorbell_create(bells.host.get(), 5, VMCI_PRIVILEGE_TRUSTED, 31, &created),
            VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kVm + 1, created), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kVm, {kVm + 1, 1}), VMCI_ERROR_DST_UNREACHABLE);
}

TEST_F(HostDoorbell, TheByteSaysWhetherThereIsSomething) {
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kHost, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(SetByte(kVm, 9), VMCI_SUCCESS);
  EXPECT_EQ(bells.programs.bytes[9], 1u);
  EXPECT_EQ(SetByte(kVm, 10), VMCI_ERROR_DUPLICATE_ENTRY);
  EXPECT_EQ(bells.Collect(kVm, rung, 0), VMCI_ERROR_MORE_DATA);
  EXPECT_EQ(bells.programs.bytes[9], 1u);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  EXPECT_EQ(bells.programs.bytes[9], 0u);
  EXPECT_EQ(bells.Ring(kHost, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.programs.bytes[9], 1u);
  vmci_handle created = {};
  EXPECT_EQ(vmci_program_endpoint_create(bells.host.get(), 1, 0, 0, 11, &created), VMCI_SUCCESS);
  vmci_datagram datagram = {{kVm, 1}, created, 0};
  vmci_host_send send = {};
  send.datagram = &datagram;
  send.size = sizeof datagram;
  send.sender = kHost;
  while (vmci_host_send_step(bells.host.get(), &send) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  EXPECT_EQ(bells.programs.bytes[9], 1u);
  vmci_fetch fetch = {};
  fetch.context = kVm;
  fetch.room = sizeof datagram;
  EXPECT_EQ(vmci_host_fetch(bells.host.get(), &fetch), VMCI_SUCCESS);
  bells.programs.Forget(bells.host->broker.host, fetch.kept);
  EXPECT_EQ(bells.programs.bytes[9], 0u);
  // Whoever is told late says nothing that is not so.
  bells.HearOf();
  EXPECT_EQ(bells.programs.bytes[9], 0u);
  EXPECT_EQ(UnsetByte(kVm), VMCI_SUCCESS);
  EXPECT_TRUE(bells.programs.bytes.empty());
  EXPECT_EQ(bells.Ring(kHost, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(UnsetByte(kVm), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(UnsetByte(kVm + 1), VMCI_ERROR_INVALID_ARGS);
  EXPECT_EQ(SetByte(kHost, 9), VMCI_ERROR_INVALID_ARGS);
}

TEST_F(HostDoorbell, AByteThatCannotBePinnedIsNone) {
  bells.programs.fail_pin_byte = true;
  EXPECT_EQ(SetByte(kVm, 9), VMCI_ERROR_NO_MEM);
  EXPECT_EQ(UnsetByte(kVm), VMCI_ERROR_NOT_FOUND);
  EXPECT_EQ(SetByte(kVm, 9), VMCI_SUCCESS);
}

TEST_F(HostDoorbell, RemovalWaitsForAByteAndGivesAllUp) {
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Ring(kHost, {kVm, 1}), VMCI_SUCCESS);
  vmci_notify_operation set = {};
  set.context = kVm;
  set.place = 9;
  EXPECT_EQ(vmci_host_set_notify_step(bells.host.get(), &set), VMCI_STEP_AGAIN);
  EXPECT_EQ(SetByte(kVm, 10), VMCI_ERROR_DUPLICATE_ENTRY);
  EXPECT_EQ(UnsetByte(kVm), VMCI_ERROR_NOT_FOUND);
  vmci_host_removal removal = {};
  removal.pairs.context = kVm;
  EXPECT_EQ(vmci_host_remove_context_step(bells.host.get(), &removal), VMCI_STEP_AGAIN);
  EXPECT_EQ(vmci_host_remove_context_step(bells.host.get(), &removal), VMCI_STEP_WAIT);
  while (vmci_host_set_notify_step(bells.host.get(), &set) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(bells.platform.wakes, 1u);
  while (vmci_host_remove_context_step(bells.host.get(), &removal) != VMCI_STEP_DONE) {
  }
  EXPECT_EQ(removal.pairs.result, VMCI_SUCCESS);
  EXPECT_TRUE(bells.programs.bytes.empty());
  bells.Add(kVm);
  EXPECT_EQ(bells.Collect(kVm, rung), VMCI_SUCCESS);
  EXPECT_TRUE(rung.empty());
  EXPECT_EQ(bells.Register(kVm, {kVm, 1}), VMCI_SUCCESS);
  EXPECT_EQ(bells.Register(kVm, {kVm, 2}), VMCI_SUCCESS);
}

// A virtual machine of the model.
struct ModelVm {
  std::set<uint32_t> registered;
  std::deque<uint32_t> rung;
};

unsigned Take(uint32_t& word, unsigned n) {
  const unsigned taken = word % n;
  word /= n;
  return taken;
}

RC_GTEST_PROP(HostDoorbells, WhatIsRungIsCollectedOnceInOrderWhateverComesAndGoes, ()) {
  WholeHost bells;
  std::map<uint32_t, ModelVm> vms;
  const auto words =
      *rc::gen::container<std::vector<uint32_t>>(rc::gen::inRange<uint32_t>(0, 0xffffffff));
  for (uint32_t word : words) {
    const unsigned what = Take(word, 8);
    const uint32_t context = kVm + Take(word, 2);
    const uint32_t resource = 1 + Take(word, 3);
    const vmci_handle handle = {context, resource};
    const auto vm = vms.find(context);
    const bool there = vm != vms.end();
    const bool known = there && vm->second.registered.count(resource) != 0;
    if (what == 0) {
      if (there) {
        bells.Remove(context);
        vms.erase(vm);
      } else {
        bells.Add(context);
        vms[context];
      }
    } else if (what == 1) {
      size_t all = 0;
      for (const auto& [id, other] : vms) all += other.registered.size();
      const bool full =
          there && (vm->second.registered.size() == VMCI_CONTEXT_DOORBELLS_MAX || all == 4);
      int expected = full ? VMCI_ERROR_NO_RESOURCES : VMCI_SUCCESS;
      if (known) expected = VMCI_ERROR_DUPLICATE_ENTRY;
      if (!there) expected = VMCI_ERROR_INVALID_ARGS;
      RC_ASSERT(bells.Register(context, handle) == expected);
      if (expected == VMCI_SUCCESS) vm->second.registered.insert(resource);
    } else if (what == 2) {
      const int expected = known ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND;
      RC_ASSERT(bells.Unregister(context, handle) == (there ? expected : VMCI_ERROR_INVALID_ARGS));
      if (!known) continue;
      vm->second.registered.erase(resource);
      std::erase(vm->second.rung, resource);
    } else if (what < 6) {
      RC_ASSERT(bells.Ring(kHost, handle) == (known ? VMCI_SUCCESS : VMCI_ERROR_NOT_FOUND));
      if (!known) continue;
      auto& rung = vm->second.rung;
      if (std::count(rung.begin(), rung.end(), resource) == 0) rung.push_back(resource);
    } else if (there) {
      std::vector<vmci_handle> rung;
      RC_ASSERT(bells.Collect(context, rung) == VMCI_SUCCESS);
      RC_ASSERT(rung.size() == vm->second.rung.size());
      for (size_t i = 0; i < rung.size(); ++i) {
        RC_ASSERT(rung[i].context == context);
        RC_ASSERT(rung[i].resource == vm->second.rung[i]);
      }
      vm->second.rung.clear();
    }
    RC_ASSERT(bells.Wrong() == "");
  }
}

}  // namespace
}  // namespace vmcheck::core
