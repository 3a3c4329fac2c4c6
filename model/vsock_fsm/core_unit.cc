// Compiles the core's own files for the simulated machine; once for each variant
// (//model/device:core_variant.bzl).
#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/cores.h"

namespace vmcheck::vsock {

#include <driver_core/vsock/child.c>
#include <driver_core/vsock/client.c>
#include <driver_core/vsock/connected.c>
#include <driver_core/vsock/connection.c>
#include <driver_core/vsock/listener.c>

namespace {

const Connections connections{
    .init = vmci_connection_init,
    .inherit = vmci_connection_inherit,
    .step = vmci_connection_step,
    .answer = vmci_packet_answer,
};

}  // namespace

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, &connections};

}  // namespace cores
}  // namespace vmcheck::vsock
