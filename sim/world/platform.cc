#include "sim/world/platform.h"

#include <fmt/format.h>

#include <cstring>
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
    return fmt::format("byte {} of page {}, of {} bytes", offset, static_cast<unsigned>(page.number), kNotifyBytes);
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

}  // namespace vmcheck::world
