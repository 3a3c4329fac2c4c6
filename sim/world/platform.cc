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

thread_local Platform* running = nullptr;

// What the driver's next call finds on its stack is the same each time, and none of it zero: so a
// byte that it leaves unwritten shows.
[[gnu::noinline]] void stain_stack() {
  std::byte stack[512];
  std::memset(stack, 0xa5, sizeof stack);
  asm volatile("" : : "r"(stack) : "memory");
}

}  // namespace

Platform::Platform(std::span<Device> devices, Clients& clients, run::Chooser& chooser,
                   state::Observer& observer)
    : devices_(devices),
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

std::uint32_t Platform::read_register(std::uint32_t machine, std::uint32_t offset) {
  act();
  return devices_[machine].read_register(offset);
}

void Platform::write_register(std::uint32_t machine, std::uint32_t offset, std::uint32_t value) {
  act();
  devices_[machine].write_register(offset, value);
}

void Platform::write_data_out(std::uint32_t machine, std::span<const std::uint8_t> bytes) {
  act();
  devices_[machine].receive(bytes, chooser_, observer_);
}

// Null if there is no such byte.
std::uint8_t* Platform::byte(Page page, std::uint64_t offset) {
  const bool inside = page.number == Page::kNotify && offset < kNotifyBytes;
  observer_.always(property::kInPage, inside, [&] {
    return fmt::format("byte {} of page {}, of {} bytes", offset,
                       static_cast<unsigned>(page.number), kNotifyBytes);
  });
  return inside ? &devices_[page.machine].notify_page[offset] : nullptr;
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
  devices_[machine].give(bytes);
}

// A datagram of which the driver keeps a copy is one that the device gave.
bool Platform::keep(std::uint32_t machine, std::span<const std::uint8_t> datagram,
                    std::uint8_t& kept) {
  demand_unlocked("asks for memory");
  Device& device = devices_[machine];
  const std::optional<std::uint32_t> number = number_of(datagram);
  const bool known =
      number && device.messages[*number].kept == 0 &&
      std::ranges::equal(datagram,
                         render(device.messages[*number], *number, device.context).span());
  observer_.always(property::kLifetimes, known,
                   [] { return std::string("a copy is kept of what is no datagram"); });
  if (!known) return false;
  if (device.faults.copies > 0 && chooser_.choose(run::ChoiceKind::fault, 2) != 0) {
    --device.faults.copies;
    return false;
  }
  device.messages[*number].kept = 1;
  kept = static_cast<std::uint8_t>(*number + 1);
  return true;
}

bool Platform::demand_kept(std::uint32_t machine, std::uint8_t kept) {
  const bool good =
      kept > 0 && kept <= kMessages && devices_[machine].messages[kept - 1U].kept == 1;
  observer_.always(property::kLifetimes, good, [] {
    return std::string("a copy is used that was not made or was given back");
  });
  return good;
}

const std::uint8_t* Platform::kept_bytes(std::uint32_t machine, std::uint8_t kept) {
  const Device& device = devices_[machine];
  kept_bytes_ = demand_kept(machine, kept)
                    ? render(device.messages[kept - 1U], kept - 1U, device.context)
                    : Rendered{};
  return kept_bytes_.bytes.data();
}

void Platform::forget(std::uint32_t machine, std::uint8_t kept) {
  if (!demand_kept(machine, kept)) return;
  devices_[machine].messages[kept - 1U].kept = 2;
  clients_.forgotten(machine, kept - 1U);
}

void Platform::wake(std::uint32_t) {
  demand_unlocked("wakes others");
  woke_ = true;
}

void Platform::defer(std::uint32_t) {
  demand_unlocked("defers work");
  deferred_ = true;
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
