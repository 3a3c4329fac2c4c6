// A pair between a host and a virtual machine, with both ends at work: the machine's on its own
// memory, the host's by the broker, a step at a time.
#pragma once

extern "C" {
#include "driver_core/host/endpoint.h"
}

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "driver_core/tests/host_platform.h"

namespace vmcheck::core {

constexpr uint32_t kVm = 16;
constexpr vmci_handle kPair = {2, 1024};
constexpr uint64_t kVmProduces = VMCI_HAL_PAGE_SIZE + 1;
constexpr uint64_t kVmConsumes = 2 * VMCI_HAL_PAGE_SIZE + 3;

class HostEnds {
 public:
  // An operation of the host's end, and the bytes that it moves.
  struct Operation {
    explicit Operation(vmci_host_request request, std::vector<unsigned char> data, bool blocks);
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

    std::vector<unsigned char> bytes;
    vmci_source source;
    vmci_target target;
    vmci_host_operation of_broker = {};
    std::optional<unsigned> waits;  // since so many were woken
    bool done = false;
  };

  // A change of the pair, as broker.h has it.
  struct Change {
    decltype(&vmci_broker_map_step) step = nullptr;
    vmci_broker_operation of_broker = {};
    std::optional<unsigned> waits;
    bool done = false;
  };

  // The host has created the pair, and a machine attached to it.
  HostEnds();

  HostPlatform platform;
  vmci_broker& broker() { return *broker_; }

  // The machine's ring, on the memory that it has now.
  vmci_ring_pair& vm() { return vm_; }
  VmMemory& memory() { return platform.memory(store_); }

  template <typename Any>
  bool CanStep(const Any& any) const {
    return !any.done && any.waits != platform.wakes;
  }
  enum vmci_step Step(Operation& operation);
  enum vmci_step Step(Change& change);
  // Steps it alone. False: it waits, and nobody wakes it.
  template <typename Any>
  bool Finish(Any& any) {
    while (CanStep(any)) Step(any);
    return any.done;
  }

  Change Begin(decltype(&vmci_broker_map_step) step, uint32_t context);
  int Do(decltype(&vmci_broker_map_step) step, uint32_t context);

  // Moves the machine's memory, of which none is pinned, to another place.
  void MoveMemory();

  uint64_t Enqueue(std::vector<unsigned char> bytes);  // by the machine; tells the host
  std::vector<unsigned char> Dequeue(uint64_t length);

 private:
  void SetViews();

  std::unique_ptr<vmci_broker> broker_;
  uint32_t store_ = 0;
  vmci_ring_pair vm_ = {};
};

}  // namespace vmcheck::core
