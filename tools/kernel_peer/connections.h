// Connections between a machine's sockets, which are the core's, and those of its host, which are
// the kernel's.
#pragma once

#include <string>
#include <vector>

namespace vmcheck::kernel_peer {

struct ConnectionScenario {
  std::string name;
  void (*run)();  // throws Failure
};

const std::vector<ConnectionScenario>& connection_scenarios();

// Runs them, one after the other, or up to the first in which something is not as it must be. True
// if all is.
bool connections_agree(bool first);

}  // namespace vmcheck::kernel_peer
