// A host and the platform under it, for examples.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "driver_core/tests/context_platform.h"
#include "driver_core/tests/host_platform.h"

namespace vmcheck::core {

constexpr uint32_t kHost = 2;

// A host whose operations are carried out one after the other.
struct WholeHost {
  HostPlatform platform;
  ContextPlatform programs;
  std::unique_ptr<vmci_host> host = std::make_unique<vmci_host>();

  WholeHost() { vmci_host_begin(host.get(), &host->broker); }

  void Add(uint32_t context, unsigned char privileges = 0) {
    uint32_t id = 0;
    const vmci_context_request request = {context, 0, 0xb0000, privileges};
    EXPECT_EQ(vmci_host_add_context(host.get(), &request, &id), VMCI_SUCCESS);
    EXPECT_EQ(id, context);
  }
  void Remove(uint32_t context) {
    vmci_host_removal removal = {};
    removal.pairs.context = context;
    while (vmci_host_remove_context_step(host.get(), &removal) != VMCI_STEP_DONE) {
    }
    EXPECT_EQ(removal.pairs.result, VMCI_SUCCESS);
  }
  int Register(uint32_t context, vmci_handle handle) {
    return vmci_host_register_doorbell(host.get(), context, handle);
  }
  int Unregister(uint32_t context, vmci_handle handle) {
    return vmci_host_unregister_doorbell(host.get(), context, handle);
  }
  int Ring(uint32_t sender, vmci_handle handle, unsigned char privileges = 0) {
    vmci_bell bell = {};
    bell.handle = handle;
    bell.sender = sender;
    bell.privileges = privileges;
    while (vmci_bell_step(host.get(), &bell) != VMCI_STEP_DONE) {
    }
    HearOf();
    return bell.result;
  }
  // What a platform does when it is to tell somebody.
  void HearOf() {
    for (const uint32_t context : platform.told) vmci_host_raise_notify(host.get(), context);
    platform.told.clear();
  }
  int Collect(uint32_t context, std::vector<vmci_handle>& bells, uint64_t room = 8) {
    bells.assign(room, {});
    uint64_t count = room;
    const int result = vmci_host_collect_bells(host.get(), context, bells.data(), &count);
    bells.resize(count);
    return result;
  }
  void Work() {
    vmci_programs work = {};
    while (vmci_programs_step(host.get(), &work) != VMCI_STEP_DONE) {
    }
  }
  std::string Wrong() const { return platform.wrong.empty() ? "" : platform.wrong.front(); }
};

}  // namespace vmcheck::core
