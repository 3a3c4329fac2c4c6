// Compiles the files of the core's host for the simulated machine, beside its driver's.
#include "model/vsock_fsm/stack/core.h"

namespace vmcheck::device {

#include <driver_core/host/bell.c>
#include <driver_core/host/bell_table.c>
#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/checkpoint.c>
#include <driver_core/host/context.c>
#include <driver_core/host/doorbell.c>
#include <driver_core/host/endpoint.c>
#include <driver_core/host/fetch.c>
#include <driver_core/host/host.c>
#include <driver_core/host/host_ring.c>
#include <driver_core/host/notify.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/program.c>
#include <driver_core/host/send.c>
#include <driver_core/host/subscriber.c>
#include <driver_core/host/table.c>
#include <driver_core/host/watch.c>

namespace broker_functions {

extern const HostFunctions VMCHECK_CORE;
const HostFunctions VMCHECK_CORE{
#include "model/qpair/broker/functions.inc"
};

}  // namespace broker_functions

namespace host_functions {

extern const ContextFunctions VMCHECK_CORE;
const ContextFunctions VMCHECK_CORE{
#include "model/host/functions.inc"
};

}  // namespace host_functions
}  // namespace vmcheck::device
