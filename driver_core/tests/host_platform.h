// The host under a broker that is tested: memory of virtual machines that is pinned and mapped, who
// is woken and told, and what the broker must not do. One at a time.
#pragma once

extern "C" {
#include "driver_core/host/broker.h"
}

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace vmcheck::core {

// A virtual machine's memory for the two queues of a pair, by enum vmci_host_queue.
struct VmMemory {
  uint32_t context = 0;
  vmci_queue_header headers[2] = {};
  std::vector<std::vector<unsigned char>> bytes[2];
  std::vector<vmci_page> pages[2];
  bool pinned = false;
  bool mapped = false;
};

class HostPlatform {
 public:
  HostPlatform();
  ~HostPlatform();
  HostPlatform(const HostPlatform&) = delete;
  HostPlatform& operator=(const HostPlatform&) = delete;

  static HostPlatform& current();

  // Memory of a machine for queues of these sizes. Its number is the machine's page store.
  uint32_t NewMemory(uint32_t context, uint64_t vm_produces, uint64_t vm_consumes);
  VmMemory& memory(uint32_t store) { return memories_.at(store); }
  unsigned pinned() const;

  // The next call of that kind fails.
  bool fail_pin = false;
  bool fail_map = false;

  unsigned wakes = 0;
  std::multiset<uint32_t> told;
  std::vector<std::string> wrong;  // what the broker must not have done

  // What the HAL calls.
  int Pin(vmci_hal_host host, uint32_t context, uint32_t store, uint64_t vm_pages,
          uint64_t host_pages);
  void Unpin(vmci_hal_host host, unsigned memory);
  int MapHeaders(vmci_hal_host host, unsigned memory);
  void UnmapHeaders(vmci_hal_host host, unsigned memory);
  vmci_queue_header* Header(unsigned memory, unsigned queue);
  vmci_page_list Pages(unsigned memory, unsigned queue);
  void CheckUnlocked(vmci_hal_host host);
  void Expect(bool right, const char* what);

 private:
  VmMemory& Find(unsigned memory, bool mapped);

  std::deque<VmMemory> memories_;  // which stay where they are
};

}  // namespace vmcheck::core
