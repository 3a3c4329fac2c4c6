// The configuration space of the VMCI function: who it is, its windows, how it interrupts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace vmcheck::device_server {

// A message that interrupts: a word to write.
struct InterruptMessage {
  std::uint64_t address;
  std::uint32_t data;
};

// What a function has. A line it always has.
struct Features {
  std::uint32_t msix_vectors = 0;  // 0: no MSI-X
  bool msi = false;
  bool registers_in_memory = false;  // and the window of memory is as large as that takes
};

// The windows' sizes, and where in that of memory things are. The protocol's.
inline constexpr std::uint32_t kPortsBytes = 64;
inline constexpr std::uint32_t kSmallWindowBytes = 0x2000;
inline constexpr std::uint32_t kLargeWindowBytes = 0x40000;
inline constexpr std::uint32_t kRegistersOffset = 0x20000;

// These are ours.
inline constexpr std::uint32_t kMsixTableOffset = 0;
inline constexpr std::uint32_t kMsixPendingOffset = 0x1000;

class ConfigSpace {
 public:
  explicit ConfigSpace(const Features& features);

  // Accesses 1, 2 or 4 bytes. What is not there reads as zero, and writing it does nothing.
  std::uint32_t read(std::uint64_t offset, std::uint32_t size) const;
  void write(std::uint64_t offset, std::uint32_t size, std::uint32_t value);

  // Where the windows are, of ports and of memory.
  std::uint32_t ports_address() const;
  std::uint32_t window_address() const;
  std::uint32_t window_bytes() const;

  bool may_access_memory() const;               // "bus master"
  bool msix_enabled() const;                    // then nothing else interrupts
  bool msix_masked() const;                     // all vectors
  std::optional<InterruptMessage> msi() const;  // if enabled
  bool line_enabled() const;                    // if nothing else is
  unsigned line() const;  // the input of the interrupt controller, as firmware found it

 private:
  std::uint32_t number(std::uint32_t offset, std::uint32_t size) const;
  void put(std::uint32_t offset, std::uint32_t size, std::uint32_t value, std::uint32_t writable);
  void add_msi(std::uint8_t next);
  void add_msix(std::uint32_t vectors);

  static constexpr std::uint32_t kBytes = 256;
  Features features_;
  std::array<std::uint8_t, kBytes> bytes_{};
  std::array<std::uint8_t, kBytes> writable_{};  // bits
};

}  // namespace vmcheck::device_server
