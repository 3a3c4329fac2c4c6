// How large a fleet is, and what came of it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vmcheck::vsock::fleet {

struct Size {
  std::uint32_t guests = 4096;
  std::uint32_t at_once = 16;  // connections of each guest, at most
  std::uint64_t connections = 1'000'000;
  std::uint32_t backlog = 16'384;  // of the listener
};

struct Figures {
  std::uint64_t steps = 0;
  std::uint64_t opened = 0;  // connections that were established, used and closed
  std::uint64_t failed =
      0;                    // attempts that were not: refused, timed out, lost with a guest's place
  std::uint64_t moves = 0;  // of guests
  std::size_t at_once = 0;  // connections, at most
  std::size_t bytes = 0;    // of memory for all of these
};

}  // namespace vmcheck::vsock::fleet
