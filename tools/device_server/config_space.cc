#include "tools/device_server/config_space.h"

namespace vmcheck::device_server {
namespace {

// Offsets in the header.
constexpr std::uint32_t kVendor = 0x00;
constexpr std::uint32_t kCommand = 0x04;
constexpr std::uint32_t kStatus = 0x06;
constexpr std::uint32_t kClass = 0x08;
constexpr std::uint32_t kPortsBar = 0x10;
constexpr std::uint32_t kWindowBar = 0x14;
constexpr std::uint32_t kSubsystem = 0x2c;
constexpr std::uint32_t kCapabilities = 0x34;
constexpr std::uint32_t kInterruptLine = 0x3c;
constexpr std::uint32_t kInterruptPin = 0x3d;

constexpr std::uint32_t kIdentity = 0x074015ad;
constexpr std::uint32_t kOtherPeripheral = 0x08800010;  // the class, and a revision
constexpr std::uint32_t kHasCapabilities = 0x10;

// Of the command register.
constexpr std::uint32_t kBusMaster = 0x4;
constexpr std::uint32_t kLineDisabled = 0x400;
constexpr std::uint32_t kCommandBits = 0x547;

// The capabilities: where we have them, and offsets in them.
constexpr std::uint32_t kMsi = 0x40;
constexpr std::uint32_t kMsix = 0x60;
constexpr std::uint32_t kMsiId = 0x05;
constexpr std::uint32_t kMsixId = 0x11;
constexpr std::uint32_t kControl = 2;
constexpr std::uint32_t kMsiAddress = 4;
constexpr std::uint32_t kMsiData = 12;
constexpr std::uint32_t kMsixTable = 4;
constexpr std::uint32_t kMsixPending = 8;
constexpr std::uint32_t kMsiEnable = 0x0001;
constexpr std::uint32_t kMsi64Bits = 0x0080;
constexpr std::uint32_t kMsixEnable = 0x8000;
constexpr std::uint32_t kMsixMask = 0x4000;
constexpr std::uint32_t kWindowNumber = 1;  // of the BAR that MSI-X is in

}  // namespace

ConfigSpace::ConfigSpace(const Features& features) : features_(features) {
  put(kVendor, 4, kIdentity, 0);
  put(kCommand, 2, 0, kCommandBits);
  put(kClass, 4, kOtherPeripheral, 0);
  put(kPortsBar, 4, 1, ~(kPortsBytes - 1));
  put(kWindowBar, 4, 0, ~(window_bytes() - 1));
  put(kSubsystem, 4, kIdentity, 0);
  put(kInterruptLine, 1, 0, 0xff);
  put(kInterruptPin, 1, 1, 0);
  const bool msix = features.msix_vectors > 0;
  if (msix) add_msix(features.msix_vectors);
  if (features.msi) add_msi(msix ? kMsix : 0);
  if (!msix && !features.msi) return;
  put(kStatus, 2, kHasCapabilities, 0);
  put(kCapabilities, 1, features.msi ? kMsi : kMsix, 0);
}

void ConfigSpace::add_msi(std::uint8_t next) {
  put(kMsi, 1, kMsiId, 0);
  put(kMsi + 1, 1, next, 0);
  put(kMsi + kControl, 2, kMsi64Bits, kMsiEnable);
  put(kMsi + kMsiAddress, 4, 0, ~3U);
  put(kMsi + kMsiAddress + 4, 4, 0, ~0U);
  put(kMsi + kMsiData, 2, 0, 0xffff);
}

void ConfigSpace::add_msix(std::uint32_t vectors) {
  put(kMsix, 1, kMsixId, 0);
  put(kMsix + kControl, 2, vectors - 1, kMsixEnable | kMsixMask);
  put(kMsix + kMsixTable, 4, kMsixTableOffset | kWindowNumber, 0);
  put(kMsix + kMsixPending, 4, kMsixPendingOffset | kWindowNumber, 0);
}

std::uint32_t ConfigSpace::number(std::uint32_t offset, std::uint32_t size) const {
  std::uint32_t value = 0;
  for (std::uint32_t i = 0; i < size; ++i)
    value |= static_cast<std::uint32_t>(bytes_[offset + i]) << (8 * i);
  return value;
}

void ConfigSpace::put(std::uint32_t offset, std::uint32_t size, std::uint32_t value,
                      std::uint32_t writable) {
  for (std::uint32_t i = 0; i < size; ++i) {
    bytes_[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
    writable_[offset + i] = static_cast<std::uint8_t>(writable >> (8 * i));
  }
}

std::uint32_t ConfigSpace::read(std::uint64_t offset, std::uint32_t size) const {
  if (size > 4 || offset > kBytes - size) return 0;
  return number(static_cast<std::uint32_t>(offset), size);
}

void ConfigSpace::write(std::uint64_t offset, std::uint32_t size, std::uint32_t value) {
  if (size > 4 || offset > kBytes - size) return;
  for (std::uint32_t i = 0; i < size; ++i) {
    std::uint8_t& byte = bytes_[offset + i];
    const std::uint8_t writable = writable_[offset + i];
    byte = static_cast<std::uint8_t>((byte & ~writable) | ((value >> (8 * i)) & writable));
  }
}

std::uint32_t ConfigSpace::ports_address() const {
  return number(kPortsBar, 4) & ~(kPortsBytes - 1);
}

std::uint32_t ConfigSpace::window_address() const {
  return number(kWindowBar, 4);
}

std::uint32_t ConfigSpace::window_bytes() const {
  return features_.registers_in_memory ? kLargeWindowBytes : kSmallWindowBytes;
}

bool ConfigSpace::may_access_memory() const {
  return (number(kCommand, 2) & kBusMaster) != 0;
}

bool ConfigSpace::msix_enabled() const {
  return features_.msix_vectors > 0 && (number(kMsix + kControl, 2) & kMsixEnable) != 0;
}

bool ConfigSpace::msix_masked() const {
  return (number(kMsix + kControl, 2) & kMsixMask) != 0;
}

std::optional<InterruptMessage> ConfigSpace::msi() const {
  if (!features_.msi || (number(kMsi + kControl, 2) & kMsiEnable) == 0) return std::nullopt;
  const std::uint64_t high = number(kMsi + kMsiAddress + 4, 4);
  return InterruptMessage{high << 32 | number(kMsi + kMsiAddress, 4), number(kMsi + kMsiData, 2)};
}

bool ConfigSpace::line_enabled() const {
  return !msix_enabled() && !msi() && (number(kCommand, 2) & kLineDisabled) == 0;
}

unsigned ConfigSpace::line() const {
  return number(kInterruptLine, 1);
}

}  // namespace vmcheck::device_server
