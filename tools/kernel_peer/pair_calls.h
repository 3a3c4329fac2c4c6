// Calls about queue pairs, drawn at random, to the kernel's broker and to the core's: each must
// answer as the other does. Contexts ask for pairs, detach from them, and take memory away and give
// it back, with handles, sizes, flags and peers that are right and that are not.
#pragma once

#include <cstdint>

namespace vmcheck::kernel_peer {

// Makes so many calls, the same for the same seed. True if all answers are the same; else what
// differs is on the standard output, a line for each call, up to the most.
bool pair_calls_agree(std::uint64_t seed, std::uint64_t calls, std::uint64_t most);

}  // namespace vmcheck::kernel_peer
