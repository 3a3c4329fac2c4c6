// Compiles the core's own files for this process's memory; once for each variant
// (//model/device:core_variant.bzl).
#include "tools/replay/socket_core.h"

extern "C" {
#include <driver_core/vsock/child.c>
#include <driver_core/vsock/client.c>
#include <driver_core/vsock/connected.c>
#include <driver_core/vsock/connection.c>
#include <driver_core/vsock/listener.c>
#include <driver_core/vsock/notify.c>
}

namespace vmcheck::replay::socket_cores {

extern const SocketCore VMCHECK_CORE;
const SocketCore VMCHECK_CORE{
    .name = VMCHECK_CORE_NAME,
    .init = vmci_connection_init,
    .inherit = vmci_connection_inherit,
    .step = vmci_connection_step,
    .make_packet = vmci_packet_make,
    .read_packet = vmci_packet_read,
    .answer = vmci_packet_answer,
    .notify_init = vmci_notify_init,
    .enqueued = vmci_notify_enqueued,
    .dequeued = vmci_notify_dequeued,
    .reader_waits = vmci_notify_reader_waits,
    .writer_waits = vmci_notify_writer_waits,
    .notify_receive = vmci_notify_receive,
};

}  // namespace vmcheck::replay::socket_cores
