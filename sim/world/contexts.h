// What a host's contexts have on simulated machines: copies of datagrams, and notify bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vmcheck::world {

inline constexpr std::size_t kDatagramHeaderBytes = 24;
inline constexpr std::size_t kDatagramBytes = 56;  // the longest, with its header
inline constexpr std::size_t kKeptLinkBytes = 24;

// All zero bytes: none.
struct KeptDatagram {
  alignas(8) std::array<std::byte, kDatagramBytes> bytes;
  alignas(8) std::array<std::byte, kKeptLinkBytes> link;  // the core's
  std::array<std::uint8_t, 8> used;                       // the first one says whether it is
};

struct NotifyByte {
  std::uint8_t pins;
  std::uint8_t value;
};

// Numbers are those of an array and one more, so that 0 is none.
struct ContextMemory {
  std::array<KeptDatagram, 6> kept;
  std::array<NotifyByte, 4> bytes;
};

// The contexts, by a model.
class Contexts {
 public:
  virtual ~Contexts() = default;

  virtual ContextMemory& context_memory() = 0;

  // A program is called with a datagram, and says what it thinks of it.
  virtual int datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) = 0;
  virtual void doorbell_of_program(std::uint32_t program) = 0;
  virtual void event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) = 0;
};

}  // namespace vmcheck::world
