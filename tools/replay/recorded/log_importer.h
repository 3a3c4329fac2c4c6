// Turns logs of the recording platform into native traces.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// Both return what they count: when it is 0 there was nothing to import. Both throw BadInput and
// Interrupted, and note what they leave out. Where records are missing, the trace has a gap; how
// many events are missing in it nobody knows, as an operation has several records.

// Operations on the rings of pairs that the log names, as a ring trace of the machine that wrote
// it. A load of the peer's index and the store of the own one behind it are an operation; a load
// without a store is a look, which is told as an operation that asks for 0 bytes. What one ring was
// like behind a gap is known from the first store on, or when its pair is named again. Counts
// operations.
std::uint64_t import_recorded_rings(std::istream& in, const std::string& name,
                                    const ImportOptions& options, std::ostream& out);

// Control packets of sockets as a connection trace, whose player is "packets". Counts packets.
std::uint64_t import_recorded_packets(std::istream& in, const std::string& name,
                                      const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
