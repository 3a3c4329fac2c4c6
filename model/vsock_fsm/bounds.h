// The bounds of a scenario of connections.
#pragma once

#include <cstdint>
#include <vector>

#include "model/vsock_fsm/network.h"
#include "model/vsock_fsm/order.h"
#include "sim/run/property.h"

namespace vmcheck::vsock {

// The virtual machine's context. A machine that moves has the next one then.
inline constexpr std::uint8_t kVmContext = 40;

// A machine of which nothing is known but what it sends.
inline constexpr std::uint8_t kStrangerContext = 77;
inline constexpr std::uint8_t kStrangerPort = 9;

// Sizes of queues: what an owner wants and what is acceptable.
struct Sizes {
  std::uint8_t wanted = 2;
  std::uint8_t least = 1;
  std::uint8_t most = 4;
};

// What an owner may do with his socket besides what he must: bits.
enum Call : std::uint8_t { kClose = 1, kShutDown = 2, kTransfer = 4 };
inline constexpr std::uint32_t kCalls = 3;

// A socket that is there from the beginning.
struct Role {
  std::uint8_t machine;  // kMachines: it is a stranger's, and there is none
  std::uint8_t port;
  std::uint8_t backlog = 0;  // of a listener; 0: a client
  std::uint8_t server = 0;   // of a client: the role that it connects to
  std::uint8_t calls = 1;    // connect(), accept() and those that follow, together
  std::uint8_t may = kClose;
  std::uint8_t protocols = VMCI_PROTOCOL_ON_NOTIFY;
  Sizes sizes = {};
};

struct Bounds {
  std::vector<Role> roles;
  Order order = Order::oldest_first;
  std::uint8_t under_way = 3;         // packets; who sends more is told that he cannot
  std::uint8_t requests = kRequests;  // of the broker, at once; who asks more is refused
  std::uint8_t signals = 0;
  std::uint8_t changes = 0;  // of machines
  std::uint8_t kills = 0;    // of the virtual machine
  std::uint8_t bytes = 0;    // that are written
  std::uint8_t late_timers = 0;
  std::uint8_t child_calls = 1;  // of who accepts a child
  std::uint8_t child_may = kClose;
  std::uint8_t older = 0;  // machines that know no packet newer than WAITING_READ, as bits
  bool stranger = false;   // a third machine sends any packet at any time
  Faults faults = {};
  std::vector<const run::Property*> reached;  // what some run must reach
};

}  // namespace vmcheck::vsock
