// Takes native traces out of what `bpftrace -f json` wraps them in.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// A bpftrace script prints a native trace, line by line. With `-f json` each line becomes an
// object:
// {"type":"printf","data":"LINE\n"}. The lines are written as they are; objects of type
// "attached_probes" are left out. Lost events leave no trace to be trusted.
//
// Returns the number of lines: when it is 0 there was nothing to import. Throws BadInput for
// anything else, and for lost events; Interrupted when told to stop.
std::uint64_t import_bpftrace(std::istream& in, const std::string& name,
                              const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
