// How much a simulated device and its driver have to do with each other, for benchmarks.
#pragma once

#include <cstdint>

namespace vmcheck::world {

// Device-level events on this thread so far. One is
//   - an access of a driver's to a register, or to a word or byte that its device may change,
//   - an interrupt that a device raises, or that a processor takes,
//   - a datagram that a device takes from its machine,
//   - a message that is queued for a machine, or a byte of its notification page that is set,
//   - a fault that befalls a device, its machine, or what is on the way to them: it is reset or
//     pulled out, an interrupt or message does not come or comes otherwise, a machine is suspended
//     or killed; and that one goes on, or begins anew.
// A datagram that goes through a port is one access, and so are as many as are read at once.
inline constinit thread_local std::uint64_t device_events = 0;

inline void count_event() {
  ++device_events;
}

}  // namespace vmcheck::world
