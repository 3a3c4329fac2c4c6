// Packets as the core has them, and as they are on their way.
#pragma once

#include "tools/replay/connection_event.h"
#include "tools/replay/socket_core.h"

namespace vmcheck::replay {

// A packet that the core sends, by a machine of this context.
WirePacket to_wire(const SocketCore& core, const vmci_packet& packet, std::uint32_t context);

// A packet as its receiver reads it.
vmci_packet from_wire(const SocketCore& core, const WirePacket& wire);

// Whether a packet asks for a connection, of either version.
bool is_request(const WirePacket& packet);

// An event of a kind with nothing in it, and no handle.
vmci_connection_event event_of(vmci_connection_event_kind kind);

}  // namespace vmcheck::replay
