#include "model/vsock_fsm/handshake.h"

#include "model/vsock_fsm/carrier.h"

namespace vmcheck::vsock {
namespace {

class Side {
 public:
  Side(const Connections& connections, const Party& party) : connections_(connections) {
    connections.init(&connection_, party.context, party.port, party.size, party.size, party.size,
                     party.protocols);
  }

  // Tells it of an event; what it sends then.
  vmci_packet tell(const vmci_connection_event& event) {
    const vmci_connection before = connection_;
    vmci_connection_outcome outcome{};
    connections_.step(&before, &event, &outcome);
    connection_ = outcome.connection;
    return outcome.packet;
  }

  vmci_packet tell(vmci_connection_event_kind kind, const vmci_packet& packet) {
    vmci_connection_event event = event_of(kind);
    event.packet = packet;
    return tell(event);
  }

  vmci_packet tell(vmci_connection_event_kind kind, vmci_handle handle) {
    vmci_connection_event event = event_of(kind);
    event.handle = handle;
    return tell(event);
  }

  const vmci_connection& connection() const { return connection_; }

 private:
  const Connections& connections_;
  vmci_connection connection_{};
};

}  // namespace

Handshake shake_hands(const Connections& connections, const Party& client, const Party& server,
                      vmci_handle handle) {
  Side asks(connections, client);
  Side answers(connections, server);
  vmci_connection_event connect = event_of(VMCI_ON_CONNECT);
  connect.handle = handle;
  connect.context = server.context;
  connect.port = server.port;
  asks.tell(VMCI_ON_PACKET, answers.tell(VMCI_ON_OPEN, asks.tell(connect)));
  answers.tell(VMCI_ON_PACKET, asks.tell(VMCI_ON_PAIR, handle));
  asks.tell(VMCI_ON_PACKET, answers.tell(VMCI_ON_PAIR, handle));
  return {asks.connection(), answers.connection()};
}

}  // namespace vmcheck::vsock
