#include "driver_core/tests/host_platform.h"

#include <algorithm>
#include <utility>

namespace vmcheck::core {
namespace {

HostPlatform* platform = nullptr;

}  // namespace

HostPlatform::HostPlatform() {
  platform = this;
}

HostPlatform::~HostPlatform() {
  platform = nullptr;
}

HostPlatform& HostPlatform::current() {
  return *platform;
}

uint32_t HostPlatform::NewMemory(uint32_t context, uint64_t vm_produces, uint64_t vm_consumes) {
  VmMemory memory;
  memory.context = context;
  for (const unsigned queue : {0u, 1u}) {
    const uint64_t size = queue == VMCI_HOST_QUEUE_OF_VM ? vm_produces : vm_consumes;
    memory.bytes[queue].assign((size + VMCI_HAL_PAGE_SIZE - 1) / VMCI_HAL_PAGE_SIZE,
                               std::vector<unsigned char>(VMCI_HAL_PAGE_SIZE));
    for (auto& page : memory.bytes[queue]) memory.pages[queue].push_back(page.data());
  }
  memories_.push_back(std::move(memory));
  return static_cast<uint32_t>(memories_.size() - 1);
}

unsigned HostPlatform::pinned() const {
  return static_cast<unsigned>(std::count_if(memories_.begin(), memories_.end(),
                                             [](const VmMemory& m) { return m.pinned; }));
}

void HostPlatform::Expect(bool right, const char* what) {
  if (!right) wrong.push_back(what);
}

void HostPlatform::CheckUnlocked(vmci_hal_host host) {
  Expect(host->lock.held == 0, "the platform is called with the lock held");
}

// Memory that is pinned, and mapped or not as it must be. Wrong, some memory all the same.
VmMemory& HostPlatform::Find(unsigned memory, bool mapped) {
  const bool there = memory != 0 && memory <= memories_.size() && memories_[memory - 1].pinned;
  Expect(there, "memory is used that is not pinned");
  VmMemory& found = memories_.at(there ? memory - 1 : 0);
  Expect(!there || found.mapped == mapped, "headers are used that are not mapped, or mapped twice");
  return found;
}

int HostPlatform::Pin(vmci_hal_host host, uint32_t context, uint32_t store, uint64_t vm_pages,
                      uint64_t host_pages) {
  CheckUnlocked(host);
  if (std::exchange(fail_pin, false)) return VMCI_ERROR_NO_MEM;
  VmMemory& memory = memories_.at(store);
  Expect(memory.context == context, "another machine's memory is pinned");
  Expect(!memory.pinned, "memory is pinned twice");
  Expect(memory.pages[0].size() + 1 == vm_pages && memory.pages[1].size() + 1 == host_pages,
         "as many pages are pinned as the queues do not have");
  memory.pinned = true;
  return VMCI_SUCCESS;
}

void HostPlatform::Unpin(vmci_hal_host host, unsigned memory) {
  CheckUnlocked(host);
  Find(memory, false).pinned = false;
}

int HostPlatform::MapHeaders(vmci_hal_host host, unsigned memory) {
  CheckUnlocked(host);
  if (std::exchange(fail_map, false)) return VMCI_ERROR_NO_MEM;
  Find(memory, false).mapped = true;
  return VMCI_SUCCESS;
}

void HostPlatform::UnmapHeaders(vmci_hal_host host, unsigned memory) {
  CheckUnlocked(host);
  Find(memory, true).mapped = false;
}

vmci_queue_header* HostPlatform::Header(unsigned memory, unsigned queue) {
  return &Find(memory, true).headers[queue];
}

vmci_page_list HostPlatform::Pages(unsigned memory, unsigned queue) {
  return Find(memory, true).pages[queue].data();
}

}  // namespace vmcheck::core

using vmcheck::core::HostPlatform;

extern "C" {

void test_host_locked(int is_locked, int must_be_locked) {
  HostPlatform::current().Expect(is_locked == must_be_locked,
                                 "a lock is taken or given back twice");
}

int test_host_pin(vmci_hal_host host, vmci_u32 context, vmci_page_store store, vmci_u64 vm_pages,
                  vmci_u64 host_pages) {
  return HostPlatform::current().Pin(host, context, store, vm_pages, host_pages);
}

void test_host_unpin(vmci_hal_host host, unsigned int memory) {
  HostPlatform::current().Unpin(host, memory);
}

int test_host_map_headers(vmci_hal_host host, unsigned int memory) {
  return HostPlatform::current().MapHeaders(host, memory);
}

void test_host_unmap_headers(vmci_hal_host host, unsigned int memory) {
  HostPlatform::current().UnmapHeaders(host, memory);
}

vmci_queue_header* test_host_header(unsigned int memory, unsigned int queue) {
  return HostPlatform::current().Header(memory, queue);
}

vmci_page_list test_host_pages(unsigned int memory, unsigned int queue) {
  return HostPlatform::current().Pages(memory, queue);
}

void test_host_wake(vmci_hal_host host) {
  HostPlatform::current().CheckUnlocked(host);
  ++HostPlatform::current().wakes;
}

void test_host_tell(vmci_hal_host host, vmci_u32 context) {
  HostPlatform::current().CheckUnlocked(host);
  HostPlatform::current().told.insert(context);
}
}
