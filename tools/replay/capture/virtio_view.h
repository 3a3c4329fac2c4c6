// virtio's packets as those of VMCI that say the same.
#pragma once

#include <vector>

#include "tools/replay/capture/vsock_record.h"
#include "tools/replay/connection_event.h"

namespace vmcheck::replay {

// None for those that concern no connection: credit, and types of socket other than streams.
std::vector<WirePacket> as_vmci_packets(const VirtioHeader& header);

}  // namespace vmcheck::replay
