// Records what a machine does with its sockets. It stands between the core's pure functions, which
// decide, and their callers (the linker puts it there: guest_program.bzl), so that it sees each
// event as a connection is told of it, and each look at the peer's indices.
#pragma once

#include <cstdint>
#include <deque>

#include "tools/kernel_peer/trace.h"

extern "C" {
#include <driver_core/user/sockets.h>
}

namespace vmcheck::kernel_peer {

class Recorder {
 public:
  // The machine has begun, and ends behind it.
  explicit Recorder(vmci_user_sockets& sockets);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  Trace& trace() { return trace_; }

  // Which protocols of notification its sockets know, from their next connect() or listen() on:
  // VMCI_PROTOCOL_ON_NOTIFY, or 0 as of an older driver.
  void set_protocols(unsigned char protocols) { protocols_ = protocols; }
  unsigned char protocols() const { return protocols_; }

  // Whose connection, or state of notifications, this is; null: nobody's.
  static Recorder* of(const void* place);

  // A connection was told of an event, and this is what came of it.
  void stepped(const vmci_connection& before, const vmci_connection_event& event,
               const vmci_connection_outcome& outcome, int result);

  // A packet is for no connection.
  void nobody_found(const vmci_packet& packet) { take(packet); }

  // Bytes were moved in queues of a size; somebody begins to wait; the peer says that it did.
  void moved(const vmci_notify_view& view, std::uint64_t bytes, std::uint64_t size, bool fills);
  void waits(const vmci_notify_view& view, std::uint64_t size, bool reads);
  void was_told(const vmci_notify_view& view, std::uint64_t size);

 private:
  void sent(const void* datagram, std::size_t size, int result);
  void came(const void* datagram, std::size_t size);
  void asked_of_hypervisor(const vmci_datagram& message, int result);
  void took_packet(const vmci_connection& before, const vmci_connection_event& event);
  void began(const vmci_connection& connection, const vmci_connection_event& event);
  void follow_timer(const vmci_connection& before, const vmci_connection_event& event,
                    const vmci_connection_outcome& outcome);
  std::uint64_t timeout_of(const vmci_connection& connection) const;
  void take(const vmci_packet& packet);
  bool see(std::uint64_t head, std::uint64_t tail);
  void see_ready(const vmci_connection& connection, const vmci_connection_event& event);
  void set_option(replay::OptionName name, std::uint64_t value);

  vmci_user_sockets& sockets_;
  Trace trace_;
  std::deque<replay::WirePacket> arrived_;  // that nobody has been told of
  std::uint64_t peer_head_ = 0;             // as they were seen last
  std::uint64_t peer_tail_ = 0;
  std::uint64_t own_head_ = 0;
  std::array<std::uint64_t, replay::kOptionNames.size()> options_;  // as they are in the trace
  unsigned char protocols_ = VMCI_PROTOCOL_ON_NOTIFY;
};

}  // namespace vmcheck::kernel_peer
