// Tells connections what happens to them, and does what they ask for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/vsock_fsm/bounds.h"
#include "model/vsock_fsm/core.h"
#include "model/vsock_fsm/network.h"
#include "sim/run/path.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock {

// An event of a kind with nothing in it.
vmci_connection_event event_of(vmci_connection_event_kind kind);

class Carrier {
 public:
  Carrier(const Connections& connections, const Bounds& bounds, Network& network,
          run::Chooser& chooser, state::Observer& observer)
      : connections_(connections),
        bounds_(bounds),
        network_(network),
        chooser_(chooser),
        observer_(observer) {}

  // One step of a socket's connection, and all that it wants done. Returns what the step does.
  int apply(std::uint32_t number, const vmci_connection_event& event);

  // The same for an event that has but a kind and a handle.
  int apply(std::uint32_t number, vmci_connection_event_kind kind, Name name);

  // A message reaches the machine that has its destination's context, if there is one.
  void deliver(const Message& message);

  // The broker does what it was asked for, or tells what came of it.
  void serve(Request& request);

  // The socket's owner has it no more.
  void close(std::uint32_t number);

  // A machine's pairs are connected to nothing any more, and their other ends are told so.
  void sever(std::uint32_t machine);

  // A machine leaves all its pairs, has no sockets any more, and the next context from now on.
  void kill(std::uint32_t machine);

  // Whether a fault strikes, of which so many are left.
  bool strikes(FaultClass what, std::uint8_t& left);

  // Clears the sockets that are not needed any more.
  void release();

  // Reports that the scenario has reached what it must.
  void reach(const run::Property& property, bool reached) {
    if (!reached) return;
    const auto& all = bounds_.reached;
    if (std::find(all.begin(), all.end(), &property) != all.end()) {
      observer_.sometimes(property, true);
    }
  }

 private:
  void perform(std::uint32_t number, const vmci_connection_event& event,
               const vmci_connection_outcome& outcome);
  void perform_on_listener(std::uint32_t number, const vmci_connection_event& event,
                           unsigned int actions);
  void wake(std::uint32_t number, const vmci_connection_event& event, unsigned int actions);
  void stop_timer(Socket& socket);
  void detach(std::uint32_t number, Name name);
  void leave(Pair& pair, std::uint32_t end);
  void ask_broker(std::uint32_t number, const vmci_connection_outcome& outcome);
  bool send(const vmci_packet& packet);
  void answer(const vmci_packet& packet, unsigned int type);
  void post(const Message& message);
  void open_child(std::uint32_t listener, const vmci_packet& packet);
  void drop_child(std::uint32_t number);
  void tell_of_detachment(const Message& message, std::uint32_t machine);
  void receive(const vmci_packet& packet, std::uint32_t machine);

  const Connections& connections_;
  const Bounds& bounds_;
  Network& network_;
  run::Chooser& chooser_;
  state::Observer& observer_;
};

}  // namespace vmcheck::vsock
