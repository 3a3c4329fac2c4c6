// Datagrams between contexts, drawn at random, through the kernel and by the core's rules: from
// right and wrong sources to right and wrong destinations, of any length, as many as there is room
// for. Each must be answered as the other says, and what is received is what was let in.
#pragma once

#include <cstdint>

namespace vmcheck::kernel_peer {

// Makes so many calls, the same for the same seed. True if all answers are the same; else what
// differs is on the standard output, a line for each call, up to the most.
bool datagram_calls_agree(std::uint64_t seed, std::uint64_t calls, std::uint64_t most);

}  // namespace vmcheck::kernel_peer
