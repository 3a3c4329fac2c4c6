// QEMU, run with the VMCI function on its PCI bus.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tools/device_server/file_descriptor.h"

namespace vmcheck::device_server {

struct Qemu {
  pid_t process;
  FileDescriptor device;  // the proxy's requests
  FileDescriptor qtest;   // for commands
};

// Runs `command`, and adds what makes it ask for the device: memory of `megabytes` that both share,
// the proxy, the socket for commands. Throws std::system_error.
Qemu start_qemu(std::vector<std::string> command, unsigned megabytes);

// Waits for its end: its exit code, or 128 plus the number of the signal that ended it.
int wait_for(const Qemu& qemu);

}  // namespace vmcheck::device_server
