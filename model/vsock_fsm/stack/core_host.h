// The machine's host where it is the core's as well, with sockets of its own: the other end of the
// machine's connections, and who runs the machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/vsock_fsm/stack/core.h"
#include "model/vsock_fsm/stack/hypercalls.h"
#include "sim/state/padded.h"
#include "sim/world/clock/clock.h"
#include "sim/world/contexts.h"
#include "sim/world/faults.h"
#include "sim/world/host.h"

namespace vmcheck::device::sockets {

// The number by which its sockets are known to their platform.
inline constexpr std::uint32_t kHostMachine = 1;

struct CoreHost {
  state::Padded<vmci_stack> stack;
  state::Padded<vmci_stack_work> work;
  state::Padded<vmci_host> host;
  state::Padded<vmci_programs> programs;
  state::Padded<vmci_stack_host_attachment> attachment;
  world::ContextMemory copies;
  std::array<world::Timer, 2 * VMCI_SOCKETS_MAX> timers;     // of both machines: one time passes
  Arriving arriving;                                         // at the machine
  std::array<world::PageStore, VMCI_BROKER_PAIRS_MAX> away;  // memory that was taken, by the pair
  std::uint8_t work_asked;
  std::uint8_t working;
  std::uint8_t work_sleeps;
  std::uint8_t programs_asked;
  std::uint8_t suspended;  // whether the machine is, and makes no step
  std::uint8_t killed;
  std::uint8_t kills;  // left, as the next
  std::uint8_t suspensions;
  std::array<std::uint8_t, 4> unused;
  world::Faults faults;
};

}  // namespace vmcheck::device::sockets
