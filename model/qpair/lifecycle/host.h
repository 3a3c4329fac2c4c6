// The host as the peer of a machine's queue pairs: what the hypervisor knows of each, and what the
// host does with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/world/queue_pairs.h"

namespace vmcheck::device::lifecycle {

// Contexts: the host's, and that of somebody who has nothing to do with any pair.
inline constexpr std::uint8_t kHostContext = 2;
inline constexpr std::uint8_t kStranger = 99;

// The pair that the host creates: its resource, and its sizes as the machine sees them.
inline constexpr std::uint32_t kOfferedResource = 1024;
inline constexpr std::uint8_t kProduceSize = 3;
inline constexpr std::uint8_t kConsumeSize = 2;

// All zero bytes: none.
struct HostPair {
  enum class Life : std::uint8_t {
    none,
    offered,   // the host has created it
    known,     // the machine has created it
    attached,  // both have it
    left,      // the host has left it
  };
  std::uint32_t context;  // its handle
  std::uint32_t resource;
  Life life;
  std::uint8_t produce;  // the numbers of its queues, as the machine sees them
  std::uint8_t consume;
  std::uint8_t written;  // bytes that the host wrote,
  std::uint8_t read;     // and read
  std::uint8_t tail;     // its indices
  std::uint8_t head;
  std::uint8_t unused;

  // Whether the machine has it.
  bool is_machines() const { return life > Life::offered; }
};

// A message that asks for a pair.
struct PairRequest {
  std::uint32_t context;
  std::uint32_t resource;
  std::uint32_t peer;
  std::uint32_t flags;
  std::uint64_t produce_size;
  std::uint64_t consume_size;
  world::Queue produce;  // the queues whose pages it names, all of them in their order
  world::Queue consume;
};

// Reads such a message, with page numbers of so many bytes. None: what it names are not the pages
// of two queues of these sizes.
std::optional<PairRequest> read_request(std::span<const std::uint8_t> message,
                                        std::size_t number_bytes, const world::QueueMemory& memory);

// Whether a queue's header names a pair, and both its indices are 0.
bool is_fresh(const world::QueueArea& area, std::uint32_t context, std::uint32_t resource);

// The host writes a byte to the ring that it fills, or reads one from the other; the queues are
// there. False: the ring is full, or empty.
bool write_byte(HostPair& pair, world::QueueMemory& memory, std::uint8_t byte);
bool read_byte(HostPair& pair, world::QueueMemory& memory, std::uint8_t& byte);

}  // namespace vmcheck::device::lifecycle
