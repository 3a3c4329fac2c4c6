#include "tools/kernel_peer/context.h"

#include <fmt/core.h>
#include <sys/mman.h>

#include <stdexcept>

extern "C" {
#include <driver_core/datagram.h>
#include <driver_core/result.h>
}

namespace vmcheck::kernel_peer {

// The kernel keeps the pages, so they are shared: a private one is another page after a fork().
Context::Context(std::uint32_t wished)
    : file_(vmci_dev_open(wished, 0, &id_)),
      memory_(mmap(nullptr, kMemory, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
  if (file_ < 0) {
    throw std::runtime_error(
        fmt::format("/dev/vmci: result {}: is the kernel's module loaded, and this root?", file_));
  }
  if (memory_ == MAP_FAILED) throw std::runtime_error("no memory for a machine");
}

Context::~Context() {
  vmci_dev_close(file_);
  munmap(memory_, kMemory);
}

std::optional<std::vector<std::uint8_t>> Context::receive() const {
  std::vector<std::uint8_t> datagram(VMCI_DATAGRAM_SIZE_MAX);
  if (vmci_dev_receive(file_, datagram.data(), datagram.size()) < VMCI_SUCCESS) return {};
  const auto* header = reinterpret_cast<const vmci_datagram*>(datagram.data());
  datagram.resize(sizeof(*header) + header->payload_size);
  return datagram;
}

}  // namespace vmcheck::kernel_peer
