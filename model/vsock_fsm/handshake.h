// Two connections that have shaken hands, without a network.
#pragma once

#include <cstdint>

#include "model/vsock_fsm/core.h"

namespace vmcheck::vsock {

// One side of a handshake: where it is bound, and the one size of its queues that it accepts.
struct Party {
  vmci_u32 context;
  vmci_u32 port;
  vmci_u64 size;
  unsigned char protocols;  // VMCI_PROTOCOL_ON_NOTIFY or 0
};

struct Handshake {
  vmci_connection client;
  vmci_connection server;  // a listener's child
};

// The client connects, with a pair of this handle, and each packet and answer arrives at once. Of
// a core that is wrong one of the two may not be established.
Handshake shake_hands(const Connections& connections, const Party& client, const Party& server,
                      vmci_handle handle);

}  // namespace vmcheck::vsock
