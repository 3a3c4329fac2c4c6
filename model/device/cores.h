// The variants of the core, each with its scenarios.
#pragma once

#include <vector>

namespace vmcheck::state {
struct Scenario;
}  // namespace vmcheck::state

namespace vmcheck::device {

// The driver's functions, and those of its tables, in core.h: what needs none of them need not know
// the driver's types.
struct Driver;
struct Tables;

struct Core {
  const char* name;
  const Driver* driver;
  const Tables* tables;

  std::vector<state::Scenario> scenarios() const;
};

namespace cores {

// The core as it stands.
extern const Core sound_core;

}  // namespace cores
}  // namespace vmcheck::device
