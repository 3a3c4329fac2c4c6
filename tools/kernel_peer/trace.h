// What is recorded of one machine and of its peer, which is the kernel: a native connection trace
// (traces/FORMAT.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/replay/connection_event.h"

namespace vmcheck::kernel_peer {

using Action = decltype(replay::ConnectionEvent::action);

// The control packet in a datagram, as it is on its way. It has all of one.
replay::WirePacket packet_of(const void* datagram);

// The host's context.
inline constexpr std::uint32_t kHost = 2;

class Trace {
 public:
  // Of a machine that has sockets, or of a program that sends anything.
  enum class Player { socket, program };

  Trace(Player player, std::uint32_t context) : player_(player), context_(context) {}

  void add(Action action);

  // The packet that was sent or received last, with what it says about the peer's attempt.
  void send(const replay::WirePacket& packet);
  void receive(const replay::WirePacket& packet);

  // What is added before the event that was added last.
  void add_before(Action action);

  // Timers go off by the times of the trace. So while one runs that goes off at a time, nothing is
  // said to have happened later; and when it has gone off nothing earlier.
  std::uint64_t now();
  void run_timer(std::uint64_t milliseconds);
  void stop_timer() { deadline_ = kNever; }
  void timer_has_gone_off();

  std::uint32_t context() const { return context_; }
  std::uint64_t packets() const { return packets_; }
  std::uint64_t bytes() const { return bytes_; }
  bool is_empty() const { return events_.empty(); }

  // All of it.
  std::string text(const std::string& scenario, const std::string& source) const;

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  Player player_;
  std::uint32_t context_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::vector<replay::ConnectionEvent> events_;
  std::uint64_t last_ = 0;  // in microseconds, as all of these
  std::uint64_t deadline_ = kNever;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace vmcheck::kernel_peer
