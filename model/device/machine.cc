#include "model/device/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "sim/world/events.h"
#include "sim/world/properties.h"

namespace vmcheck::device {
namespace {

// Nonzero if one of so many bytes is. The last word may overlap the one before.
template <std::size_t kBytes>
std::uint64_t bits_of(const std::byte* bytes) {
  using Word = std::conditional_t<(kBytes >= 8), std::uint64_t,
                                  std::conditional_t<(kBytes >= 4), std::uint32_t, std::uint8_t>>;
  Word bits = 0;
  const auto look_at = [&](std::size_t at) {
    Word word;
    std::memcpy(&word, bytes + at, sizeof word);
    bits |= word;
  };
  for (std::size_t at = 0; at + sizeof bits <= kBytes; at += sizeof bits) look_at(at);
  if (kBytes % sizeof bits != 0) look_at(kBytes - sizeof bits);
  return bits;
}

template <typename... T>
bool are_zero(const T&... values) {
  return (bits_of<sizeof values>(reinterpret_cast<const std::byte*>(&values)) | ...) == 0;
}

constexpr std::uint8_t kDatagrams = world::kDatagramCause;
constexpr std::uint8_t kNotifications = world::kNotificationCause;

}  // namespace

bool Machine::has_nothing() const {
  const vmci_doorbell_table& doorbells = guest->doorbells;
  return are_zero(guest->registry.slots, guest->subscriptions.slots, guest->endpoints,
                  guest->subscribers, guest->delayed.count, guest->queue_pairs, doorbells.slots,
                  doorbells.queues, doorbells.first_at_index, doorbells.indexes.users,
                  doorbells.indexes.end);
}

bool Machine::is_given_back() const {
  const bool reset = device.notifies == 0 && device.told == 0 && device.asked == 0 &&
                     device.mask == 0 && device.interrupts_on == 0;
  return processor.mapped == 0 && processor.vectors == 0 && processor.handling == 0 &&
         processor.deferring == 0 && !processor.has(world::Page::kNotify) &&
         !processor.has(world::Page::kOut) && !processor.has(world::Page::kIn) &&
         guest->capabilities == 0 && guest->online == 0 && (reset || device.gone != 0);
}

std::string Machine::text() const {
  return fmt::format("{}{}{}", device.pending != 0 ? ", interrupt pending" : "",
                     processor.handling != 0 ? ", handler runs" : "",
                     processor.deferring != 0 ? ", work deferred" : "");
}

void power_on(Machine& machine, const Driver& driver, const Setup& setup) {
  machine.context.id = setup.context;
  machine.device.vectors = setup.vectors;
  machine.faults = setup.faults;
  machine.device.offered = VMCI_CAPABILITY_DATAGRAM | VMCI_CAPABILITY_NOTIFICATIONS;
  machine.device.in_memory = setup.in_memory ? 1 : 0;
  if (setup.in_memory)
    machine.device.offered |= VMCI_CAPABILITY_PPN64 | VMCI_CAPABILITY_DMA_DATAGRAM;
  driver.guest_begin(&*machine.guest, setup.number);
}

void start(Machine& machine, const Driver& driver, const Setup& setup) {
  power_on(machine, driver, setup);
  machine.device.used = machine.device.offered;
  machine.device.mask = kDatagrams | kNotifications;
  machine.device.interrupts_on = 1;
  machine.device.phase = world::oracle::Phase::enabled;
  machine.device.notifies = 1;
  machine.processor.mapped = 1;
  machine.processor.vectors = setup.vectors == world::Vectors::shared ? 1 : 2;
  machine.processor.memory[world::Page::kNotify - 1] = world::Processor::kAllocated;
  if (setup.in_memory) {
    machine.device.told = 7;
    machine.processor.far = 1;
    machine.processor.memory.fill(world::Processor::kAllocated);
    machine.guest->in_buffer = {setup.number, world::Page::kIn};
    machine.guest->out_buffer = {setup.number, world::Page::kOut};
  }
  machine.guest->context = setup.context;
  machine.guest->notify_page = {setup.number, world::Page::kNotify};
  machine.guest->capabilities = machine.device.offered;
  machine.guest->online = 1;
}

// As MachineStep::act() counts its actors.
std::vector<state::Process> machine_processes(std::uint32_t threads) {
  using enum state::Fairness;
  std::vector<state::Process> all;
  for (std::uint32_t i = 0; i < threads; ++i) all.push_back({fmt::format("thread {}", i), weak});
  all.push_back({"hypervisor", none});
  all.push_back({"datagram handler", weak});
  all.push_back({"notification handler", weak});
  all.push_back({"deferred work", weak});
  all.push_back({"interrupts for nothing", none});
  all.push_back({"lost interrupts", none});
  all.push_back({"removal", none});
  return all;
}

bool MachineStep::act(std::uint32_t actor) {
  return (enabled() >> actor & 1) != 0 && act_enabled(actor);
}

bool MachineStep::act_enabled(std::uint32_t actor) {
  switch (actor) {
    case 0:
      return handle(kDatagrams);  // the vector of all causes, if there is one
    case 1:
      return handle(kNotifications);
    case 2:
      return defer();
    case 3:
      return interrupt_for_nothing();
    case 4:
      return lose_interrupt();
    default:
      return pull_out();
  }
}

// Goes on with its handler, or takes its interrupt.
bool MachineStep::handle(std::uint8_t vector) {
  if ((machine_.processor.handling & vector) == 0) {
    machine_.device.take_interrupt(vector);
    observer_.note([] { return std::string("a handler is called"); });
    machine_.processor.handling |= vector;
    return true;
  }
  observer_.note([] { return std::string("a handler makes a step"); });
  const vmci_step made = drive([&](vmci_guest& guest) { return handler_step(guest, vector); });
  observer_.always(world::property::kNoSleep, made != VMCI_STEP_WAIT,
                   [] { return std::string("a handler waits to be woken"); });
  if (made == VMCI_STEP_DONE) end_handler(vector);
  return true;
}

vmci_step MachineStep::handler_step(vmci_guest& guest, std::uint8_t vector) {
  if (machine_.device.vectors == world::Vectors::shared) {
    return driver_.interrupt_step(&guest, &*machine_.interrupt);
  }
  if (vector == kDatagrams) return driver_.delivery_step(&guest, &machine_.interrupt->delivery);
  return driver_.notification_step(&guest, &machine_.interrupt->notification);
}

// What was received is of no use any more. Who waits for handlers to end is woken.
void MachineStep::end_handler(std::uint8_t vector) {
  const bool all = machine_.device.vectors == world::Vectors::shared;
  machine_.processor.handling = static_cast<std::uint8_t>(machine_.processor.handling & ~vector);
  machine_.processor.woken |= world::Processor::kByPlatform;
  if (all || vector == kDatagrams) {
    std::fill(std::begin(machine_.guest->received), std::end(machine_.guest->received), 0);
    machine_.context.handled();
    machine_.interrupt->delivery = {};
  }
  if (all || vector == kNotifications) machine_.interrupt->notification = {};
  if (all) machine_.interrupt.clear();
}

bool MachineStep::defer() {
  if ((machine_.processor.deferring & world::Processor::kRuns) == 0) {
    observer_.note([] { return std::string("deferred work begins"); });
    machine_.processor.deferring = world::Processor::kRuns;
    return true;
  }
  observer_.note([] { return std::string("deferred work makes a step"); });
  const vmci_step made =
      drive([&](vmci_guest& guest) { return driver_.deferred_step(&guest, &*machine_.deferred); });
  if (made == VMCI_STEP_DONE) {
    machine_.deferred.clear();
    machine_.processor.deferring =
        static_cast<std::uint8_t>(machine_.processor.deferring & ~world::Processor::kRuns);
    machine_.processor.woken |= world::Processor::kByPlatform;
  }
  return true;
}

bool MachineStep::interrupt_for_nothing() {
  world::Device& device = machine_.device;
  const bool both = device.hostile == (kDatagrams | kNotifications);
  std::uint8_t vector = device.hostile == kDatagrams ? kDatagrams : kNotifications;
  if (both && chooser_.choose(run::ChoiceKind::value, 2) == 1) vector = kDatagrams;
  if (device.vectors == world::Vectors::shared) vector = 1;
  if ((device.pending & vector) != 0 ||
      !world::strikes(machine_.faults.interrupts, world::FaultClass::interrupts, chooser_)) {
    return false;
  }
  observer_.note([] { return std::string("the device interrupts for nothing"); });
  device.raise(vector);
  return true;
}

bool MachineStep::lose_interrupt() {
  world::Device& device = machine_.device;
  if (!world::strikes(machine_.faults.lost, world::FaultClass::lost, chooser_)) return false;
  observer_.note([] { return std::string("an interrupt is lost"); });
  world::count_event();
  device.pending = 0;
  return true;
}

bool MachineStep::pull_out() {
  world::Device& device = machine_.device;
  if (!world::strikes(machine_.faults.removal, world::FaultClass::removal, chooser_)) return false;
  observer_.note([] { return std::string("the device is pulled out"); });
  world::count_event();
  device.gone = 1;
  device.pending = 0;
  return true;
}

}  // namespace vmcheck::device
