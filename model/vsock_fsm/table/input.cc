#include "model/vsock_fsm/table/input.h"

#include <algorithm>

namespace vmcheck::vsock::table {
namespace {

constexpr std::array<const char*, kUnknownType + 1> kPackets{
    "INVALID", "REQUEST",  "NEGOTIATE",     "OFFER",        "ATTACH",   "WROTE",      "READ",
    "RST",     "SHUTDOWN", "WAITING_WRITE", "WAITING_READ", "REQUEST2", "NEGOTIATE2", "unknown"};

constexpr std::array<const char*, kUnknownType + 1> kChildren{
    "child of INVALID",    "child of REQUEST",       "child of NEGOTIATE",    "child of OFFER",
    "child of ATTACH",     "child of WROTE",         "child of READ",         "child of RST",
    "child of SHUTDOWN",   "child of WAITING_WRITE", "child of WAITING_READ", "child of REQUEST2",
    "child of NEGOTIATE2", "child of unknown"};

constexpr std::array<const char*, VMCI_CONNECTION_EVENTS> kKinds{
    "connect()",   "listen()",      "accept()",  "shutdown()",    "error taken",
    "close()",     "packet",        "child",     "pair",          "no pair",
    "not sent",    "timer",         "signal",    "peer detached", "resumed",
    "new context", "transport off", "child met", "child given up"};

}  // namespace

std::vector<Input> all_inputs() {
  std::vector<Input> all;
  for (unsigned char kind = 0; kind < VMCI_CONNECTION_EVENTS; ++kind) {
    const unsigned char last = has_packet(kind) ? kUnknownType : 0;
    for (unsigned char type = 0; type <= last; ++type) all.push_back({kind, type});
  }
  return all;
}

Input input_of(const vmci_connection_event& event) {
  if (!has_packet(event.kind)) return {event.kind};
  const vmci_u32 type = std::min<vmci_u32>(event.packet.type, kUnknownType);
  return {event.kind, static_cast<unsigned char>(type)};
}

const char* name(const Input& input) {
  if (input.kind == VMCI_ON_PACKET) return kPackets[input.type];
  if (input.kind == VMCI_ON_OPEN) return kChildren[input.type];
  return kKinds[input.kind];
}

}  // namespace vmcheck::vsock::table
