#include "model/notification/parties.h"

#include <fmt/core.h>

#include <stdexcept>

namespace vmcheck::notification {

using run::Condition;
using run::Location;
using run::Machine;
using run::Order;
using run::Rmw;
using run::Site;

Shared::Shared(Machine& machine) {
  machine.guard(1);
  page = machine.word("notify_page[0]", 0);
  for (unsigned int i = 1; i < VMCI_NOTIFY_INDEXES; ++i) {
    machine.word(fmt::format("notify_page[{}]", i), 0);
  }
  machine.guard(1);
  raised = machine.word("raised", 0);
  deferred = machine.word("deferred", 0);
}

void ring(const Shared& shared, std::uint32_t index) {
  Machine& machine = Machine::current();
  machine.note([&] { return fmt::format("ring {}:", index); });
  machine.store(shared.byte(index), 1, Order::release, Site::current());
  // Nobody else raises interrupts.
  const std::uint64_t before = machine.load(shared.raised, Order::relaxed, Site::current());
  machine.store(shared.raised, before + 1, Order::release, Site::current());
}

Handler::Handler(const Driver& driver, const Shared& shared) : driver_(driver), shared_(shared) {
  driver_.guest_begin(&guest_, {shared.deferred});
  guest_.notify_page = {shared.page};
}

void Handler::create(std::uint32_t queue, vmci_callback callback) {
  unsigned int slot = 0;
  unsigned int index = 0;
  vmci_handle handle{0, VMCI_ID_INVALID};
  if (driver_.registry_add(&guest_.registry, handle, VMCI_RESOURCE_DOORBELL, &slot, &handle) < 0 ||
      driver_.notify_index_reserve(&guest_.doorbells.indexes, &index) < 0) {
    throw std::invalid_argument("there are more doorbells than the tables hold");
  }
  driver_.doorbell_enter(&guest_.doorbells, slot, index, queue, callback);
  guest_.doorbells.slots[slot].state = VMCI_DOORBELL_LIVE;
  defers_ = defers_ || queue == VMCI_DOORBELL_DEFERRED;
}

void Handler::run_deferred_work() {
  Machine& machine = Machine::current();
  if (machine.read_modify_write(shared_.deferred, Rmw::exchange, 0, Order::acquire,
                                Site::current()) == 0) {
    return;
  }
  vmci_doorbell_calls calls{};
  while (driver_.call_step(&guest_, VMCI_DOORBELL_DEFERRED, &calls) != VMCI_STEP_DONE) {
  }
}

void Handler::handle(std::uint64_t interrupts) {
  Machine& machine = Machine::current();
  std::uint64_t handled = 0;
  while (handled < interrupts) {
    // What the device did before it raised the interrupt is seen by the handler.
    handled = machine.await(shared_.raised, {Condition::Is::greater, handled}, Order::acquire,
                            Site::current());
    machine.note([&] { return fmt::format("handle interrupts up to {}:", handled); });
    vmci_notification work{};
    while (driver_.notification_step(&guest_, &work) != VMCI_STEP_DONE) {
    }
    if (defers_) run_deferred_work();
  }
}

}  // namespace vmcheck::notification
