// The production core's driver of the device, on the simulated machine. A unit that includes this
// is compiled once for each variant of the core: as it stands, or with a seeded fault. All that it
// defines is in the variant's own namespace, VMCHECK_CORE (core_variant.bzl).
#pragma once

#include "sim/world/device_hal/hal_device_platform.h"
#include "sim/world/device_hal/hal_platform.h"

namespace vmcheck::device::VMCHECK_CORE {

#include <driver_core/device/deferred.h>
#include <driver_core/device/endpoint.h>
#include <driver_core/device/interrupt.h>
#include <driver_core/device/probe.h>
#include <driver_core/device/registers.h>
#include <driver_core/device/subscription.h>

}  // namespace vmcheck::device::VMCHECK_CORE
