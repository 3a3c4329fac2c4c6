// Interrupts, by QEMU's test protocol: a line of text each way.
//
// QEMU's main loop answers. It must not be waiting for us at the time: no command may be given
// while QEMU waits for the answer to a request of its main loop's, such as a reset.
#pragma once

#include <cstdint>
#include <string>

#include "tools/device_server/file_descriptor.h"

namespace vmcheck::device_server {

class Qtest {
 public:
  explicit Qtest(FileDescriptor socket) : socket_(std::move(socket)) {}

  // Writes a word to the guest's memory as a device does: in the processors' window a message that
  // interrupts. Throws std::runtime_error, as the next one, if QEMU refuses or is gone.
  void write_word(std::uint64_t address, std::uint32_t value);

  // Sets the level of an input of the I/O APIC.
  void set_input(unsigned input, bool level);

 private:
  void command(const std::string& line);

  FileDescriptor socket_;
};

}  // namespace vmcheck::device_server
