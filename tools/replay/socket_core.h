// The production core's connections and notifications, as they stand or with a seeded fault.
#pragma once

extern "C" {
#include <driver_core/vsock/connection.h>
#include <driver_core/vsock/notify.h>
#include <driver_core/vsock/options.h>
}

namespace vmcheck::replay {

// The functions of connection.h, notify.h and packet.h that a replay calls.
struct SocketCore {
  const char* name;
  decltype(&vmci_connection_init) init;
  decltype(&vmci_connection_inherit) inherit;
  decltype(&vmci_connection_step) step;
  decltype(&vmci_packet_make) make_packet;
  decltype(&vmci_packet_read) read_packet;
  decltype(&vmci_packet_answer) answer;
  decltype(&vmci_notify_init) notify_init;
  decltype(&vmci_notify_enqueued) enqueued;
  decltype(&vmci_notify_dequeued) dequeued;
  decltype(&vmci_notify_reader_waits) reader_waits;
  decltype(&vmci_notify_writer_waits) writer_waits;
  decltype(&vmci_notify_receive) notify_receive;
};

namespace socket_cores {

// The core as it stands.
extern const SocketCore sound_sockets;

}  // namespace socket_cores
}  // namespace vmcheck::replay
