// A virtual machine's VMCI device as hardware: the PCI function that its driver sees, and what the
// hypervisor keeps for it. Written from the protocol's description, without the core's headers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/message.h"

namespace vmcheck::world {

// Bytes in a notification page, one for each notification index.
inline constexpr std::uint32_t kNotifyBytes = 4;

// The number of that page, as the device knows it.
inline constexpr std::uint64_t kNotifyPageNumber = 0x123456;

// Doorbells that the hypervisor tells apart: more than there are indexes.
inline constexpr std::uint32_t kLinks = 5;

// A doorbell of the machine's, as the hypervisor knows it. All zero bytes: none.
struct Link {
  std::uint32_t resource;
  std::uint16_t notify_index;
  std::uint16_t linked;
};

// How the device interrupts.
enum class Vectors : std::uint8_t {
  shared,     // one vector; the handler asks the ICR for the cause
  exclusive,  // a vector for each cause; nobody asks the ICR
};

// Bits of the ICR, the IMR, and of the vectors.
inline constexpr std::uint8_t kDatagramCause = 1;
inline constexpr std::uint8_t kNotificationCause = 2;

// What can go wrong outside the driver, and how often it still may.
struct Faults {
  std::uint8_t hypercalls = 0;  // the hypervisor has no room for what is asked
  std::uint8_t interrupts = 0;  // the device interrupts for nothing
  std::uint8_t memory = 0;      // there is no memory for a page or a copy
  std::uint8_t removal = 0;     // the device is pulled out
};

enum class FaultClass : std::uint8_t { hypercalls, interrupts, memory, removal };

// Whether a fault strikes that still may `left` times; then it may once less.
bool strikes(std::uint8_t& left, FaultClass what, run::Chooser& chooser);

// The names of the classes by their numbers; an empty one for a class that never strikes.
std::vector<std::string> fault_classes(const Faults& faults);

// What the platform has given to the driver, and what it is doing for it. A plain value.
struct Processor {
  std::uint8_t handling;   // a bit for each vector whose handler runs, as in Device::pending
  std::uint8_t deferring;  // deferred work: kAsked and kRuns
  std::uint8_t woken;      // those whose step waits are to try again: kByDriver, kByPlatform
  std::uint8_t mapped;     // the registers
  std::uint8_t vectors;    // that call handlers
  std::array<std::uint8_t, 3> memory;  // by its number - 1: 0 none, or as below

  static constexpr std::uint8_t kAllocated = 1;
  static constexpr std::uint8_t kFreed = 2;

  bool has(std::uint8_t number) const { return memory[number - 1U] == kAllocated; }

  static constexpr std::uint8_t kAsked = 1;
  static constexpr std::uint8_t kRuns = 2;

  // All who wait, by the driver; who waits for a handler or deferred work to end, by its end.
  static constexpr std::uint8_t kByDriver = 1;
  static constexpr std::uint8_t kByPlatform = 2;
};

// A plain value.
struct Device {
  std::uint32_t context;    // the machine's id
  std::int32_t result;      // of the last datagram
  std::uint32_t datagrams;  // that were sent to the host
  std::uint8_t causes;      // that the ICR shows
  std::uint8_t mask;        // the IMR
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
  // The message that the data-in port gives, its number + 1, and how many of its bytes it gave.
  std::uint8_t giving;
  std::uint8_t given;
  // Of a device with registers in memory: what it was told of the driver's buffers, a bit for each
  // register, and how many bytes it has been asked for, with those of the answer to come.
  std::uint8_t in_memory;
  std::uint8_t told;
  std::uint8_t asked;
  std::uint8_t unused;
  Faults faults;
  std::array<std::uint8_t, kNotifyBytes> notify_page;
  std::array<Link, kLinks> links;
  std::array<Message, kMessages> messages;  // to this machine, in the order in which they were sent

  // Registers, as the driver accesses them. An access to one that does not exist, or is not there
  // to be read or written, reads all ones or does nothing.
  std::uint32_t read_register(std::uint32_t offset);
  void write_register(std::uint32_t offset, std::uint32_t value);

  // Takes a datagram from the data-out port, and acts on it as the hypervisor does. Demands that
  // its bytes are the protocol's.
  void receive(std::span<const std::uint8_t> bytes, run::Chooser& chooser,
               state::Observer& observer);

  // Queues a message and interrupts. False: there were kMessages already.
  bool send(Message::Kind kind, std::uint32_t resource);

  // Gives the queued messages' bytes to the data-in port, and behind them headers without a
  // destination.
  void give(std::span<std::uint8_t> bytes);

  // Whether it may write to memory of that number.
  bool knows(std::uint8_t number) const;

  // Rings a doorbell that is linked: sets its byte in the page, if that is allocated, and
  // interrupts.
  void ring(const Link& link, bool allocated);

  // Interrupts for a cause, if the driver lets it.
  void interrupt(std::uint8_t cause);

  // Takes a vector's pending interrupt: true if there was one.
  bool take_interrupt(std::uint8_t vector);

 private:
  std::uint32_t acknowledge();
  void reset();
  std::int32_t answer(std::span<const std::uint8_t> bytes, run::Chooser& chooser);
  std::optional<std::uint32_t> next_message() const;
  std::int32_t link(std::uint32_t resource, std::uint64_t notify_index, run::Chooser& chooser);
  std::int32_t unlink(std::uint32_t resource, run::Chooser& chooser);
  std::int32_t set_notify_page(std::uint64_t number, run::Chooser& chooser);
  std::int32_t notify(std::uint32_t context, std::uint32_t resource);
  Link* find_link(std::uint32_t resource);
};

// A machine as its driver meets it. A plain value.
struct Hardware {
  Device device;
  Processor processor;
};

}  // namespace vmcheck::world
