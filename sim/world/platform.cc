#include "sim/world/platform.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/events.h"
#include "sim/world/hostile.h"
#include "sim/world/properties.h"

namespace vmcheck::world {
namespace {

constexpr int kNoMem = -3;
constexpr std::uint32_t kStatus = 0x00;
constexpr std::uint32_t kDataOut = 0x10;
constexpr std::uint32_t kDataIn = 0x14;
constexpr std::uint32_t kDataOutLow = 0x24;
constexpr std::uint32_t kDataInLow = 0x2c;

// What all registers of a device that is gone read as.
constexpr std::uint32_t kGone = 0xffffffff;

// How many bits of a real machine's address are within a page.
constexpr unsigned int kPageOffsetBits = 12;

thread_local Platform* running = nullptr;

// By the library, which is faster than what compilers make of a size that they know.
void fill(void* at, std::size_t bytes, int value) {
  asm volatile("" : "+r"(bytes));
  std::memset(at, value, bytes);
}

// What the driver's next call finds on its stack is the same each time, and none of it zero: so a
// byte that it leaves unwritten shows.
[[gnu::noinline]] void stain_stack() {
  std::byte stack[512];
  fill(stack, sizeof stack, 0xa5);
  asm volatile("" : : "r"(stack) : "memory");
}

}  // namespace

Platform::Platform(Machines machines, Clients& clients, run::Chooser& chooser,
                   state::Observer& observer)
    : machines_(machines),
      clients_(clients),
      pairs_(clients.queue_pairs()),
      hypervisor_(machines, pairs_),
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

// The same, of what the device answers or may change.
void Platform::access() {
  act();
  count_event();
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
  if (strikes(machines_[machine].faults.memory, FaultClass::memory, chooser_)) return kNoMem;
  machines_[machine].processor.mapped = 1;
  return machines_[machine].device.in_memory;
}

// Memory lies as far off as it may.
void Platform::set_address_bits(std::uint32_t machine, unsigned int bits) {
  machines_[machine].processor.far = bits > 32 + kPageOffsetBits ? 1 : 0;
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

// A buffer has more than one page; the first of them is for datagrams to the device.
int Platform::alloc(std::uint32_t machine, std::uint32_t pages, Page& memory) {
  demand_unlocked("asks for memory");
  Hardware& hardware = machines_[machine];
  if (strikes(hardware.faults.memory, FaultClass::memory, chooser_)) return kNoMem;
  std::uint8_t number = Page::kNotify;
  if (pages > 1) number = hardware.processor.has(Page::kOut) ? Page::kIn : Page::kOut;
  hardware.processor.memory[number - 1U] = Processor::kAllocated;
  if (number == Page::kNotify) hardware.device.notify_page = {};
  memory = {static_cast<std::uint8_t>(machine), number};
  return 0;
}

void Platform::free(std::uint32_t machine, Page memory) {
  if (!demand_allocated(memory)) return;
  Hardware& hardware = machines_[machine];
  observer_.always(property::kLifetimes, !hardware.device.knows(memory.number),
                   [] { return std::string("memory is freed that the device still knows"); });
  hardware.processor.memory[memory.number - 1U] = Processor::kFreed;
  if (memory.number == Page::kNotify) hardware.device.notify_page = {};
}

// Who was given memory may know where it is, even when it is no longer his.
std::uint64_t Platform::page_number(Page memory) {
  const Processor& processor = machines_[memory.machine].processor;
  observer_.always(
      property::kLifetimes, memory.number > 0 && processor.memory[memory.number - 1U] != 0,
      [] { return std::string("the place of memory is asked for that was not given"); });
  return processor.far != 0 ? kFarNotifyPageNumber : kNotifyPageNumber;
}

bool Platform::demand_allocated(Page memory) {
  return observer_.always(
      property::kLifetimes,
      memory.number > 0 && machines_[memory.machine].processor.has(memory.number),
      [] { return std::string("memory is used that is not there"); });
}

int Platform::request_interrupts(std::uint32_t machine, std::uint32_t wanted) {
  Hardware& hardware = machines_[machine];
  if (strikes(hardware.faults.memory, FaultClass::memory, chooser_)) return kNoMem;
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

// A driver does the same to a device that is gone or has forgotten: it does not know.
void Platform::demand_allowed(Device& device, std::uint32_t offset, oracle::Direction direction,
                              std::uint32_t value) {
  const std::uint8_t window = device.in_memory != 0 ? oracle::kMemory : oracle::kPorts;
  const std::uint8_t vectors = device.vectors == Vectors::shared ? oracle::kOneVector : 0;
  const std::optional<oracle::Access> access =
      oracle::find_access(offset, direction, value, device.offered);
  std::optional<oracle::Phase> next;
  if (access) {
    next =
        oracle::find_next_phase(device.phase, *access, static_cast<std::uint8_t>(window | vectors));
  }
  // A hostile device interrupts before it may.
  const bool early = device.hostile != 0 && device.phase < oracle::Phase::enabled;
  observer_.always(property::kRegisters, next || early, [&] {
    return fmt::format("{} is {} ({:#x}) when the device is {}", oracle::name_of_register(offset),
                       direction == oracle::Direction::read ? "read" : "written", value,
                       oracle::name_of(device.phase));
  });
  if (next) device.phase = *next;
}

// Whether a device gives something else than what is so; then it may once less.
bool Platform::lies(Device& device) {
  return device.lies != 0 && strikes(device.lies, FaultClass::lies, chooser_);
}

std::uint32_t Platform::read_register(std::uint32_t machine, std::uint32_t offset) {
  access();
  Device& device = mapped(machine);
  demand_allowed(device, offset, oracle::Direction::read, 0);
  const std::uint32_t value = device.read_register(offset);
  if (!lies(device)) return value;
  const std::uint32_t lie = hostile_register(offset, value, chooser_);
  if (offset == kStatus && lie == kGone) device.seems_gone = 1;
  return lie;
}

void Platform::write_register(std::uint32_t machine, std::uint32_t offset, std::uint32_t value) {
  access();
  Device& device = mapped(machine);
  demand_allowed(device, offset, oracle::Direction::write, value);
  if (offset == kDataOutLow) take_buffer(machine);
  if (offset == kDataInLow) ask_for_buffer(device);
  if (Device::resets(offset, value) && device.gone == 0) hypervisor_.reset(machine);
  device.write_register(offset, value);
}

void Platform::write_data_out(std::uint32_t machine, std::span<const std::uint8_t> bytes) {
  access();
  demand_allowed(mapped(machine), kDataOut, oracle::Direction::write, 0);
  send(machine, bytes);
}

// Gives a datagram to the hypervisor, whose answer is the device's result.
void Platform::send(std::uint32_t machine, std::span<const std::uint8_t> bytes) {
  if (machines_[machine].device.gone != 0) return;
  count_event();
  if (const std::optional<std::int32_t> answer = clients_.takes(machine, bytes)) {
    machines_[machine].device.result = *answer;
  } else {
    hypervisor_.receive(machine, bytes, chooser_, observer_);
  }
  clients_.answered(machine, machines_[machine].device.result);
}

// Null if there is no such byte. The device may have set it to anything just before.
std::uint8_t* Platform::byte(Page page, std::uint64_t offset) {
  const bool inside = page.number == Page::kNotify && offset < kNotifyBytes;
  observer_.always(property::kInPage, inside, [&] {
    return fmt::format("byte {} of page {}, of {} bytes", offset,
                       static_cast<unsigned>(page.number), kNotifyBytes);
  });
  if (!inside) return nullptr;
  demand_allocated(page);
  Device& device = machines_[page.machine].device;
  std::uint8_t* at = &device.notify_page[offset];
  if (lies(device)) *at = hostile_byte(*at, chooser_);
  return at;
}

std::uint8_t Platform::load_byte(Page page, std::uint64_t offset) {
  access();
  std::uint8_t* at = byte(page, offset);
  return at == nullptr ? 0 : *at;
}

std::uint8_t Platform::exchange_byte(Page page, std::uint64_t offset, std::uint8_t value) {
  access();
  std::uint8_t* at = byte(page, offset);
  return at == nullptr ? 0 : std::exchange(*at, value);
}

// A device that is gone gives what all its registers read as.
void Platform::give(Hardware& hardware, std::span<std::uint8_t> bytes) {
  if (clients_.gives(bytes)) return;
  if (hardware.device.gone != 0) {
    std::fill(bytes.begin(), bytes.end(), 0xff);
  } else {
    hardware.context.give(bytes);
  }
}

void Platform::read_data_in(std::uint32_t machine, std::span<std::uint8_t> bytes) {
  access();
  demand_unlocked("reads datagrams");
  demand_allowed(mapped(machine), kDataIn, oracle::Direction::read, 0);
  Hardware& hardware = machines_[machine];
  give(hardware, bytes);
  if (lies(hardware.device)) hostile_datagram(bytes, hardware.context.id, chooser_);
}

// A datagram of which the driver keeps a copy is one that the device gave, or has invented: also
// one of which it has forgotten the rest.
bool Platform::keep(std::uint32_t machine, std::span<const std::uint8_t> datagram,
                    std::uint8_t& kept) {
  demand_unlocked("asks for memory");
  Hardware& hardware = machines_[machine];
  std::optional<std::uint32_t> slot = hardware.context.find(datagram, 0, [&](std::uint32_t i) {
    return hardware.context.messages[i].kept == Message::kNotKept;
  });
  const bool invented = !slot && (hardware.device.hostile != 0 || hardware.device.forgot != 0);
  observer_.always(property::kLifetimes, slot || invented,
                   [] { return std::string("a copy is kept of what is no datagram"); });
  if (invented) slot = hardware.context.take_in(datagram);
  if (!slot) return false;
  if (strikes(hardware.faults.memory, FaultClass::memory, chooser_)) return false;
  hardware.context.messages[*slot].kept = Message::kKept;
  kept = static_cast<std::uint8_t>(*slot + 1);
  return true;
}

// The message of which that is a copy; null if there is none.
Message* Platform::demand_kept(std::uint32_t machine, std::uint8_t kept) {
  auto& messages = machines_[machine].context.messages;
  const bool good = kept > 0 && kept <= kMessages && messages[kept - 1U].kept == Message::kKept;
  observer_.always(property::kLifetimes, good, [] {
    return std::string("a copy is used that was not made or was given back");
  });
  return good ? &messages[kept - 1U] : nullptr;
}

const std::uint8_t* Platform::kept_bytes(std::uint32_t machine, std::uint8_t kept) {
  const Message* message = demand_kept(machine, kept);
  kept_bytes_ = message == nullptr ? Rendered{} : render(*message);
  return kept_bytes_.bytes.data();
}

void Platform::forget(std::uint32_t machine, std::uint8_t kept) {
  Message* message = demand_kept(machine, kept);
  if (message == nullptr) return;
  message->kept = Message::kForgotten;
  clients_.forgotten(machine, kept - 1U);
}

void Platform::wake(std::uint32_t machine) {
  demand_unlocked("wakes others");
  machines_[machine].processor.woken |= Processor::kByDriver;
}

void Platform::begin_work(std::uint32_t machine) {
  demand_unlocked("begins work");
  sockets().work(machine);
}

void Platform::wake_operations(std::uint32_t machine) {
  demand_unlocked("wakes others");
  sockets().wake(machine);
}

void Platform::wake_socket(std::uint32_t machine, std::uint32_t number) {
  demand_unlocked("wakes others");
  sockets().wake_socket(machine, number);
}

void Platform::defer(std::uint32_t machine) {
  demand_unlocked("defers work");
  machines_[machine].processor.deferring |= Processor::kAsked;
}

bool Platform::may_call(std::uint32_t client) {
  act();
  demand_unlocked("calls a client");
  return observer_.always(property::kLifetimes, client != 0,
                          [] { return std::string("nobody is called"); });
}

void Platform::doorbell_rung(std::uint32_t machine, std::uint32_t client) {
  if (may_call(client)) clients_.doorbell_rung(machine, client);
}

void Platform::datagram_arrived(std::uint32_t machine, std::uint32_t client,
                                std::span<const std::uint8_t> datagram) {
  if (may_call(client)) clients_.datagram_arrived(machine, client, datagram);
}

void Platform::event_happened(std::uint32_t machine, std::uint32_t client,
                              std::span<const std::uint8_t> payload) {
  if (may_call(client)) clients_.event_happened(machine, client, payload);
}

}  // namespace vmcheck::world
