// Compiles the connection's own files for the symbolic machine; once for each variant.
#include "model/vsock_fsm/proofs/symbolic_connection.h"

namespace vmcheck::symbolic_connection {

#include <driver_core/vsock/child.c>
#include <driver_core/vsock/client.c>
#include <driver_core/vsock/connected.c>
#include <driver_core/vsock/connection.c>
#include <driver_core/vsock/listener.c>

const Core VMCHECK_CORE{vmci_connection_step, vmci_packet_read};

}  // namespace vmcheck::symbolic_connection
