// A virtual machine's VMCI device as hardware: the PCI function that its driver sees. Written from
// the protocol's description, without the core's headers.
#pragma once

#include <array>
#include <cstdint>

#include "sim/world/oracle/registers.h"

namespace vmcheck::world {

// Bytes in a notification page, one for each notification index.
inline constexpr std::uint32_t kNotifyBytes = 4;

// How the device interrupts.
enum class Vectors : std::uint8_t {
  shared,     // one vector; the handler asks the ICR for the cause
  exclusive,  // a vector for each cause; nobody asks the ICR
};

// Bits of the ICR, the IMR, and of the vectors.
inline constexpr std::uint8_t kDatagramCause = 1;
inline constexpr std::uint8_t kNotificationCause = 2;

// All that a device is told of buffers in memory: the page shift, and the upper halves of the
// addresses of both.
inline constexpr std::uint8_t kToldAll = 7;

// A plain value.
struct Device {
  std::int32_t result;  // of the last datagram
  std::uint8_t causes;  // that the ICR shows
  std::uint8_t mask;    // the IMR
  std::uint8_t interrupts_on;
  Vectors vectors;
  // Interrupts that the processor has not taken: a bit for each vector, by its cause; bit 0 when
  // there is one.
  std::uint8_t pending;
  std::uint8_t gone;         // surprise removal: registers read as all ones, writes do nothing
  std::uint8_t offered;      // capabilities
  std::uint8_t used;         // capabilities, as the driver says
  std::uint8_t notifies;     // whether it knows the notification page
  std::uint8_t wrote_freed;  // whether it wrote to a page that was not its to write
  // Of a device with registers in memory: what it was told of the driver's buffers, a bit for each
  // register, and how many bytes it has been asked for, with those of the answer to come.
  std::uint8_t in_memory;
  std::uint8_t told;
  std::uint8_t asked;
  std::uint8_t forgot : 2;      // whether it was reset of its own accord
  std::uint8_t hostile : 2;     // if it lies at all: vectors on which it interrupts at will
  std::uint8_t seems_gone : 4;  // whether it has lied so that its driver may take it for gone
  std::uint8_t lies;            // how often it still may (hostile.h); kAnyNumber
  oracle::Phase phase;  // how far its driver has come, which does not know whether it forgot
  std::array<std::uint8_t, kNotifyBytes> notify_page;

  // Registers, as the driver accesses them. An access to one that does not exist, or is not there
  // to be read or written, reads all ones or does nothing.
  std::uint32_t read_register(std::uint32_t offset);
  void write_register(std::uint32_t offset, std::uint32_t value);

  // Whether a write to a register resets it.
  static bool resets(std::uint32_t offset, std::uint32_t value);

  // Forgets all that it was told.
  void reset();

  // Whether it takes and fills buffers: it knows all that it must of them.
  bool takes_buffers() const { return gone == 0 && told == kToldAll; }

  // Whether it may write to memory of that number.
  bool knows(std::uint8_t number) const;

  // Sets a byte of the notification page, if that is allocated, and interrupts.
  void notify(std::uint16_t index, bool allocated);

  // Interrupts for a cause, if the driver lets it.
  void interrupt(std::uint8_t cause);

  // Sends an interrupt to the processor, if that has not one to take yet.
  void raise(std::uint8_t vector);

  // Takes a vector's pending interrupt: true if there was one.
  bool take_interrupt(std::uint8_t vector);

 private:
  std::uint32_t acknowledge();
  void interrupt_for_waiting();
};

}  // namespace vmcheck::world
