// The guest's notification page, in place of the one that the world's device knows: that has a
// fixed number, and a byte for each of a few indexes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/world/hardware.h"
#include "tools/device_server/guest_memory.h"

namespace vmcheck::device_server {

class NotifyPage {
 public:
  NotifyPage(world::Hardware& hardware, const GuestMemory& memory)
      : hardware_(hardware), memory_(memory) {}

  // A datagram of the guest's, with the numbers that the world knows in it. A page that the guest
  // does not have, and an index for which the world has no byte left, become numbers that it
  // refuses.
  std::vector<std::uint8_t> translate(std::span<const std::uint8_t> datagram);

  // What was translated last has been done.
  void accept();

  // Sets in the guest's page what the device has set in its own.
  void pass_on();

  // There is none any more.
  void forget() { page_.reset(); }

 private:
  std::uint64_t world_page(std::uint64_t number) const;
  std::uint64_t world_index(std::uint64_t index);
  bool in_use(std::uint32_t world_index) const;

  world::Hardware& hardware_;
  const GuestMemory& memory_;
  std::optional<std::uint64_t> page_;   // the guest's address of it
  std::optional<std::uint64_t> asked_;  // which one it is to be, once accepted
  std::array<std::uint64_t, world::kNotifyBytes> index_of_{};  // the guest's, by the world's
};

}  // namespace vmcheck::device_server
