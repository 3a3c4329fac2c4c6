// Pairs as the host's broker knows them, what their parties ask for, and what comes of it: for
// tests of the rules.
#pragma once

#include <driver_core/host/pair_alloc.h>
#include <driver_core/host/pair_party.h>

#include <cstdint>
#include <vector>

namespace vmcheck::core {

constexpr uint32_t kHost = 2;
constexpr uint32_t kVm = 16;
constexpr uint32_t kOtherVm = 17;
constexpr uint32_t kAny = 0xffffffff;
constexpr uint64_t kPage = VMCI_HAL_PAGE_SIZE;
constexpr uint64_t kVmProduces = 3 * kPage;
constexpr uint64_t kVmConsumes = kPage + 1;
constexpr uint64_t kPages = 4 + 3;

enum Trigger { kCreate, kAttach, kSetPageStore, kUnmap, kMap, kDetach };
constexpr Trigger kTriggers[] = {kCreate, kAttach, kSetPageStore, kUnmap, kMap, kDetach};
constexpr const char* kTriggerNames[] = {"create", "attach", "set", "unmap", "map", "detach"};

// What a trigger gives: on an error, a pair and actions that are left as they were before the call.
struct Given {
  int result;
  vmci_pair_outcome outcome;
};

constexpr unsigned kUntouched = 0xdeadbeef;

inline Given Pull(Trigger trigger, const vmci_pair& pair, const vmci_pair_request& request) {
  constexpr decltype(&vmci_pair_create) kFunctions[] = {
      vmci_pair_create, vmci_pair_attach, vmci_pair_set_page_store,
      vmci_pair_unmap,  vmci_pair_map,    vmci_pair_detach};
  Given given = {0, {pair, kUntouched}};
  given.result = kFunctions[trigger](&pair, &request, &given.outcome);
  return given;
}

// What a context asks for when it means well. An older machine gives memory only where it must.
inline vmci_pair_request Request(uint32_t context, bool older, Trigger trigger) {
  const bool host = context == kHost;
  vmci_pair_request request = {};
  request.handle = {kHost, 1024};
  request.produce_size = host ? kVmConsumes : kVmProduces;
  request.consume_size = host ? kVmProduces : kVmConsumes;
  request.context = context;
  request.peer = trigger == kAttach ? kAny : host ? kVm : kHost;
  request.capabilities = host    ? 0
                         : older ? VMCI_PAIR_WITH_HOST
                                 : VMCI_PAIR_WITH_HOST | VMCI_PAIR_WITH_MEMORY;
  if (!host && (!older || trigger == kSetPageStore || trigger == kMap)) request.pages = kPages;
  return request;
}

inline bool HasMemory(int state) {
  return state == 2 || state == 4 || state == 6;
}

// All pairs that there can be between the host and a virtual machine.
inline std::vector<vmci_pair> AllPairs() {
  std::vector<vmci_pair> pairs;
  for (const uint32_t creator : {kHost, kVm}) {
    for (unsigned char state = 0; state < 8; ++state) {
      for (unsigned char parties = 0; parties < 4; ++parties) {
        for (unsigned char unmapped = 0; unmapped < 2; ++unmapped) {
          const int count = (parties & 1) + (parties >> 1);
          if (count != (state == 0 || state == 7 ? 0 : state == 3 || state == 4 ? 2 : 1)) continue;
          if ((state == 1 || state == 2) && parties != 1) continue;
          const bool vm_there = (parties & (creator == kVm ? 1 : 2)) != 0;
          if ((HasMemory(state) || unmapped != 0) && !vm_there) continue;
          if (HasMemory(state) && unmapped != 0) continue;
          // A machine that creates a pair has given memory before anybody attaches.
          if (creator == kVm && state > 2 && vm_there && !HasMemory(state) && unmapped == 0)
            continue;
          vmci_pair pair;
          vmci_pair_init(&pair);
          pair.state = state;
          pair.parties = parties;
          pair.unmapped = unmapped;
          if (state != 0) {
            pair.handle = {kHost, 1024};
            pair.produce_size = kVmProduces;
            pair.consume_size = kVmConsumes;
            pair.creator = creator;
            pair.peer = creator == kHost ? kVm : kHost;
            pair.creator_capabilities = creator == kHost ? 0 : 3;
            if (state > 2) pair.attacher = pair.peer;
          }
          pairs.push_back(pair);
        }
      }
    }
  }
  return pairs;
}

inline bool SamePair(const vmci_pair& a, const vmci_pair& b) {
  const auto words = [](const vmci_pair& p) {
    return std::vector<uint64_t>{p.handle.context,
                                 p.handle.resource,
                                 p.produce_size,
                                 p.consume_size,
                                 p.creator,
                                 p.attacher,
                                 p.peer,
                                 p.flags,
                                 p.state,
                                 p.parties,
                                 p.unmapped,
                                 p.creator_privileges,
                                 p.creator_capabilities};
  };
  return words(a) == words(b);
}

inline vmci_pair Created(uint32_t creator) {
  vmci_pair pair;
  vmci_pair_init(&pair);
  return Pull(kCreate, pair, Request(creator, false, kCreate)).outcome.pair;
}

}  // namespace vmcheck::core
