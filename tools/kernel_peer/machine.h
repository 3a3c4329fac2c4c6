// A virtual machine of the guest's kernel, with the core's driver and sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "tools/kernel_peer/recorder.h"
#include "tools/kernel_peer/socket.h"

namespace vmcheck::kernel_peer {

class Machine {
 public:
  // With the id that is wished for, unless another has it. Throws Failure.
  explicit Machine(std::uint32_t wished);
  ~Machine() { crash(); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  std::uint32_t context() const { return sockets_->device.context; }
  Recorder& recorder() { return *recorder_; }
  vmci_user_sockets& sockets() { return *sockets_; }

  std::unique_ptr<Socket> open();

  // Does what there is to do, and waits for more as long as this, in milliseconds. False: there was
  // nothing.
  bool serve(int milliseconds);

  // Its hypervisor takes its queues away from the kernel, and gives them back at other addresses.
  int quiesce() { return vmci_user_device_quiesce(&sockets_->device); }
  int resume() { return vmci_user_device_resume(&sockets_->device); }

  // It is gone, whatever it was doing. What is recorded of it stays.
  void crash();
  bool is_gone() const { return is_gone_; }

  // Demands that nothing is left of its connections.
  void demand_empty() const;

 private:
  std::unique_ptr<vmci_user_sockets> sockets_;
  std::optional<Recorder> recorder_;
  bool is_gone_ = false;
};

}  // namespace vmcheck::kernel_peer
