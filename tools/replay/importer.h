// Turns recordings of a real kernel's queue pairs into native ring traces.
#pragma once

#include <atomic>
#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tools/replay/recording.h"

namespace vmcheck::replay {

// A recording is JSON Lines too: what a program on /dev/vmci did in the place of a virtual machine,
// with the kernel as its peer. Every line has step (without gaps), t_us, run, who and op. Of these
// lines of the machine ("who":"vm") a trace is made:
//
//   op                       gives
//   ioctl QUEUEPAIR_ALLOC    create, if the ioctl succeeded
//   ioctl QUEUEPAIR_DETACH   destroy, if it succeeded, of a pair whose creation was recorded
//   connected, hdr           snapshot
//   enqueue, dequeue         enqueue, dequeue
//
// A pair that its run leaves open stays open in the trace. A line's p.head is the head word of the
// header that the machine writes, and so the head of the ring that it drains; c.head the other way
// round. Free and ready counts are computed from the recorded indices. How much an operation asked
// for is not recorded.
struct ImportOptions {
  std::string source;    // the trace's header fields
  std::string scenario;  //
  const std::atomic<bool>* interrupted = nullptr;

  // The machine that packets are taken to be recorded on, and its peer: of logs and captures, which
  // have packets of any. Nothing: the first packet's guest, and its other end.
  std::optional<std::uint32_t> context = {};
  std::optional<std::uint32_t> peer_context = {};

  // Gets what the user should know of the import, a line each: what was left out, or lost. May be
  // null.
  std::vector<std::string>* notes = nullptr;
};

// Reads a recording named `name` and writes the trace. Returns the number of ring operations: when
// it is 0 there was nothing to import and what was written is of no use. Throws BadInput for a
// recording that is not as above, Interrupted when told to stop.
std::uint64_t import_recording(std::istream& in, const std::string& name,
                               const ImportOptions& options, std::ostream& out);

}  // namespace vmcheck::replay
