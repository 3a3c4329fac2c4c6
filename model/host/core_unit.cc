// Compiles the host's files of the core for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/host/core.h"
#include "model/host/cores.h"

namespace vmcheck::device {

#include <driver_core/event.c>
#include <driver_core/host/bell.c>
#include <driver_core/host/bell_table.c>
#include <driver_core/host/broker.c>
#include <driver_core/host/broker_event.c>
#include <driver_core/host/checkpoint.c>
#include <driver_core/host/context.c>
#include <driver_core/host/doorbell.c>
#include <driver_core/host/fetch.c>
#include <driver_core/host/host.c>
#include <driver_core/host/notify.c>
#include <driver_core/host/operation.c>
#include <driver_core/host/program.c>
#include <driver_core/host/send.c>
#include <driver_core/host/subscriber.c>
#include <driver_core/host/table.c>
#include <driver_core/host/watch.c>
#include <driver_core/resource.c>

namespace {

const ContextFunctions functions{
#include "model/host/functions.inc"
};

}  // namespace

namespace context_cores {

extern const ContextCore VMCHECK_CORE;
const ContextCore VMCHECK_CORE{VMCHECK_CORE_NAME, &functions};

}  // namespace context_cores
}  // namespace vmcheck::device
