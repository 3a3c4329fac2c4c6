// What a kernel does around the production core for one end of a connection: moves bytes, tells of
// them, and sends what is to be sent.
#pragma once

#include <cstdint>

#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/stream/bounds.h"
#include "model/vsock_fsm/stream/stream.h"
#include "sim/run/path.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock::stream {

// The core's functions.
struct Functions {
  const Connections* connections;
  const Notifications* notifications;
};

class Shell {
 public:
  Shell(const Functions& core, const Bounds& bounds, Stream& stream, run::Chooser& chooser,
        state::Observer& observer)
      : core_(core), bounds_(bounds), stream_(stream), chooser_(chooser), observer_(observer) {}

  // How an end's queues look to it.
  vmci_notify_view view(std::uint32_t end) const;

  // For how many bytes its readers wait: SO_RCVLOWAT, or all that there can be.
  std::uint8_t lowat(std::uint32_t end) const;

  bool is_readable(std::uint32_t end) const;
  bool is_writable(std::uint32_t end) const;

  // Moves bytes, which locks the end, and later tells of them, which unlocks it.
  void write(std::uint32_t end, std::uint8_t bytes);
  void read(std::uint32_t end, std::uint8_t bytes);
  void tell_written(std::uint32_t end);
  void tell_read(std::uint32_t end);

  // Somebody is about to sleep.
  void writer_waits(std::uint32_t end);
  void reader_waits(std::uint32_t end);

  // Sends what could not be sent before, though nothing else is to be done.
  void retry(std::uint32_t end);

  // One step of the end's connection, and what it wants done.
  void apply(std::uint32_t end, const vmci_connection_event& event);

  void close(std::uint32_t end);
  void post(const Letter& letter);

 private:
  void carry(std::uint32_t end, const vmci_notify_outcome& outcome);
  void demand_place(std::uint32_t end, const vmci_notify_outcome& outcome);
  void notify(std::uint32_t end, std::uint8_t type, unsigned int action);
  void take(std::uint32_t end);
  void wait_anew(std::uint32_t end);
  void detach(std::uint32_t end);

  const Functions& core_;
  const Bounds& bounds_;
  Stream& stream_;
  run::Chooser& chooser_;
  state::Observer& observer_;
};

}  // namespace vmcheck::vsock::stream
