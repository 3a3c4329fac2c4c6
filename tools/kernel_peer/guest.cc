#include "tools/kernel_peer/guest.h"

#include <fstream>
#include <string>

namespace vmcheck::kernel_peer {

bool is_guest() {
  std::ifstream file("/proc/cmdline");
  for (std::string word; file >> word;) {
    if (word == "vmcheck.kernel_peer") return true;
  }
  return false;
}

}  // namespace vmcheck::kernel_peer
