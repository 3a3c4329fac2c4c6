// Compiles the files of the core's sockets for the simulated machine; once for each variant
// (core_variant.bzl).
#include "model/vsock_fsm/stack/core.h"

namespace vmcheck::device {

#include <driver_core/stack/arrival.c>
#include <driver_core/stack/attach.c>
#include <driver_core/stack/attach_host.c>
#include <driver_core/stack/call.c>
#include <driver_core/stack/carrier.c>
#include <driver_core/stack/carrier_guest.c>
#include <driver_core/stack/carrier_host.c>
#include <driver_core/stack/carrier_local.c>
#include <driver_core/stack/datagram.c>
#include <driver_core/stack/datagram_call.c>
#include <driver_core/stack/datagram_endpoint.c>
#include <driver_core/stack/datagram_queue.c>
#include <driver_core/stack/notice.c>
#include <driver_core/stack/pool.c>
#include <driver_core/stack/stack.c>
#include <driver_core/stack/stream.c>
#include <driver_core/stack/turn.c>
#include <driver_core/stack/work.c>
#include <driver_core/vsock/child.c>
#include <driver_core/vsock/client.c>
#include <driver_core/vsock/connected.c>
#include <driver_core/vsock/connection.c>
#include <driver_core/vsock/listener.c>
#include <driver_core/vsock/notify.c>
#include <driver_core/vsock/port_table.c>

namespace {

const Sockets sockets{
    .init = vmci_stack_init,
    .attach_step = vmci_stack_attach_step,
    .part_step = vmci_stack_part_step,
    .attach_host_step = vmci_stack_attach_host_step,
    .part_host_step = vmci_stack_part_host_step,
    .open = vmci_stack_open,
    .bind = vmci_stack_bind,
    .listen = vmci_stack_listen,
    .accept = vmci_stack_accept,
    .connected = vmci_stack_connected,
    .set_option = vmci_stack_set_option,
    .set_low_mark = vmci_stack_set_low_mark,
    .low_mark = vmci_stack_low_mark,
    .take_error = vmci_stack_take_error,
    .addresses = vmci_stack_addresses,
    .call_init = vmci_call_init,
    .call_step = vmci_call_step,
    .stream_init = vmci_stream_init,
    .stream_step = vmci_stream_step,
    .poll_step = vmci_stream_poll_step,
    .datagram_call_init = vmci_datagram_call_init,
    .datagram_call_step = vmci_datagram_call_step,
    .datagram_receive_init = vmci_datagram_receive_init,
    .datagram_receive_step = vmci_datagram_receive_step,
    .datagram_shutdown = vmci_datagram_shutdown,
    .datagram_poll = vmci_datagram_poll,
    .datagram_dropped = vmci_datagram_dropped,
    .work_init = vmci_stack_work_init,
    .work_step = vmci_stack_work_step,
    .packet_arrived = vmci_stack_packet_arrived,
    .event_happened = vmci_stack_event_happened,
    .peer_changed = vmci_stack_peer_changed,
    .guest_packet_arrived = vmci_stack_guest_packet_arrived,
    .guest_left = vmci_stack_guest_left,
    .memory_back = vmci_stack_memory_back,
    .timer_expired = vmci_stack_timer_expired,
};

}  // namespace

// Of all variants.
namespace cores {
extern const Core sound_machine;
}  // namespace cores
namespace broker_functions {
extern const HostFunctions sound_machine;
}  // namespace broker_functions
namespace host_functions {
extern const ContextFunctions sound_machine;
}  // namespace host_functions

namespace stack_cores {

extern const StackCore VMCHECK_CORE;
const StackCore VMCHECK_CORE{&cores::sound_machine, &sockets, &broker_functions::sound_machine,
                             &host_functions::sound_machine};

}  // namespace stack_cores
}  // namespace vmcheck::device
