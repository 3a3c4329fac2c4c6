// Compiles the core's own files for the simulated machine.
#include "model/device/core.h"

namespace vmcheck::device::VMCHECK_CORE {

#include <driver_core/device/deferred.c>
#include <driver_core/device/delivery.c>
#include <driver_core/device/doorbell.c>
#include <driver_core/device/doorbell_table.c>
#include <driver_core/device/endpoint.c>
#include <driver_core/device/guest.c>
#include <driver_core/device/interrupt.c>
#include <driver_core/device/notification.c>
#include <driver_core/device/probe.c>
#include <driver_core/device/send.c>
#include <driver_core/device/subscription.c>
#include <driver_core/device/transfer.c>
#include <driver_core/event.c>
#include <driver_core/notify_index.c>
#include <driver_core/receive.c>
#include <driver_core/resource.c>

}  // namespace vmcheck::device::VMCHECK_CORE
