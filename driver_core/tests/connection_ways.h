// A connection in each state of connection_table.h, by what leads there: for tests.
#pragma once

#include <cstdint>
#include <string>

#include "driver_core/tests/connection_steps.h"

namespace vmcheck::core {

// Names the attempt of a client.
constexpr vmci_handle kAttempt = {kVmContext, 2000};

// One connection in each state of the table, by the shortest way.
class Way {
 public:
  Way(uint32_t context, bool is_old) : maker_{Fresh(context, is_old), kAttempt} {}
  Way& Do(const vmci_connection_event& event) {
    maker_.connection = Step(maker_.connection, event).connection;
    return *this;
  }
  Way& Receive(uint32_t type, uint64_t ready = 0) {
    return Do(maker_.Receive(maker_.Packet(type), ready));
  }
  Way& Own(vmci_connection_event_kind kind, uint64_t ready = 0) {
    return Do(maker_.Own(kind, 0, ready));
  }
  Way& Connect() { return Do(maker_.Connect()); }
  Way& Open() { return Do(maker_.Open(VMCI_PACKET_REQUEST2)); }
  Way& Listen(uint32_t backlog) {
    vmci_connection_event event = Event(VMCI_ON_LISTEN);
    event.backlog = backlog;
    return Do(event);
  }
  Way& Offered() { return Connect().Receive(VMCI_PACKET_NEGOTIATE).Own(VMCI_ON_PAIR); }
  Way& Attaching() { return Open().Receive(VMCI_PACKET_OFFER); }
  const vmci_connection& connection() const { return maker_.connection; }

 private:
  Maker maker_;
};

inline Way To(const std::string& state, uint32_t context) {
  Way way(context, state.find("-old") != std::string::npos);
  if (state == "idle") return way.Listen(2);
  if (state == "listen" || state == "listen-old" || state == "full") {
    const uint32_t request = state == "listen-old" ? VMCI_PACKET_REQUEST : VMCI_PACKET_REQUEST2;
    return way.Listen(state == "full" ? 2 : 5)
        .Receive(request)
        .Receive(request)
        .Do(Event(VMCI_ON_CHILD_READY));
  }
  if (state == "sent" || state == "sent-old") return way.Connect();
  if (state == "fallen") return way.Connect().Receive(VMCI_PACKET_INVALID);
  if (state == "asked") return way.Connect().Receive(VMCI_PACKET_NEGOTIATE2);
  if (state == "offered") return way.Offered();
  if (state == "left") return way.Offered().Own(VMCI_ON_PEER_DETACHED, 5);
  if (state == "received") return way.Open();
  if (state == "attaching") return way.Attaching();
  if (state == "abandoned") return way.Attaching().Own(VMCI_ON_PEER_DETACHED);
  if (state == "established") return way.Offered().Receive(VMCI_PACKET_ATTACH);
  if (state == "draining") return way.Attaching().Own(VMCI_ON_PAIR).Receive(VMCI_PACKET_RST, 5);
  if (state == "closing") return way.Attaching().Own(VMCI_ON_PAIR).Receive(VMCI_PACKET_RST);
  if (state == "was") return way.Attaching().Own(VMCI_ON_PAIR).Own(VMCI_ON_PEER_DETACHED);
  return way;
}

}  // namespace vmcheck::core
