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
#include <driver_core/vsock/notify.c>

namespace {

const Connections connections{
    .init = vmci_connection_init,
    .inherit = vmci_connection_inherit,
    .step = vmci_connection_step,
    .answer = vmci_packet_answer,
};

const Notifications notifications{
    .init = vmci_notify_init,
    .is_readable = vmci_notify_is_readable,
    .is_writable = vmci_notify_is_writable,
    .enqueued = vmci_notify_enqueued,
    .dequeued = vmci_notify_dequeued,
    .reader_waits = vmci_notify_reader_waits,
    .writer_waits = vmci_notify_writer_waits,
    .receive = vmci_notify_receive,
    .not_sent = vmci_notify_not_sent,
};

const Transports transports{
    .choose = vmci_choose_transport,
    .check_remote = vmci_transport_check_remote,
    .change = vmci_transport_change,
    .accepted_flags = vmci_accepted_flags,
};

}  // namespace

namespace cores {

extern const Core VMCHECK_CORE;
const Core VMCHECK_CORE{VMCHECK_CORE_NAME, &connections, &notifications, &transports};

}  // namespace cores
}  // namespace vmcheck::vsock
