#include "driver_core/tests/dev_vmci_kernel.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include "driver_core/datagram.h"
}

namespace vmcheck::core {
namespace {

constexpr int kFile = 5;

std::vector<unsigned char> MakeDatagram(vmci_handle from, vmci_handle to,
                                        const std::string& payload) {
  vmci_datagram header = {to, from, payload.size()};
  std::vector<unsigned char> bytes(sizeof(header) + payload.size());
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::copy(payload.begin(), payload.end(), bytes.begin() + sizeof(header));
  return bytes;
}

}  // namespace

DevVmciKernel& DevVmciKernel::current() {
  static DevVmciKernel kernel;
  return kernel;
}

void DevVmciKernel::Send(uint32_t resource, const std::string& payload) {
  datagrams.push_back(MakeDatagram({VMCI_CONTEXT_HOST, 9}, {context, resource}, payload));
}

}  // namespace vmcheck::core

using vmcheck::core::DevVmciKernel;

extern "C" {

int vmci_dev_open(vmci_u32, vmci_u32, vmci_u32* context) {
  DevVmciKernel& kernel = DevVmciKernel::current();
  kernel.file = vmcheck::core::kFile;
  *context = kernel.context;
  return *kernel.file;
}

void vmci_dev_close(int) {
  DevVmciKernel::current().file.reset();
}

int vmci_dev_send(int, const void* datagram, size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(datagram);
  DevVmciKernel& kernel = DevVmciKernel::current();
  std::vector<unsigned char> back(bytes, bytes + size);
  if (kernel.program) {
    kernel.program(back);
    return static_cast<int>(size);
  }
  std::swap_ranges(back.begin(), back.begin() + 8, back.begin() + 8);
  kernel.datagrams.push_back(back);
  return static_cast<int>(size);
}

int vmci_dev_receive(int, void* buffer, size_t size) {
  auto& datagrams = DevVmciKernel::current().datagrams;
  if (datagrams.empty()) return VMCI_ERROR_NO_MORE_DATAGRAMS;
  if (datagrams.front().size() > size) return VMCI_ERROR_NO_MEM;
  std::copy(datagrams.front().begin(), datagrams.front().end(),
            static_cast<unsigned char*>(buffer));
  datagrams.pop_front();
  return VMCI_SUCCESS;
}

int vmci_dev_alloc_pair(int, const vmci_dev_pair* pair) {
  DevVmciKernel& kernel = DevVmciKernel::current();
  if (kernel.refuses != 0) return kernel.refuses;
  kernel.pair = *pair;
  return VMCI_SUCCESS;
}

int vmci_dev_detach_pair(int, vmci_handle) {
  DevVmciKernel& kernel = DevVmciKernel::current();
  if (kernel.refuses != 0) return kernel.refuses;
  if (!kernel.pair) return VMCI_ERROR_NOT_FOUND;
  kernel.pair.reset();
  return VMCI_SUCCESS;
}

int vmci_dev_set_pair_memory(int, vmci_handle, void* memory, vmci_u64 pages) {
  DevVmciKernel& kernel = DevVmciKernel::current();
  if (kernel.refuses != 0) return kernel.refuses;
  if (!kernel.pair) return VMCI_ERROR_NOT_FOUND;
  kernel.pair->memory = memory;
  kernel.pair->pages = pages;
  return VMCI_SUCCESS;
}

int vmci_dev_wait(int, int) {
  return !DevVmciKernel::current().datagrams.empty();
}

}  // extern "C"
