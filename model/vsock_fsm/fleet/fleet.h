// One host and its guests, whose sockets connect to a listener of the host's, talk and close, over
// and over: too large to be explored state by state. It is a value that changes in place, driven by
// answers drawn at random.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/vsock_fsm/fleet/figures.h"
#include "model/vsock_fsm/fleet/link.h"
#include "model/vsock_fsm/stream/bounds.h"
#include "model/vsock_fsm/stream/shell.h"
#include "sim/run/path.h"
#include "sim/run/property.h"
#include "sim/state/large_pages.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock::fleet {

// Classes of faults: a packet of a handshake is lost, a pair is refused, there is no memory for a
// child, a guest goes on elsewhere.
enum class Fault : std::uint32_t { lost, refused, memory, moved, kinds };

class Fleet {
 public:
  // The core and the observer, of these properties, must live as long.
  Fleet(const stream::Functions& core, const Size& size, state::Observer& observer);

  static std::vector<run::Property> properties();

  // Makes a step of somebody. False: each connection has been opened, used and closed.
  bool step(run::Chooser& chooser);

  const Figures& figures() const { return figures_; }

 private:
  void open(std::uint32_t number);
  void shake_hands(Link& link, run::Chooser& chooser);
  void deliver(Link& link, run::Chooser& chooser);
  void answer_of_broker(Link& link, std::uint32_t end, run::Chooser& chooser);
  void tell_of_detachment(Link& link, std::uint32_t end);
  void accept(Link& link);
  void time_goes_by(Link& link);
  void settle(Link& link);
  void pass(Link& link, std::uint32_t number, run::Chooser& chooser);
  void begin_to_pass(Link& link, std::uint32_t number);
  void close(Link& link);
  void move(std::uint32_t guest, run::Chooser& chooser);

  void apply(Link& link, std::uint32_t end, const vmci_connection_event& event);
  void apply(Link& link, std::uint32_t end, vmci_connection_event_kind kind);
  void perform(Link& link, std::uint32_t end, const vmci_connection_event& event,
               const vmci_connection_outcome& outcome);
  void request(Link& link, const vmci_packet& packet, run::Chooser& chooser);
  unsigned int tell_listener(const vmci_connection_event& event);
  void post(Link& link, const vmci_packet& packet);
  void answer_reset(Link& link, const vmci_packet& packet);
  const stream::Bounds& bounds_of(std::uint32_t number) const;
  std::uint32_t context_of(std::uint32_t number) const;
  void demand_balance();

  const stream::Functions& core_;
  const Size size_;
  state::Observer& observer_;
  std::vector<stream::Bounds> bounds_;  // of which each connection has one
  vmci_connection listener_{};
  std::vector<std::uint32_t> contexts_;  // of the guests
  state::WordRow memory_;                // of the links, which are looked at all over
  std::span<Link> links_;
  std::vector<std::uint32_t> active_;  // links that are not free
  std::uint32_t next_context_;
  std::uint32_t attempts_ = 0;
  std::uint64_t begun_ = 0;  // connections that succeeded or still may
  Figures figures_;
};

}  // namespace vmcheck::vsock::fleet
