// The part of the HAL that concerns timers: see device_hal/hal_platform.h.
#pragma once

#include "sim/world/platform.h"

// A timer's time is the world's: here is only which one it is, as a handler.
using vmci_timer = vmcheck::world::SocketTimer;
using vmci_timer_handler = vmcheck::world::SocketTimer;

static inline void vmci_hal_timer_init(vmci_timer* timer, vmci_timer_handler handler) {
  timer->machine = handler.machine;
  timer->number = handler.number;
}

static inline void vmci_hal_timer_start(vmci_timer* timer, vmci_u32 milliseconds) {
  vmcheck::world::Platform::current()
      .sockets()
      .clock(timer->machine)
      .start(timer->number, milliseconds);
}

static inline void vmci_hal_timer_stop(vmci_timer* timer) {
  vmcheck::world::Platform::current().sockets().clock(timer->machine).stop(timer->number);
}

static inline int vmci_hal_timer_runs(const vmci_timer* timer) {
  return vmcheck::world::Platform::current().sockets().clock(timer->machine).runs(timer->number)
             ? 1
             : 0;
}

static inline int vmci_hal_timer_end(vmci_timer* timer) {
  return vmcheck::world::Platform::current().sockets().clock(timer->machine).end(timer->number) ? 0
                                                                                                : 1;
}
