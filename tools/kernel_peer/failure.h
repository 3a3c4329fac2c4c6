// What ends a scenario: something is not as it must be.
#pragma once

#include <stdexcept>
#include <string>

namespace vmcheck::kernel_peer {

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void demand(bool holds, const std::string& what) {
  if (!holds) throw Failure(what);
}

}  // namespace vmcheck::kernel_peer
