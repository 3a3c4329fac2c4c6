// Compiles the host's files of the core for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/qpair/broker/core.h"
#include "model/qpair/broker/cores.h"

namespace vmcheck::device {

#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/context.c>
#include <driver_core/host/endpoint.c>
#include <driver_core/host/host_ring.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/table.c>
#include <driver_core/resource.c>
#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

namespace {

const HostFunctions functions{
#include "model/qpair/broker/functions.inc"
};

}  // namespace

namespace host_cores {

extern const HostCore VMCHECK_CORE;
const HostCore VMCHECK_CORE{VMCHECK_CORE_NAME, &functions};

}  // namespace host_cores
}  // namespace vmcheck::device
