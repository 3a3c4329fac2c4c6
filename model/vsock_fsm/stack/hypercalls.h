// What a machine asks of its host by datagrams, as the core's host takes it, and the datagrams of
// the host's that the machine's driver reads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "model/vsock_fsm/stack/core.h"
#include "sim/world/contexts.h"
#include "sim/world/queue_pairs.h"

namespace vmcheck::device::sockets {

// A datagram that has been fetched for a machine. All zero bytes: none.
struct Arriving {
  alignas(8) std::array<std::uint8_t, world::kDatagramBytes> bytes;
  std::uint8_t size;
  std::uint8_t given;  // bytes of it that the machine's driver has read
  std::array<std::uint8_t, 6> unused;

  bool is_there() const { return size != 0; }

  // Takes what has been fetched, and its copy from the host.
  void take(const vmci_fetch& fetch, world::ContextMemory& copies);

  // Gives bytes of it, and of those behind it: fetch() makes the next one this one. No header is
  // cut, and behind them are bytes of none. False: there is nothing.
  template <typename Fetch>
  bool give(std::span<std::uint8_t> to, const Fetch& fetch) {
    std::fill(to.begin(), to.end(), 0xff);
    std::size_t at = 0;
    while (at < to.size()) {
      if (given == 0 && to.size() - at < world::kDatagramHeaderBytes) break;
      if (!is_there() && !fetch()) break;
      at += give_some(to.subspan(at));
    }
    return at != 0;
  }

 private:
  std::size_t give_some(std::span<std::uint8_t> to);
};

// A datagram of a machine's to its host.
struct Sending {
  alignas(8) std::array<std::uint8_t, world::kDatagramBytes> copy;
  vmci_host_send steps;

  // The steps point to the copy: it must stay where it is. False: it is too long.
  bool begin(std::span<const std::uint8_t> bytes, std::uint32_t sender);
};

// What the broker is asked for by a message of a machine's. None: what it names are not the pages
// of two queues.
std::optional<vmci_broker_operation> read_allocation(std::span<const std::uint8_t> message,
                                                     std::size_t number_bytes,
                                                     const world::QueueMemory& memory,
                                                     std::uint32_t context);

}  // namespace vmcheck::device::sockets
