// The protocol by which QEMU's x-pci-proxy-dev speaks with the process that has the device.
//
// QEMU asks, over a stream socket, and all but two of its requests wait for a reply. It is QEMU's
// own protocol, which it may change: this is that of QEMU 5.2 to 10.0.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/device_server/file_descriptor.h"

namespace vmcheck::device_server {

// A piece of the guest's memory: where the guest has it, and where it is in a file.
struct MemoryRegion {
  std::uint64_t address;
  std::uint64_t size;
  std::uint64_t offset;
  FileDescriptor file;
};

struct Request {
  // By the numbers of the protocol.
  enum class Command : std::uint32_t {
    sync_memory = 0,  // `regions` are the guest's memory now; no reply
    config_write = 2,
    config_read = 3,
    bar_write = 4,  // to the guest's address of a window, of ports or of memory
    bar_read = 5,
    set_interrupt_files = 6,  // with KVM these would interrupt; no reply
    reset = 7,
  };

  Command command;
  std::uint64_t address = 0;  // in configuration space an offset
  std::uint64_t value = 0;    // to be written
  std::uint32_t size = 0;     // in bytes: 1, 2, 4 or 8
  bool in_memory = false;     // of a window
  std::vector<MemoryRegion> regions = {};

  bool wants_reply() const {
    return command != Command::sync_memory && command != Command::set_interrupt_files;
  }
};

class MpqemuConnection {
 public:
  explicit MpqemuConnection(FileDescriptor socket) : socket_(std::move(socket)) {}

  // Waits for the next request; none once QEMU has gone. Throws std::system_error when the socket
  // fails, and std::runtime_error for what is not of the protocol.
  std::optional<Request> receive();

  // Answers the last request: with what was read, or anything. Throws std::system_error.
  void reply(std::uint64_t value);

 private:
  FileDescriptor socket_;
};

}  // namespace vmcheck::device_server
