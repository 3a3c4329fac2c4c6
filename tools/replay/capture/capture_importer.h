// Turns packet captures into native connection traces.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// Reads a capture named `name`, pcap or pcapng, and writes a connection trace whose player is
// "packets". Of its records of LINKTYPE_VSOCK these are taken:
//
//   transport    header    is
//   1, no info   56 bytes  a control packet of VMCI's, as it is sent: datagram, type, ports,
//   content 2, virtio    44 bytes  a packet of virtio's, which gives control packets that say the
//   same
//
// virtio's handshake has two packets and VMCI's four: of REQUEST becomes REQUEST2; of RESPONSE
// NEGOTIATE2, OFFER and ATTACH, of a pair whose resource is the client's port; of payload WROTE;
// credit is left out. Queues have 65536 bytes. So the connection's states are checked, not the
// content of packets.
//
// A packet that the capture has cut too short leaves a gap. All other records are left out, and
// counted in the options' notes: other link types, other transports, payload of queue pairs.
//
// Returns the number of control packets: when it is 0 there was nothing to import. Throws BadInput,
// which names the offset, and Interrupted when told to stop.
std::uint64_t import_capture(std::istream& in, const std::string& name,
                             const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
