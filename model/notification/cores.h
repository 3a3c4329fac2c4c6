// The variants of the handler of notifications, each with its scenarios.
#pragma once

#include <vector>

#include "sim/run/scenario.h"

namespace vmcheck::notification {

// The handler's functions, in core.h: what needs none of them need not know the driver's types.
struct Driver;

struct Core {
  const char* name;
  const Driver* driver;

  // In the order in which they are listed and run. The core must outlive them.
  std::vector<run::Scenario> scenarios() const;
};

namespace cores {

// The core as it stands.
extern const Core sound_core;

}  // namespace cores
}  // namespace vmcheck::notification
