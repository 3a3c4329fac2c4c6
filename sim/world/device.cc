#include "sim/world/device.h"

#include "sim/world/events.h"
#include "sim/world/memory.h"

namespace vmcheck::world {
namespace {

// Registers, by their offset in bytes.
constexpr std::uint32_t kStatus = 0x00;
constexpr std::uint32_t kControl = 0x04;
constexpr std::uint32_t kIcr = 0x08;
constexpr std::uint32_t kImr = 0x0c;
constexpr std::uint32_t kCapabilities = 0x18;
constexpr std::uint32_t kResultLow = 0x1c;
constexpr std::uint32_t kDataOutHigh = 0x28;
constexpr std::uint32_t kDataInHigh = 0x30;
constexpr std::uint32_t kGuestPageShift = 0x34;
constexpr std::uint32_t kNothing = 0xffffffff;

constexpr std::uint32_t kReset = 1;
constexpr std::uint32_t kInterruptEnable = 2;
constexpr std::uint32_t kInterruptDisable = 4;

}  // namespace

std::uint32_t Device::acknowledge() {
  const std::uint32_t acknowledged = causes;
  causes = 0;
  return acknowledged;
}

std::uint32_t Device::read_register(std::uint32_t offset) {
  if (gone != 0) return kNothing;
  switch (offset) {
    case kStatus:
      return interrupts_on;
    case kIcr:
      return acknowledge();
    case kImr:
      return mask;
    case kCapabilities:
      return offered;
    case kResultLow:
      return static_cast<std::uint32_t>(result);
    default:
      return kNothing;
  }
}

void Device::write_register(std::uint32_t offset, std::uint32_t value) {
  if (gone != 0) return;
  if (offset == kImr) mask = static_cast<std::uint8_t>(value);
  if (offset == kGuestPageShift && value == kPageShift) told |= 1;
  if (offset == kDataInHigh && value == address_of({0, Page::kIn}) >> 32) told |= 2;
  if (offset == kDataOutHigh && value == address_of({0, Page::kOut}) >> 32) told |= 4;
  if (offset == kCapabilities) used = static_cast<std::uint8_t>(value);
  if (offset == kControl && (value & kInterruptEnable) != 0) interrupts_on = 1;
  if (offset == kControl && (value & kInterruptDisable) != 0) interrupts_on = 0;
  if (offset == kImr || offset == kControl) interrupt_for_waiting();
}

// What came while it was not let through is told of when it is.
void Device::interrupt_for_waiting() {
  if (vectors == Vectors::shared && interrupts_on != 0 && (mask & causes) != 0) raise(1);
}

bool Device::resets(std::uint32_t offset, std::uint32_t value) {
  return offset == kControl && (value & kReset) != 0;
}

void Device::reset() {
  causes = 0;
  mask = 0;
  interrupts_on = 0;
  used = 0;
  notifies = 0;
  told = 0;
  asked = 0;
}

bool Device::knows(std::uint8_t number) const {
  if (gone != 0) return false;
  return number == Page::kNotify ? notifies != 0 : told != 0;
}

void Device::notify(std::uint16_t index, bool allocated) {
  if (notifies == 0 || gone != 0) return;
  count_event();
  if (allocated) {
    notify_page[index] |= 1;
  } else {
    wrote_freed = 1;
  }
  interrupt(kNotificationCause);
}

// With one vector there is a message when the first cause comes: those behind it are seen with it.
void Device::interrupt(std::uint8_t cause) {
  if (gone != 0) return;
  const bool first = causes == 0;
  const bool shared = vectors == Vectors::shared;
  if (shared) causes |= cause;
  if (interrupts_on == 0 || (mask & cause) == 0) return;
  if (!shared) raise(cause);
  if (shared && first) raise(1);
}

void Device::raise(std::uint8_t vector) {
  if ((pending & vector) != 0) return;
  count_event();
  pending |= vector;
}

bool Device::take_interrupt(std::uint8_t vector) {
  if ((pending & vector) == 0) return false;
  count_event();
  pending = static_cast<std::uint8_t>(pending & ~vector);
  return true;
}

}  // namespace vmcheck::world
