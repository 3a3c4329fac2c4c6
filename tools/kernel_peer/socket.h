// A socket of either side: the machine's, which is the core's, or the host's, which is the
// kernel's.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "tools/replay/connection_event.h"

namespace vmcheck::kernel_peer {

// No call blocks. Results are 0 or what was moved, or an errno value, negative.
class Socket {
 public:
  Socket() = default;
  virtual ~Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  virtual int set_option(replay::OptionName name, std::uint64_t value) = 0;
  virtual int listen(std::uint32_t port, std::uint32_t backlog) = 0;
  virtual std::unique_ptr<Socket> accept() = 0;  // null: nobody waits
  virtual int connect(std::uint32_t context, std::uint32_t port) = 0;
  virtual int connected() = 0;  // what comes of that: -EINPROGRESS as long as nothing does
  virtual int send(std::span<const std::uint8_t> bytes) = 0;
  virtual int receive(std::span<std::uint8_t> bytes) = 0;
  virtual int shut_down(std::uint32_t halves) = 0;  // 1: it receives no more; 2: it sends no more
  virtual void close() = 0;

  std::uint64_t sent = 0;  // bytes, from the beginning
  std::uint64_t received = 0;
};

}  // namespace vmcheck::kernel_peer
