#include "sim/world/platform.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

constexpr int kNoMem = -3;

thread_local Platform* running = nullptr;

// What the driver's next call finds on its stack is the same each time, and none of it zero: so a
// byte that it leaves unwritten shows.
[[gnu::noinline]] void stain_stack() {
  std::byte stack[512];
  std::memset(stack, 0xa5, sizeof stack);
  asm volatile("" : : "r"(stack) : "memory");
}

}  // namespace

Platform::Platform(std::span<Hardware> machines, Clients& clients, run::Chooser& chooser,
                   state::Observer& observer)
    : machines_(machines),
      clients_(clients),
      chooser_(chooser),
      observer_(observer),
      outer_(std::exchange(running, this)) {
  stain_stack();
}

Platform::~Platform() {
  running = outer_;
  observer_.always(property::kLocks, locks_held_ == 0,
                   [&] { return fmt::format("{} locks are kept", locks_held_); });
  observer_.always(property::kOneAction, actions_ <= 1,
                   [&] { return fmt::format("the step does {} things", actions_); });
}

Platform& Platform::current() {
  return *running;
}

// An action of the step. What is done with a lock held belongs to taking it.
void Platform::act() {
  if (locks_held_ == 0) ++actions_;
}

void Platform::demand_unlocked(const char* call) {
  observer_.always(property::kLocks, locks_held_ == 0,
                   [&] { return fmt::format("a lock is held when the driver {}", call); });
}

void Platform::lock(Lock& lock) {
  act();
  observer_.always(property::kLocks, lock.held == 0 && locks_held_ == 0,
                   [&] { return std::string("a lock is taken with one held"); });
  lock.held = 1;
  ++locks_held_;
}

void Platform::unlock(Lock& lock) {
  observer_.always(property::kLocks, lock.held == 1,
                   [&] { return std::string("a lock is given back that was not taken"); });
  lock.held = 0;
  --locks_held_;
}

int Platform::map_registers(std::uint32_t machine) {
  if (strikes(machines_[machine].device.faults.memory, FaultClass::memory, chooser_)) return kNoMem;
  machines_[machine].processor.mapped = 1;
  return 0;
}

void Platform::unmap_registers(std::uint32_t machine) {
  mapped(machine);
  machines_[machine].processor.mapped = 0;
}

// The device, whose registers must be mapped.
Device& Platform::mapped(std::uint32_t machine) {
  observer_.always(property::kLifetimes, machines_[machine].processor.mapped != 0,
                   [] { return std::string("registers are used that are not mapped"); });
  return machines_[machine].device;
}

int Platform::alloc_page(std::uint32_t machine, Page& page) {
  demand_unlocked("asks for memory");
  if (strikes(machines_[machine].device.faults.memory, FaultClass::memory, chooser_)) return kNoMem;
  machines_[machine].processor.page = Processor::kAllocated;
  machines_[machine].device.notify_page = {};
  page = {static_cast<std::uint8_t>(machine), Page::kNotify};
  return 0;
}

void Platform::free_page(std::uint32_t machine, Page page) {
  Hardware& hardware = machines_[machine];
  const bool good = page.number == Page::kNotify &&
                    hardware.processor.page == Processor::kAllocated &&
                    (hardware.device.notifies == 0 || hardware.device.gone != 0);
  observer_.always(property::kLifetimes, good, [] {
    return std::string("a page is freed that is not there, or that the device still knows");
  });
  hardware.processor.page = Processor::kFreed;
  hardware.device.notify_page = {};
}

std::uint64_t Platform::page_number(std::uint32_t, Page page) {
  return page.number == Page::kNotify ? kNotifyPageNumber : 0;
}

int Platform::request_interrupts(std::uint32_t machine, std::uint32_t wanted) {
  Hardware& hardware = machines_[machine];
  if (strikes(hardware.device.faults.memory, FaultClass::memory, chooser_)) return kNoMem;
  const bool shared = hardware.device.vectors == Vectors::shared;
  hardware.processor.vectors = static_cast<std::uint8_t>(shared ? 1 : wanted);
  return hardware.processor.vectors;
}

bool Platform::free_interrupts(std::uint32_t machine) {
  Hardware& hardware = machines_[machine];
  hardware.processor.vectors = 0;
  hardware.device.pending = 0;
  return hardware.processor.handling == 0;
}

bool Platform::flush_deferred(std::uint32_t machine) {
  return machines_[machine].processor.deferring == 0;
}

std::uint32_t Platform::read_register(std::uint32_t machine, std::uint32_t offset) {
  act();
  return mapped(machine).read_register(offset);
}

void Platform::write_register(std::uint32_t machine, std::uint32_t offset, std::uint32_t value) {
  act();
  mapped(machine).write_register(offset, value);
}

void Platform::write_data_out(std::uint32_t machine, std::span<const std::uint8_t> bytes) {
  act();
  mapped(machine).receive(bytes, chooser_, observer_);
}

// Null if there is no such byte.
std::uint8_t* Platform::byte(Page page, std::uint64_t offset) {
  const bool inside = page.number == Page::kNotify && offset < kNotifyBytes;
  observer_.always(property::kInPage, inside, [&] {
    return fmt::format("byte {} of page {}, of {} bytes", offset,
                       static_cast<unsigned>(page.number), kNotifyBytes);
  });
  if (!inside) return nullptr;
  Hardware& machine = machines_[page.machine];
  const bool allocated = machine.processor.page == Processor::kAllocated;
  observer_.always(property::kLifetimes, allocated,
                   [] { return std::string("the notification page is used, which is not there"); });
  return &machine.device.notify_page[offset];
}

std::uint8_t Platform::load_byte(Page page, std::uint64_t offset) {
  act();
  const std::uint8_t* at = byte(page, offset);
  return at == nullptr ? 0 : *at;
}

std::uint8_t Platform::exchange_byte(Page page, std::uint64_t offset, std::uint8_t value) {
  act();
  std::uint8_t* at = byte(page, offset);
  return at == nullptr ? 0 : std::exchange(*at, value);
}

void Platform::read_data_in(std::uint32_t machine, std::span<std::uint8_t> bytes) {
  act();
  demand_unlocked("reads datagrams");
  mapped(machine).give(bytes);
}

// A datagram of which the driver keeps a copy is one that the device gave.
bool Platform::keep(std::uint32_t machine, std::span<const std::uint8_t> datagram,
                    std::uint8_t& kept) {
  demand_unlocked("asks for memory");
  Device& device = machines_[machine].device;
  const std::optional<std::uint32_t> number = number_of(datagram);
  const bool known =
      number && device.messages[*number].kept == 0 &&
      std::ranges::equal(datagram,
                         render(device.messages[*number], *number, device.context).span());
  observer_.always(property::kLifetimes, known,
                   [] { return std::string("a copy is kept of what is no datagram"); });
  if (!known) return false;
  if (strikes(device.faults.memory, FaultClass::memory, chooser_)) return false;
  device.messages[*number].kept = 1;
  kept = static_cast<std::uint8_t>(*number + 1);
  return true;
}

bool Platform::demand_kept(std::uint32_t machine, std::uint8_t kept) {
  const bool good =
      kept > 0 && kept <= kMessages && machines_[machine].device.messages[kept - 1U].kept == 1;
  observer_.always(property::kLifetimes, good, [] {
    return std::string("a copy is used that was not made or was given back");
  });
  return good;
}

const std::uint8_t* Platform::kept_bytes(std::uint32_t machine, std::uint8_t kept) {
  const Device& device = machines_[machine].device;
  kept_bytes_ = demand_kept(machine, kept)
                    ? render(device.messages[kept - 1U], kept - 1U, device.context)
                    : Rendered{};
  return kept_bytes_.bytes.data();
}

void Platform::forget(std::uint32_t machine, std::uint8_t kept) {
  if (!demand_kept(machine, kept)) return;
  machines_[machine].device.messages[kept - 1U].kept = 2;
  clients_.forgotten(machine, kept - 1U);
}

void Platform::wake(std::uint32_t machine) {
  demand_unlocked("wakes others");
  machines_[machine].processor.woken = 1;
}

void Platform::defer(std::uint32_t machine) {
  demand_unlocked("defers work");
  machines_[machine].processor.deferring |= Processor::kAsked;
}

void Platform::doorbell_rung(std::uint32_t machine, std::uint32_t client) {
  act();
  demand_unlocked("calls a client");
  clients_.doorbell_rung(machine, client);
}

void Platform::datagram_arrived(std::uint32_t machine, std::uint32_t client,
                                std::span<const std::uint8_t> datagram) {
  act();
  demand_unlocked("calls a client");
  clients_.datagram_arrived(machine, client, datagram);
}

void Platform::event_happened(std::uint32_t machine, std::uint32_t client,
                              std::span<const std::uint8_t> payload) {
  act();
  demand_unlocked("calls a client");
  clients_.event_happened(machine, client, payload);
}

}  // namespace vmcheck::world
