// A kernel behind /dev/vmci that a test makes up, instead of user/dev_vmci.c: it sends datagrams
// back to who sent them, and takes every queue pair whose memory it can use.
#pragma once

extern "C" {
#include "driver_core/user/dev_vmci.h"
}

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace vmcheck::core {

struct DevVmciKernel {
  static DevVmciKernel& current();

  // Puts a datagram with this payload to the context's resource into the queue.
  void Send(uint32_t resource, const std::string& payload);

  std::optional<int> file;  // open
  uint32_t context = 40;    // whatever is wished
  std::deque<std::vector<unsigned char>> datagrams;
  std::optional<vmci_dev_pair> pair;
  int refuses = 0;  // an error, which all calls about pairs give; else 0
};

}  // namespace vmcheck::core
