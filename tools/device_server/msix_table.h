// The MSI-X vectors of a function: a table of messages that the guest writes, and which are due.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "tools/device_server/config_space.h"

namespace vmcheck::device_server {

class MsixTable {
 public:
  static constexpr std::uint32_t kMostVectors = 8;

  // Accesses 4 bytes of the table, at a multiple of 4. What is not there reads as zero.
  std::uint32_t read(std::uint64_t offset) const;
  void write(std::uint64_t offset, std::uint32_t value);

  // Vectors that are due, a bit for each.
  std::uint32_t pending() const { return pending_; }

  // A vector is due.
  void raise(std::uint32_t vector) { pending_ |= 1U << vector; }

  // The message of a vector that is due and not masked, which then is not due any more.
  std::optional<InterruptMessage> take();

 private:
  // The message's address, low and high, its data, and whether it is masked.
  static constexpr std::uint32_t kWords = 4;
  std::array<std::uint32_t, kMostVectors* kWords> words_ = all_masked();
  std::uint32_t pending_ = 0;

  static constexpr std::array<std::uint32_t, kMostVectors * kWords> all_masked() {
    std::array<std::uint32_t, kMostVectors * kWords> words{};
    for (std::size_t i = kWords - 1; i < words.size(); i += kWords) words[i] = 1;
    return words;
  }
};

}  // namespace vmcheck::device_server
