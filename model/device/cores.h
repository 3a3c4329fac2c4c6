// The variants of the core, each with its scenarios.
#pragma once

#include <vector>

#include "sim/state/scenario.h"

namespace vmcheck::device {

struct Core {
  const char* name;
  std::vector<state::Scenario> (*scenarios)();
};

namespace cores {

// The core as it stands.
extern const Core sound_core;

}  // namespace cores
}  // namespace vmcheck::device
