// The cores with a seeded fault that a recorded call shows.
#pragma once

#include "tools/replay/host_core.h"

namespace vmcheck::replay::host_cores {

extern const HostCore anonymous_guest_believed;
extern const HostCore any_resource_believed;
extern const HostCore machine_size_without_limit;
extern const HostCore short_one_read;

}  // namespace vmcheck::replay::host_cores
