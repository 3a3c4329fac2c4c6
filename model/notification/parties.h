// The two parties to a ring: the device, which announces something, sets a byte and interrupts, and
// the machine whose handler calls the doorbell's client, who looks.
#pragma once

#include <cstdint>

#include "model/notification/core.h"
#include "sim/run/machine.h"

namespace vmcheck::notification {

// What both share.
struct Shared {
  run::Location page;      // a byte for each notification index, within guards
  run::Location raised;    // how many interrupts the device has raised
  run::Location deferred;  // whether deferred work has been asked for

  explicit Shared(run::Machine& machine);

  run::Location byte(std::uint32_t index) const { return {page.number + index}; }
};

// Sets the byte of a notification index and interrupts. Each is a store that is seen behind all
// that this task did before it, and no more is demanded of a device.
void ring(const Shared& shared, std::uint32_t index);

// The machine's driver, in the hands of one task, which runs its handler and its deferred work: its
// tables are not shared. It handles an interrupt whenever one was raised behind its last
// acknowledgement, so that one handler may answer several.
class Handler {
 public:
  // To be made as the task's object. Until the task begins it only gets doorbells.
  Handler(const Driver& driver, const Shared& shared);

  // Creates a doorbell, as its creation does once the hypervisor has linked it. `queue` is an enum
  // vmci_doorbell_queue_id. The first has notification index 0, the next one 1.
  void create(std::uint32_t queue, vmci_callback callback);

  // Handles interrupts until all of so many have been raised and handled.
  void handle(std::uint64_t interrupts);

 private:
  void run_deferred_work();

  const Driver& driver_;
  Shared shared_;
  bool defers_ = false;
  vmci_guest guest_{};
};

}  // namespace vmcheck::notification
