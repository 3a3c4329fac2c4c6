// The variants of the core, each with its scenarios.
#pragma once

#include <vector>

namespace vmcheck::state {
struct Scenario;
}  // namespace vmcheck::state

namespace vmcheck::vsock {

// The core's functions, in core.h: what needs none of them need not know the core's types.
struct Connections;
struct Notifications;
struct Transports;

struct Core {
  const char* name;
  const Connections* connections;
  const Notifications* notifications;
  const Transports* transports;

  std::vector<state::Scenario> scenarios() const;
};

namespace cores {

// The core as it stands.
extern const Core sound_core;

}  // namespace cores
}  // namespace vmcheck::vsock
