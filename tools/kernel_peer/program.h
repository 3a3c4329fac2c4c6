// A program that is a virtual machine to the kernel, and sends it whatever it likes: no sockets,
// only packets and queue pairs.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "tools/kernel_peer/context.h"
#include "tools/kernel_peer/trace.h"

namespace vmcheck::kernel_peer {

class Program {
 public:
  explicit Program(std::uint32_t wished);

  std::uint32_t context() const { return context_.id(); }
  Trace& trace() { return trace_; }

  // Sends a packet, from its own context if none is said. What the kernel says to it: 0, or one of
  // VMCI's codes.
  int send(replay::WirePacket packet);

  // Takes what has come. True: there was something.
  bool serve();

  // The oldest packet of a type that has come, which is thereby taken.
  std::optional<replay::WirePacket> take(std::uint64_t type);

  // Makes a queue pair of two queues of a size, or attaches to one: VMCI's code.
  int pair(const replay::Pair32& handle, std::uint64_t size, bool attaches);

 private:
  Context context_;
  Trace trace_;
  std::deque<replay::WirePacket> packets_;
};

}  // namespace vmcheck::kernel_peer
