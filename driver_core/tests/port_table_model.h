// The table of sockets beside a model of its contract alone: a map of slots that is searched from
// end to end.
#pragma once

extern "C" {
#include "driver_core/vsock/port_table.h"
}

#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver_core/tests/table_program.h"

namespace vmcheck::core {

class PortsRun final : public TableRun {
 public:
  enum Call : std::uint32_t {
    kOpen,
    kClose,
    kBind,
    kAutobind,
    kUnbind,
    kConnect,
    kDisconnect,
    kNextConnected,
    kSetTransport,
    kSetPresent,
    kSetGuestCid
  };

  static constexpr std::uint32_t kAny = 0xffffffff;
  static constexpr std::uint32_t kFirst = 1024;
  static constexpr std::uint32_t kLast = VMCI_PORT_GIVEN_LAST;

  static constexpr std::array kTypes = {1u, 2u, 5u, 0u};
  static constexpr std::array kPorts = {0u, 1023u, kFirst, kFirst + 1, kLast, kAny - 1, kAny};
  static constexpr std::uint32_t kOwn = 3;  // the guest's own context, in place of a number
  static constexpr std::array kCids = {kAny, 0u, 1u, 2u, kOwn, 50u};
  static constexpr std::array kGuestCids = {40u, 50u, 2u, kAny};
  static constexpr std::array kTransports = {0u, 1u, 2u, 4u};

  // Begins to give ports at one of those near an end, with all transports.
  explicit PortsRun(const TableCall& begin) {
    const std::uint32_t start = std::array{0u, 1u, kLast - kFirst}[begin.operands[0]];
    SetToZeros(table_);
    vmci_ports_init(&table_, start);
    next_port_ = kFirst + start;
    table_.transports.present = present_ = 15;
    vmci_ports_set_guest_cid(&table_, guest_cid_);
  }

  std::string Make(const TableCall& call) override {
    const std::string wrong = MakeOne(call);
    return wrong.empty() ? Wrong() : wrong;
  }

  std::string Drain() override {
    while (!sockets_.empty()) {
      vmci_ports_close(&table_, sockets_.begin()->first);
      sockets_.erase(sockets_.begin());
      const std::string wrong = Wrong();
      if (!wrong.empty()) return wrong;
    }
    vmci_ports empty;
    SetToZeros(empty);
    vmci_ports_init(&empty, next_port_ - kFirst);
    empty.transports = table_.transports;
    return std::memcmp(&table_, &empty, sizeof empty) == 0 ? "" : "something is left";
  }

 private:
  using Address = std::pair<std::uint32_t, std::uint32_t>;  // context, port

  struct Socket {
    unsigned type;
    std::optional<Address> bound = std::nullopt;
    std::optional<std::pair<Address, Address>> connected = std::nullopt;
    unsigned transport = 0;
  };

  static constexpr unsigned kUntouched = 0xdeadbeef;
  static constexpr unsigned kNone = VMCI_SOCKETS_MAX;

  static vmci_address Raw(const Address& address) { return {address.first, address.second}; }

  static bool Match(const Address& a, const Address& b) {
    return a.second == b.second && (a.first == b.first || a.first == kAny || b.first == kAny);
  }

  std::uint32_t Cid(std::uint32_t operand) const {
    return kCids[operand] == kOwn ? guest_cid_ : kCids[operand];
  }

  std::string MakeOne(const TableCall& call) {
    const auto& operands = call.operands;
    if (call.number == kOpen) return Open(kTypes[operands[0]]);
    if (call.number == kNextConnected) return NextConnected(operands[0], kTransports[operands[1]]);
    if (call.number == kSetPresent) return SetPresent(operands[0]);
    if (call.number == kSetGuestCid) return SetGuestCid(kGuestCids[operands[0]]);
    if (sockets_.empty()) return "";
    const unsigned slot = std::next(sockets_.begin(), operands[0] % sockets_.size())->first;
    switch (call.number) {
      case kBind:
        return Bind(slot, {Cid(operands[1]), kPorts[operands[2]]}, operands[3] != 0);
      case kAutobind:
        return Autobind(slot);
      case kUnbind:
        vmci_ports_unbind(&table_, slot);
        sockets_.at(slot).bound.reset();
        return "";
      case kConnect:
        return Connect(slot, {Cid(operands[1]), kPorts[operands[2]]},
                       {Cid(operands[3]), kPorts[operands[4]]});
      case kDisconnect:
        vmci_ports_disconnect(&table_, slot);
        sockets_.at(slot).connected.reset();
        return "";
      case kSetTransport:
        sockets_.at(slot).transport = table_.sockets[slot].transport = kTransports[operands[1]];
        return "";
      default:
        vmci_ports_close(&table_, slot);
        sockets_.erase(slot);
        return "";
    }
  }

  std::string Open(unsigned type) {
    unsigned free = 0;
    while (sockets_.contains(free)) ++free;
    const int expected = type == 0 ? VMCI_ESOCKTNOSUPPORT : free == kNone ? VMCI_ENOMEM : 0;
    unsigned slot = kUntouched;
    const int result = vmci_ports_open(&table_, type, &slot);
    if (result != expected) return Differs("the result", result, expected);
    if (result != 0) return slot == kUntouched ? "" : "an error gives a slot";
    if (slot != free) return Differs("the slot", slot, free);
    sockets_[slot] = {.type = type};
    return "";
  }

  unsigned FindBound(unsigned type, const Address& address) const {
    for (const auto& [slot, socket] : sockets_) {
      if ((socket.type == 2) == (type == 2) && socket.bound && Match(*socket.bound, address)) {
        return slot;
      }
    }
    return kNone;
  }

  unsigned FindConnected(const std::pair<Address, Address>& addresses) const {
    for (const auto& [slot, socket] : sockets_) {
      if (socket.connected == addresses) return slot;
    }
    return kNone;
  }

  bool IsOurs(std::uint32_t cid) const {
    return cid == kAny || ((present_ & 1) != 0 && cid == 1) || ((present_ & 4) != 0 && cid == 2) ||
           ((present_ & 2) != 0 && cid == guest_cid_);
  }

  // What a bind has to say, and the port that it then has.
  std::pair<int, std::uint32_t> Expected(const Socket& socket, const Address& address,
                                         bool is_privileged) const {
    if (socket.bound) return {VMCI_EINVAL, 0};
    if (!IsOurs(address.first)) return {VMCI_EADDRNOTAVAIL, 0};
    if (address.second < kFirst && !is_privileged) return {VMCI_EACCES, 0};
    if (address.second != kAny) {
      const bool in_use = FindBound(socket.type, address) != kNone;
      return {in_use ? VMCI_EADDRINUSE : 0, address.second};
    }
    std::uint32_t port = next_port_;
    do {
      if (FindBound(socket.type, {address.first, port}) == kNone) return {0, port};
      port = port == kLast ? kFirst : port + 1;
    } while (port != next_port_);
    return {VMCI_EADDRNOTAVAIL, 0};
  }

  std::string Bind(unsigned slot, const Address& address, bool is_privileged) {
    const auto [expected, port] = Expected(sockets_.at(slot), address, is_privileged);
    return Bound(slot, address, vmci_ports_bind(&table_, slot, Raw(address), is_privileged),
                 expected, port);
  }

  std::string Autobind(unsigned slot) {
    if (sockets_.at(slot).bound) {
      const int result = vmci_ports_autobind(&table_, slot);
      return result == 0 ? "" : Differs("the result", result, 0);
    }
    const auto [expected, port] = Expected(sockets_.at(slot), {kAny, kAny}, false);
    return Bound(slot, {kAny, kAny}, vmci_ports_autobind(&table_, slot), expected, port);
  }

  std::string Bound(unsigned slot, const Address& asked, int result, int expected,
                    std::uint32_t port) {
    if (result != expected) return Differs("the result", result, expected);
    if (result != 0) return "";
    sockets_.at(slot).bound = {asked.first, port};
    if (asked.second == kAny) next_port_ = port == kLast ? kFirst : port + 1;
    return "";
  }

  std::string Connect(unsigned slot, const Address& local, const Address& remote) {
    Socket& socket = sockets_.at(slot);
    const bool has_wildcard = local.first == kAny || local.second == kAny || remote.first == kAny ||
                              remote.second == kAny;
    const int expected = socket.connected                          ? VMCI_EISCONN
                         : socket.type == 2 || has_wildcard        ? VMCI_EINVAL
                         : FindConnected({local, remote}) != kNone ? VMCI_EADDRINUSE
                                                                   : 0;
    const int result = vmci_ports_connect(&table_, slot, Raw(local), Raw(remote));
    if (result != expected) return Differs("the result", result, expected);
    if (result == 0) socket.connected = {local, remote};
    return "";
  }

  std::string NextConnected(unsigned from, unsigned transport) const {
    unsigned expected = kNone;
    for (const auto& [slot, socket] : sockets_) {
      if (slot < from || !socket.connected || socket.transport != transport) continue;
      expected = slot;
      break;
    }
    const unsigned slot =
        vmci_ports_next_connected(&table_, from, static_cast<vmci_transport>(transport));
    return slot == expected ? "" : Differs("the next one", slot, expected);
  }

  std::string SetPresent(std::uint32_t present) {
    table_.transports.present = present_ = static_cast<unsigned short>(present);
    return "";
  }

  std::string SetGuestCid(std::uint32_t cid) {
    const int expected = cid > 2 && cid != kAny ? 0 : VMCI_EINVAL;
    const int result = vmci_ports_set_guest_cid(&table_, cid);
    if (result != expected) return Differs("the result", result, expected);
    if (result != 0) return "";
    for (auto& [slot, socket] : sockets_) {
      if (socket.bound && socket.bound->first == guest_cid_) socket.bound->first = cid;
    }
    guest_cid_ = cid;
    return "";
  }

  std::string WrongAt(unsigned slot, const Socket& socket) const {
    const vmci_socket& found = table_.sockets[slot];
    const unsigned sets = (socket.bound ? 1u : 0) | (socket.connected ? 2u : 0);
    if (found.type != socket.type) return Differs("the type", found.type, socket.type);
    if (found.sets != sets) return Differs("the sets", found.sets, sets);
    if (socket.bound && !vmci_address_equal(found.bound, Raw(*socket.bound))) {
      return Differs("the bound port", found.bound.port, socket.bound->second);
    }
    return "";
  }

  // All that can be asked, for all addresses.
  std::string WrongFinds() const {
    for (std::uint32_t cid = 0; cid < kCids.size(); ++cid) {
      for (const std::uint32_t port : kPorts) {
        const Address address = {Cid(cid), port};
        for (const unsigned type : {1u, 2u, 5u}) {
          const unsigned expected = FindBound(type, address);
          const unsigned slot = vmci_ports_find_bound(&table_, type, Raw(address));
          if (slot != expected) return Differs("the slot bound", slot, expected);
        }
      }
    }
    for (const auto& [slot, socket] : sockets_) {
      if (!socket.connected) continue;
      const auto& [local, remote] = *socket.connected;
      for (const Address& other : {local, Address{local.first + 1, local.second}}) {
        const unsigned expected = FindConnected({other, remote});
        const unsigned found = vmci_ports_find_connected(&table_, Raw(other), Raw(remote));
        if (found != expected) return Differs("the slot connected", found, expected);
      }
    }
    return "";
  }

  std::string Wrong() const {
    for (const auto& [slot, socket] : sockets_) {
      const std::string wrong = WrongAt(slot, socket);
      if (!wrong.empty()) return wrong;
    }
    if (table_.next_port != next_port_)
      return Differs("the next port", table_.next_port, next_port_);
    return WrongFinds();
  }

  vmci_ports table_;
  std::map<unsigned, Socket> sockets_;
  std::uint32_t next_port_ = 0;
  std::uint32_t guest_cid_ = 40;
  unsigned short present_ = 0;
};

inline Table PortsTable() {
  const auto size = [](const auto& values) { return static_cast<std::uint32_t>(values.size()); };
  const std::uint32_t cids = size(PortsRun::kCids);
  const std::uint32_t ports = size(PortsRun::kPorts);
  const std::uint32_t transports = size(PortsRun::kTransports);
  constexpr std::uint32_t kSlots = 8;
  Table table;
  table.name = "ports";
  table.summary = "sockets are bound, connected and found: as in a map of all of them";
  table.begin = {"ports", {3}};
  table.calls = {
      {"open", {size(PortsRun::kTypes)}, 4},
      {"close", {kSlots}, 2},
      {"bind", {kSlots, cids, ports, 2}, 4},
      {"autobind", {kSlots}, 3},
      {"unbind", {kSlots}, 1},
      {"connect", {kSlots, cids, ports, cids, ports}, 4},
      {"disconnect", {kSlots}, 1},
      {"next-connected", {VMCI_SOCKETS_MAX < kSlots ? VMCI_SOCKETS_MAX : kSlots, transports}, 1},
      {"set-transport", {kSlots, transports}, 1},
      {"set-present", {16}, 1},
      {"set-guest-cid", {size(PortsRun::kGuestCids)}, 1}};
  table.run = [](const TableCall& begin) { return std::make_unique<PortsRun>(begin); };
  return table;
}

}  // namespace vmcheck::core
