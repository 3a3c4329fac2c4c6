// The VMCI function on the guest's PCI bus: what QEMU asks of it.
#pragma once

#include <cstdint>

#include "tools/device_server/config_space.h"
#include "tools/device_server/guest_memory.h"
#include "tools/device_server/mpqemu.h"
#include "tools/device_server/msix_table.h"
#include "tools/device_server/qtest.h"
#include "tools/device_server/served_device.h"

namespace vmcheck::device_server {

class Function {
 public:
  // `qtest` is how it interrupts. Both outlive it.
  Function(const Features& features, ServedDevice& device, GuestMemory& memory, Qtest& qtest);

  // Does what is asked, and interrupts before it returns the answer.
  std::uint64_t handle(const Request& request);

 private:
  std::uint32_t read_window(const Request& request);
  void write_window(const Request& request);
  std::uint32_t read_register(std::uint64_t offset, std::uint32_t size);
  void write_register(std::uint64_t offset, std::uint32_t size, std::uint32_t value);
  void configure(const Request& request);
  void interrupt();
  void reset();

  Features features_;
  ConfigSpace config_;
  MsixTable msix_;
  ServedDevice& device_;
  GuestMemory& memory_;
  Qtest& qtest_;
  bool line_level_ = false;
};

}  // namespace vmcheck::device_server
