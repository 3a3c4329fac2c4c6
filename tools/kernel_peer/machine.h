// A virtual machine of the guest's kernel, with the core's driver and sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

extern "C" {
#include "driver_core/stack/call.h"
#include "driver_core/stack/stream.h"
#include "driver_core/user/sockets.h"
}

namespace vmcheck::kernel_peer {

class Machine {
 public:
  // With the id that is wished for, unless another has it. Throws Failure.
  explicit Machine(std::uint32_t wished);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  std::uint32_t context() const { return sockets_->device.context; }
  vmci_user_device& device() { return sockets_->device; }

  // Calls of sockets: VMCI_SUCCESS or what was moved, or an errno value, negative.
  unsigned int open();
  int set_buffer_size(unsigned int slot, std::uint64_t bytes);
  int listen(unsigned int slot, std::uint32_t port, std::uint32_t backlog);
  int accept(unsigned int slot, unsigned int& child);
  int connect(unsigned int slot, std::uint32_t context, std::uint32_t port);
  int await_connected(unsigned int slot);  // what comes of it
  int send(unsigned int slot, std::span<const std::uint8_t> bytes);
  int receive(unsigned int slot, std::span<std::uint8_t> bytes);
  int shut_down(unsigned int slot, std::uint32_t mode);
  void close(unsigned int slot);

  // Serves the machine until something is so. Throws Failure if that takes ten seconds.
  void await(const std::string& what, const std::function<bool()>& is_so);

  // Demands that nothing is left of its connections.
  void demand_empty();

 private:
  int move(unsigned int slot, unsigned int kind, void* bytes, std::size_t length);
  int call(vmci_call& call);

  std::unique_ptr<vmci_user_sockets> sockets_;
};

}  // namespace vmcheck::kernel_peer
