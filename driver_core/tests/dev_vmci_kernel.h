// A kernel behind /dev/vmci that a test makes up, instead of user/dev_vmci.c: it sends datagrams
// back to who sent them, or gives them to a program of its host, and takes every queue pair whose
// memory it can use.
#pragma once

extern "C" {
#include "driver_core/user/dev_vmci.h"
}

#include <cstdint>
#include <deque>
#include <functional>
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
  std::function<void(const std::vector<unsigned char>&)> program;  // of the host; empty: none
};

}  // namespace vmcheck::core
