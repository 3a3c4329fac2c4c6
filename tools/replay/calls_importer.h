// Turns recordings of bad calls into traces of calls.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "tools/replay/importer.h"

namespace vmcheck::replay {

// Of a recording's lines "op":"neg" a trace is made: each has the name of a case and what came of
// it, but not the call. The name says in what it differs from a good one, and is known here: a
// packet of 32 bytes from the machine's own resource 1 to the host's, or a queue pair of the
// machine's with two queues of 8192 bytes in 6 pages. Cases of what lies below the core are left
// out: ioctls that are malformed, versions, contexts that begin, addresses that cannot be pinned. A
// call that the ioctl itself refused is one of these.
//
// Returns the number of calls: when it is 0 there was nothing to import. Throws as
// import_recording(), also for a case that is not known.
std::uint64_t import_calls(std::istream& in, const std::string& name, const ImportOptions& options,
                           std::ostream& out);

}  // namespace vmcheck::replay
